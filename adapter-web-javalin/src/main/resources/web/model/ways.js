/**
 * Over which channels the user of the page can go on with a chat.
 *
 * @module model/ways
 */

import { Observable } from './observable.js';

/** The kinds of channels of which people write back. */
const TALKING = new Set(['email', 'slack']);

/** The user's own channels that are confirmed and switched on. Event `problem` with an error. */
export class Ways extends Observable {
  #api;

  /** Such as `email`, by priority. @type {string[]} */
  kinds = [];

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  async refresh() {
    try {
      this.take(await this.#api.get('/me/channels'));
    } catch (error) {
      this.emit('problem', error);
    }
  }

  /**
   * What the server says of the user's channels.
   *
   * @param {{items: object[], kinds: string[]}} channels
   */
  take({ items, kinds }) {
    this.kinds = items
      .filter(({ kind, enabled, verified_at: at }) => TALKING.has(kind) && kinds.includes(kind) && enabled && at)
      .map(({ kind }) => kind);
    this.changed();
  }

  forget() {
    this.kinds = [];
    this.changed();
  }
}
