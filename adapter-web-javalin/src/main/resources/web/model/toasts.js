/**
 * What the page tells people in passing.
 *
 * @module model/toasts
 */

import { ParleyError } from '../parley-client.js';
import { text } from '../text.js';
import { Observable } from './observable.js';

const LASTS_MS = 8000;

/**
 * @typedef {object} Toast
 * @property {number} id
 * @property {string} text
 * @property {'news'|'problem'} kind
 */

/** Messages that go away by themselves. */
export class Toasts extends Observable {
  /** @type {Toast[]} */
  shown = [];
  #ids = 0;

  /** @param {string} sentence */
  tell(sentence, kind = 'news') {
    if (this.shown.some((toast) => toast.text === sentence)) {
      return;
    }
    const id = ++this.#ids;
    this.shown = [...this.shown, { id, text: sentence, kind }];
    setTimeout(() => this.dismiss(id), LASTS_MS);
    this.changed();
  }

  /** @param {Error} error what went wrong */
  complain(error) {
    if (!(error instanceof ParleyError)) {
      console.error(error);
    }
    this.tell(sentenceOf(error), 'problem');
  }

  dismiss(id) {
    this.shown = this.shown.filter((toast) => toast.id !== id);
    this.changed();
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
