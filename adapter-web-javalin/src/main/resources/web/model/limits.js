/**
 * What is limited.
 *
 * @module model/limits
 */

import { Observable } from './observable.js';
import { pauseAfter, Repeating } from './repeating.js';

const EVERY_MS = 5_000;

/** The longest message unless the server says otherwise, in code points. */
export const USUAL_MESSAGE_CODE_POINTS = 5000;

/** The limits that concern a user, how much is left of them, and what does not go. Event `problem` with an error. */
export class Limits extends Observable {
  #api;
  #looks = new Repeating(() => this.#look(), EVERY_MS);

  /** By their names, as `GET /limits` has them; null until it was asked. @type {?Object<string, number>} */
  limits = null;
  /** @type {{bucket: string, limit: number, window_seconds: number, remaining: number, reset_seconds: number}[]} */
  buckets = [];
  /** When that was so; in milliseconds since 1970. */
  knownAt = 0;
  /** What does not go, or goes only so far; null until it was asked for. @type {?object[]} */
  limitations = null;
  /** Why there is nothing newer. @type {?Error} */
  problem = null;

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /** The longest message, in code points. */
  get messageCodePoints() {
    return this.limits?.user_message_code_points ?? USUAL_MESSAGE_CODE_POINTS;
  }

  /** Looks once, for those who only want to know the limits. */
  async refresh() {
    await this.#look();
  }

  /** Somebody looks at what is left. */
  begin() {
    this.#loadLimitations();
    this.#looks.begin();
  }

  end() {
    this.#looks.end();
  }

  async #look() {
    try {
      const { limits, buckets } = await this.#api.get('/limits');
      Object.assign(this, { limits, buckets, knownAt: Date.now(), problem: null });
    } catch (error) {
      this.problem = error;
      this.emit('problem', error);
    }
    this.changed();
    return this.problem ? pauseAfter(this.problem) : undefined;
  }

  async #loadLimitations() {
    try {
      this.limitations ??= (await this.#api.get('/limitations')).items;
      this.changed();
    } catch {
      // They are asked for when somebody looks again; that something is wrong shows beside the limits.
    }
  }
}
