/**
 * What the page tells people in passing.
 *
 * @module model/toasts
 */

import { ParleyError } from '../parley-client.js';
import { text } from '../text.js';
import { Observable } from './observable.js';

const LASTS_MS = 8000;
const LASTS_WITH_ACTION_MS = 15_000;

/**
 * @typedef {object} Toast
 * @property {number} id
 * @property {string} text
 * @property {'news'|'problem'} kind
 * @property {?{label: string, run: function(): void}} action what can be done about it
 */

/** Messages that go away by themselves, unless somebody is about to use one. */
export class Toasts extends Observable {
  /** @type {Toast[]} */
  shown = [];
  #ids = 0;
  #held = false;
  #overdue = new Set();

  /**
   * @param {string} sentence
   * @param {'news'|'problem'} [kind]
   * @param {{label: string, run: function(): void}} [action]
   */
  tell(sentence, kind = 'news', action = null) {
    if (this.shown.some((toast) => toast.text === sentence && !toast.action && !action)) {
      return;
    }
    const id = ++this.#ids;
    this.shown = [...this.shown, { id, text: sentence, kind, action }];
    setTimeout(() => this.#isOver(id), action ? LASTS_WITH_ACTION_MS : LASTS_MS);
    this.changed();
  }

  /** @param {Error} error what went wrong */
  complain(error) {
    if (!(error instanceof ParleyError)) {
      console.error(error);
    }
    this.tell(sentenceOf(error), 'problem');
  }

  /** @param {Toast} toast whose action is wanted */
  act(toast) {
    this.dismiss(toast.id);
    toast.action.run();
  }

  dismiss(id) {
    this.shown = this.shown.filter((toast) => toast.id !== id);
    this.#overdue.delete(id);
    this.changed();
  }

  /** Nothing goes away while somebody points at it. */
  hold() {
    this.#held = true;
  }

  release() {
    this.#held = false;
    this.#overdue.forEach((id) => this.dismiss(id));
  }

  #isOver(id) {
    if (this.#held) {
      this.#overdue.add(id);
    } else {
      this.dismiss(id);
    }
  }
}

/**
 * What to say of something that went wrong: what can be done about it, if that is known.
 *
 * @param {Error} error
 * @returns {string}
 */
export function sentenceOf(error) {
  return error instanceof ParleyError ? (text.errors[error.code] ?? error.message) : text.errors.defect;
}
