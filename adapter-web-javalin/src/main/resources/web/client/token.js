/**
 * The token of a client.
 *
 * @module client/token
 */

/** A token, or where tokens come from. */
export class TokenSource {
  #source;

  /** @param {string|function(): (string|Promise<string>)|undefined} source */
  constructor(source) {
    this.#source = source;
  }

  /** Whether another call may give another token. */
  get renews() {
    return typeof this.#source === 'function';
  }

  /** @returns {Promise<string|undefined>} */
  async get() {
    return this.renews ? this.#source() : this.#source;
  }

  /** Gives this token from now on, unless tokens come from elsewhere. */
  replace(token) {
    if (!this.renews) {
      this.#source = token;
    }
  }
}

/**
 * When a token ends, as it says itself; the server has the last word.
 *
 * @param {string|undefined} token
 * @returns {?number} milliseconds since 1970; null if it does not tell
 */
export function endOfToken(token) {
  try {
    const claims = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(claims));
    return Number.isFinite(exp) ? exp * 1000 : null;
  } catch {
    return null;
  }
}
