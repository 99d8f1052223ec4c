/**
 * What is to be seen where the address belongs to somebody else.
 *
 * @module model/tab-place
 */

import { Observable } from './observable.js';
import { keep, kept } from './tab-storage.js';

const KEY = 'place';

/** Does what {@link import('./router.js').Router} does without the address: the tab remembers the place. */
export class TabPlace extends Observable {
  #parameters = new URLSearchParams(kept(KEY) ?? '');

  /** @type {import('./router.js').Place} */
  get place() {
    const parameters = this.#parameters;
    return { page: parameters.get('page') ?? 'chat', session: parameters.get('session'), parameters };
  }

  /** There are no login links. */
  takeToken() {
    return null;
  }

  /** @param {Object<string, string>} parameters as in the fragment of an address */
  go(parameters) {
    this.#parameters = new URLSearchParams(parameters);
    keep(KEY, `${this.#parameters}`);
    this.changed();
  }
}
