/**
 * The agents that a new chat can have.
 *
 * @module model/profiles
 */

import { Observable } from './observable.js';
import { keep, kept } from './tab-storage.js';

const KEY = 'profile';

/** The profiles that are offered, and the one that is chosen for the next chat. */
export class Profiles extends Observable {
  #api;
  #chosen = kept(KEY);
  #only;

  /** @type {{name: string, description: string, model: ?string, context: object}[]} */
  items = [];

  /**
   * @param {import('../parley-api.js').ParleyApi} api
   * @param {string} [only] the one that all new chats have
   */
  constructor(api, only) {
    super();
    this.#api = api;
    this.#only = only;
  }

  /** Whether people may choose. */
  get areOffered() {
    return !this.#only && this.items.length > 1;
  }

  /** The name of the chosen one; undefined for the default. */
  get chosen() {
    if (this.#only) {
      return this.#only;
    }
    return this.items.some(({ name }) => name === this.#chosen) ? this.#chosen : this.items[0]?.name;
  }

  choose(name) {
    this.#chosen = name;
    keep(KEY, name);
    this.changed();
  }

  find(name) {
    return this.items.find((profile) => profile.name === name);
  }

  async refresh() {
    try {
      this.items = (await this.#api.get('/profiles')).items;
      this.changed();
    } catch {
      // New chats have the default then.
    }
  }
}
