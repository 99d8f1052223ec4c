/**
 * How the server is used.
 *
 * @module model/overview
 */

import { Observable } from './observable.js';
import { pauseAfter, Repeating } from './repeating.js';

const EVERY_MS = 5_000;

/** What the server said last, asked for every few seconds while somebody looks at it. Event `problem` with an error. */
export class Overview extends Observable {
  #api;
  #looks = new Repeating(() => this.#look(), EVERY_MS);

  /** The answer of `GET /overview`; null until there is one. @type {?object} */
  report = null;
  /** When it came; in milliseconds since 1970. @type {?number} */
  receivedAt = null;
  /** Why there is no newer one. @type {?Error} */
  problem = null;

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /** Whether it is asked for again and again. */
  get isLive() {
    return this.#looks.isWanted;
  }

  begin() {
    this.#looks.begin();
    this.changed();
  }

  end() {
    this.#looks.end();
    this.changed();
  }

  async #look() {
    try {
      this.report = await this.#api.get('/overview');
      this.receivedAt = Date.now();
      this.problem = null;
    } catch (error) {
      this.problem = error;
      this.emit('problem', error);
    }
    this.changed();
    return this.problem ? pauseAfter(this.problem) : undefined;
  }
}
