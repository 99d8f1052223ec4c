/**
 * The WebSocket of a client.
 *
 * @module client/line
 */

import { ParleyError } from './errors.js';

/** The application protocol of the WebSocket. */
export const SUBPROTOCOL = 'parley.v1';

const ABNORMAL = 1006;
const UNAUTHENTICATED = 4401;

const CLOSE_FOLLOWS_MS = 100;

/** Close codes after which the same connection would fail again, with a sentence for people. */
const FINAL_CLOSES = new Map([
  [1002, ['protocol_error', 'The server did not understand this client.']],
  [1008, ['refused', 'The server closed the connection because of too many wrong requests.']],
  [1009, ['too_large', 'What was sent is too large.']],
  [4001, ['not_found', 'There is no such session.']],
  [UNAUTHENTICATED, ['unauthenticated', 'The login is missing, wrong or expired.']],
  [4403, ['origin_not_allowed', 'This page may not connect to the server.']],
  [4029, ['too_many_connections', 'There are too many connections from this address. Close other tabs and try again.']],
]);

/**
 * How long to wait before the next attempt to connect: exponential backoff with full jitter.
 *
 * @param {number} attempt 0 for the first
 * @param {number} random from 0 to 1
 * @param {{backoffBaseMs: number, backoffCapMs: number}} options
 * @returns {number} milliseconds
 */
export function backoffDelay(attempt, random, { backoffBaseMs, backoffCapMs }) {
  return random * Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.min(attempt, 30));
}

/**
 * What a line tells.
 *
 * @typedef {object} LineListener
 * @property {function(string, ?number): void} state `idle`, `connecting`, `open`, `waiting` (until a moment) or `ended`
 * @property {function(): void} broke the connection is gone, and another one will be tried
 * @property {function(object): void} frame
 * @property {function(ParleyError): void} ended the connection does not come back by itself
 */

/** One connection that renews itself until it is closed, or until the server says that trying again is useless. */
export class Line {
  #options;
  #tokens;
  #listener;
  #state = 'idle';
  #socket = null;
  #attempt = 0;
  /** A token that the server did not take, until another one is asked for. @type {?string} */
  #refused = null;
  /** Whether the server has said anything since the last token was fetched. */
  #heard = true;
  /** The token of the present connection. @type {string|undefined} */
  token;
  #timers = { retry: null, stable: null, open: null, ping: null, pong: null, failed: null };

  /**
   * @param {object} options see `ParleyClient`
   * @param {import('./token.js').TokenSource} tokens
   * @param {LineListener} listener
   */
  constructor(options, tokens, listener) {
    this.#options = options;
    this.#tokens = tokens;
    this.#listener = listener;
  }

  get state() {
    return this.#state;
  }

  connect() {
    if (this.#state === 'idle' || this.#state === 'ended') {
      this.#attempt = 0;
      this.#heard = true;
      this.#open();
    }
  }

  close() {
    this.#detach()?.close(1000);
    this.#become('idle');
  }

  /** Connects now instead of later, or finds out whether the connection still lives. */
  wake() {
    if (this.#state === 'waiting') {
      this.#open();
    } else if (this.#state === 'open') {
      this.#ping();
    }
  }

  /** Sends a frame, if there is a connection. */
  send(frame) {
    if (this.#state === 'open') {
      this.#socket.send(JSON.stringify(frame));
    }
  }

  /** Gives up a connection that is dead without telling so. */
  abandon() {
    this.#detach()?.close();
    this.#retry();
  }

  async #open() {
    clearTimeout(this.#timers.retry);
    this.#become('connecting');
    let token;
    try {
      token = await this.#tokens.get(this.#refused);
    } catch (error) {
      if (this.#state === 'connecting' && !this.#socket) {
        this.#hasNoToken(error);
      }
      return;
    }
    if (this.#state !== 'connecting' || this.#socket) {
      return;
    }
    this.token = token;
    this.#refused = null;
    const protocols = token ? [SUBPROTOCOL, `bearer.${token}`] : [SUBPROTOCOL];
    let socket;
    try {
      socket = new this.#options.WebSocket(this.#options.url, protocols);
    } catch (error) {
      this.#end(new ParleyError('protocol_error', `The address or the token cannot be used: ${error.message}`));
      return;
    }
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = ({ code }) => this.#closed(code);
    socket.onerror = () => this.#failed();
    this.#timers.open = setTimeout(() => this.abandon(), this.#options.openTimeoutMs);
  }

  #opened() {
    clearTimeout(this.#timers.open);
    this.#timers.stable = setTimeout(() => (this.#attempt = 0), this.#options.stableAfterMs);
    this.#listen();
    this.#become('open');
  }

  #received(data) {
    this.#listen();
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      this.abandon();
      return;
    }
    this.#heard = true;
    this.#listener.frame(frame);
  }

  #closed(code) {
    this.#detach();
    const final = FINAL_CLOSES.get(code);
    if (code === UNAUTHENTICATED && this.#tokens.renews && this.#heard) {
      // The token may just have ended; another one is tried before anybody has to sign in.
      this.#heard = false;
      this.#refused = this.token;
      this.#retry();
    } else if (final) {
      this.#end(new ParleyError(final[0], final[1], { close_code: code }));
    } else {
      this.#retry();
    }
  }

  /** The close that belongs to an error follows at once; in Node 20 it does not always. */
  #failed() {
    clearTimeout(this.#timers.failed);
    this.#timers.failed = setTimeout(() => this.#closed(ABNORMAL), CLOSE_FOLLOWS_MS);
  }

  /** Whoever gives tokens may be away for a while, or say that there is nobody to give one to. */
  #hasNoToken(error) {
    if (error?.code === 'unauthenticated') {
      this.#end(error);
    } else {
      this.#retry();
    }
  }

  #end(error) {
    this.#become('ended');
    this.#listener.ended(error);
  }

  #retry() {
    this.#listener.broke();
    const delay = backoffDelay(this.#attempt++, this.#options.random(), this.#options);
    this.#timers.retry = setTimeout(() => this.#open(), delay);
    this.#become('waiting', Date.now() + delay);
  }

  #detach() {
    const socket = this.#socket;
    this.#socket = null;
    Object.values(this.#timers).forEach(clearTimeout);
    this.#timers.pong = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    }
    return socket;
  }

  #become(state, retryAt = null) {
    if (this.#state !== state || retryAt !== null) {
      this.#state = state;
      this.#listener.state(state, retryAt);
    }
  }

  /** Begins to wait for the next sign of life. */
  #listen() {
    clearTimeout(this.#timers.ping);
    clearTimeout(this.#timers.pong);
    this.#timers.pong = null;
    this.#timers.ping = setTimeout(() => this.#ping(), this.#options.pingIntervalMs);
  }

  #ping() {
    if (this.#timers.pong === null) {
      clearTimeout(this.#timers.ping);
      this.#timers.pong = setTimeout(() => this.abandon(), this.#options.pongTimeoutMs);
      this.send({ type: 'ping' });
    }
  }
}
