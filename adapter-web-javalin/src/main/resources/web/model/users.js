/**
 * Users, for administrators.
 *
 * @module model/users
 */

import { Observable } from './observable.js';

const PAGE = 50;
const TYPING_STOPS_MS = 200;

/** The roles that can be assigned; `token` stands for whatever tokens say. */
export const ROLES = ['token', 'viewer', 'analyst', 'admin'];

/** What a list of users can be limited to. */
export const STATES = ['all', 'enabled', 'disabled'];

/** The users that somebody looks for, by their ids, as far as the list was looked at. Event `problem` with an error. */
export class Users extends Observable {
  #api;
  #typing = null;
  #asked = 0;

  /** @type {object[]} */
  items = [];
  total = 0;
  /** Part of an id. */
  search = '';
  /** Only those for whom this role counts; empty for all. */
  role = '';
  /** One of {@link STATES}. */
  state = 'all';
  isKnown = false;
  isLoading = false;
  /** @type {?Error} */
  problem = null;

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  get hasMore() {
    return this.items.length < this.total;
  }

  forget() {
    this.#asked++;
    Object.assign(this, { items: [], total: 0, search: '', role: '', state: 'all', isKnown: false, problem: null });
    this.changed();
  }

  /** @param {string} part of an id */
  searchFor(part) {
    this.search = part;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.refresh(), TYPING_STOPS_MS);
  }

  /** @param {{role?: string, state?: string}} filter */
  show(filter) {
    Object.assign(this, filter);
    return this.refresh();
  }

  refresh() {
    return this.#load(0);
  }

  more() {
    return this.isLoading || !this.hasMore ? Promise.resolve() : this.#load(this.items.length);
  }

  /**
   * Changes a user.
   *
   * @param {string} userId
   * @param {{role?: string, disabled?: boolean}} change
   */
  async change(userId, change) {
    const changed = await this.#api.patch(`/users/${encodeURIComponent(userId)}`, change);
    this.items = this.items.map((user) => (user.user_id === userId ? changed : user));
    this.changed();
  }

  async #load(offset) {
    const asked = ++this.#asked;
    this.isLoading = true;
    this.changed();
    try {
      const { items, total } = await this.#api.get(`/users?${this.#query(offset)}`);
      if (asked === this.#asked) {
        const known = new Set(items.map((user) => user.user_id));
        // Whoever came meanwhile moved the others on.
        const before = offset === 0 ? [] : this.items.filter((user) => !known.has(user.user_id));
        Object.assign(this, { items: [...before, ...items], total, isKnown: true, problem: null });
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.problem = error;
        this.emit('problem', error);
      }
    }
    if (asked === this.#asked) {
      this.isLoading = false;
      this.changed();
    }
  }

  #query(offset) {
    const query = new URLSearchParams({ limit: PAGE, offset });
    const wanted = {
      q: this.search.trim(),
      role: this.role,
      disabled: { enabled: 'false', disabled: 'true' }[this.state],
    };
    Object.entries(wanted).forEach(([name, value]) => value && query.set(name, value));
    return query;
  }
}
