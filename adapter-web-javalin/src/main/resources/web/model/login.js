/**
 * Who uses the page.
 *
 * @module model/login
 */

import { Observable } from './observable.js';
import { keep, kept } from './tab-storage.js';

const KEY = 'user';

/**
 * The login, which is a cookie that scripts cannot see.
 *
 * Events: `entered` with the user – also when the same one came back after the login had expired –, `left` when everything
 * that belongs to the user has to be forgotten, and `problem` with an error.
 */
export class Login extends Observable {
  #api;

  /** `unknown` until the server was asked, `out` or `in`. */
  state = 'unknown';
  /** @type {?{user_id: string, role: string}} whose state is kept, also while the login is expired and over a reload */
  user = kept(KEY);
  /** Why the login ended: `expired`, `disabled`; null if the user wanted that or never logged in. @type {?string} */
  reason = null;

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /**
   * Finds out who is logged in.
   *
   * @param {?string} token of a login link
   */
  async begin(token) {
    try {
      if (token) {
        await this.#api.post('/login', undefined, { token });
      }
      this.#enter(await this.#api.get('/me'));
    } catch (error) {
      this.reason = error.code === 'user_disabled' ? 'disabled' : null;
      this.#become('out');
      if (!this.reason && (token || error.code !== 'unauthenticated')) {
        this.emit('problem', error);
      }
    }
  }

  /** Looks whether an administrator gave the user another role. */
  async refresh() {
    try {
      const user = await this.#api.get('/me');
      if (this.state === 'in' && user.user_id === this.user.user_id && user.role !== this.user.role) {
        this.user = user;
        this.changed();
      }
    } catch {
      // Whoever needs the answer asks again.
    }
  }

  /**
   * Logs in with a token.
   *
   * @param {string} token
   * @throws {ParleyError} if it is not a good one
   */
  async signIn(token) {
    await this.#api.post('/login', undefined, { token });
    this.#enter(await this.#api.get('/me'));
  }

  /** Logs out and forgets the user. */
  async signOut() {
    await this.#api.delete('/login');
    this.leave();
  }

  /** The user has gone elsewhere already: forgets them. */
  leave() {
    this.reason = null;
    this.#forget();
    this.#become('out');
  }

  /** The server does not know the login any more. Nothing is forgotten until another user comes. */
  async expire() {
    if (this.state !== 'in') {
      return;
    }
    this.reason = 'expired';
    this.#become('out');
    try {
      await this.#api.get('/me');
    } catch (error) {
      if (error.code === 'user_disabled' && this.state === 'out') {
        this.reason = 'disabled';
        this.changed();
      }
    }
  }

  #enter(user) {
    if (this.user && this.user.user_id !== user.user_id) {
      this.#forget();
    }
    this.user = user;
    keep(KEY, user);
    this.reason = null;
    this.#become('in');
    this.emit('entered', user);
  }

  #forget() {
    this.user = null;
    this.emit('left');
  }

  #become(state) {
    this.state = state;
    this.changed();
  }
}
