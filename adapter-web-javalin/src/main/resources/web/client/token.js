/**
 * The token of a client.
 *
 * @module client/token
 */

/** How long before its end a token is not given any more; for one with a short life it is most of that. */
const RENEW_BEFORE_MS = 90_000;
const MOST_OF_LIFE = 0.6;

/** A token without the line break that files and servers like to put behind it, with which no WebSocket could be opened. */
function bare(token) {
  return typeof token === 'string' ? token.trim() : token;
}

/** A token, or where tokens come from. */
export class TokenSource {
  #source;

  /** @param {string|function({refused: ?string}): (string|Promise<string>)|undefined} source */
  constructor(source) {
    this.#source = source;
  }

  /** Whether another call may give another token. */
  get renews() {
    return typeof this.#source === 'function';
  }

  /**
   * @param {?string} [refused] a token that the server did not take
   * @returns {Promise<string|undefined>}
   */
  async get(refused = null) {
    return bare(this.renews ? await this.#source({ refused }) : this.#source);
  }

  /** Gives this token from now on, unless tokens come from elsewhere. */
  replace(token) {
    if (!this.renews) {
      this.#source = token;
    }
  }
}

/** Tokens of somebody who had better not be asked for each request: one is used until it nears its end or the server refuses it. */
export class FreshToken {
  #ask;
  #asking = null;
  #token = null;
  #renewAt = Infinity;

  /** @param {function(): Promise<string>} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /**
   * To be used as a client's function for tokens.
   *
   * @param {{refused?: ?string}} [last]
   * @returns {Promise<string>}
   */
  get = async ({ refused = null } = {}) => {
    if (this.#token === null || this.#token === refused || Date.now() >= this.#renewAt) {
      this.#asking ??= this.#renew().finally(() => (this.#asking = null));
      await this.#asking;
    }
    return this.#token;
  };

  forget() {
    this.#token = null;
  }

  async #renew() {
    this.#token = null;
    const token = bare(await this.#ask());
    const life = (endOfToken(token) ?? Infinity) - Date.now();
    // By a clock that is wrong it may have ended already; then only the server tells.
    this.#renewAt = life > 0 ? Date.now() + life - Math.min(RENEW_BEFORE_MS, life * MOST_OF_LIFE) : Infinity;
    this.#token = token;
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
