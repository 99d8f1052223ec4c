/**
 * Light or dark.
 *
 * @module model/theme
 */

import { Observable } from './observable.js';

const KEY = 'parley.theme';

/** What can be chosen; `system` is what the machine is set to. */
export const THEMES = ['system', 'light', 'dark'];

/** The choice of this browser. */
export class Theme extends Observable {
  #name = 'system';

  constructor() {
    super();
    try {
      this.#use(localStorage.getItem(KEY));
    } catch {
      // The browser keeps nothing; then it is as the machine is set.
    }
  }

  get name() {
    return this.#name;
  }

  choose(name) {
    this.#use(name);
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // It lasts as long as the page.
    }
    this.changed();
  }

  #use(name) {
    this.#name = THEMES.includes(name) ? name : 'system';
    if (this.#name === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = this.#name;
    }
  }
}
