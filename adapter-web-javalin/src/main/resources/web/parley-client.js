/**
 * A client of Parley's WebSocket for browsers and Node (20 or newer; before Node 22 give it a `WebSocket`), without
 * dependencies. It keeps each joined session up to date over lost connections: nothing that the server logged is missed,
 * doubled or reordered, and nothing that was sent takes effect twice.
 *
 * ```js
 * const client = new ParleyClient({ url: 'wss://example.org/ws', token });
 * client.addEventListener('view', ({ detail }) => show(detail.view));
 * client.connect();
 * const session = await client.startSession({ title: 'Holidays' });
 * await client.send(session.session_id, 'Where shall we go?');
 * ```
 *
 * Requests made while there is no connection wait for the next one. The wire contract is `docs/protocol.md`.
 *
 * @module parley-client
 */

import { applyFrame, currentTurn, emptyView, positionOf, viewOfNew } from './session-view.js';

/** @typedef {import('./session-view.js').SessionView} SessionView */

/** The application protocol of the WebSocket. */
export const SUBPROTOCOL = 'parley.v1';

/** Close codes after which the same connection would fail again, with a sentence for people. */
const FINAL_CLOSES = new Map([
  [1002, ['protocol_error', 'The server did not understand this client.']],
  [1008, ['refused', 'The server closed the connection because of too many wrong requests.']],
  [1009, ['too_large', 'What was sent is too large.']],
  [4001, ['not_found', 'There is no such session.']],
  [4401, ['unauthenticated', 'The login is missing, wrong or expired, or this user is disabled.']],
  [4403, ['origin_not_allowed', 'This page may not connect to the server.']],
  [4029, ['too_many_connections', 'There are too many connections from this address. Close other tabs and try again.']],
]);

/** Refusals of a join after which trying again helps. */
const PASSING = new Set(['rate_limited', 'unavailable', 'timed_out', 'internal']);

const MAX_REPAIRS = 3;
const TYPING_LASTS_MS = 8_000;

const DEFAULTS = {
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  stableAfterMs: 10_000,
  openTimeoutMs: 15_000,
  pingIntervalMs: 20_000,
  pongTimeoutMs: 10_000,
  replyTimeoutMs: 30_000,
};

/**
 * A refusal by the server, or a connection that ended. `code` is one of the server's error codes or one of
 * `protocol_error`, `refused`, `too_large`, `unauthenticated`, `origin_not_allowed`, `too_many_connections` (the server
 * ended the connection), `connection_lost` (it broke before the reply to something that must not be sent twice),
 * `timed_out` (no reply) and `closed` ({@link ParleyClient#close}).
 */
export class ParleyError extends Error {
  /**
   * @param {string} code
   * @param {string} message a sentence for people
   * @param {object} [details]
   */
  constructor(code, message, details = {}) {
    super(message);
    this.name = 'ParleyError';
    this.code = code;
    this.details = details;
  }
}

/**
 * A new UUID of version 7 (RFC 9562): sorts by time.
 *
 * @returns {string}
 */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const now = Date.now();
  view.setUint32(0, Math.floor(now / 0x10000));
  view.setUint16(4, now % 0x10000);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Whether the server takes a message for a command.
 *
 * @param {string} text
 * @returns {boolean}
 */
export function isCommand(text) {
  return /^\/(?:\?|\p{L}[\p{L}\p{N}_-]*)(?=[ \t\r\n]|$)/u.test(text);
}

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
 * One connection to Parley that renews itself, and the sessions joined through it.
 *
 * Events (all `CustomEvent`s, see their `detail`):
 *
 * | event | detail |
 * |---|---|
 * | `state` | `{state, retryAt}` – `idle`, `connecting`, `open`, `waiting` (until `retryAt`, ms), `ended` |
 * | `view` | `{sessionId, view, frame}` – a session's view changed; `frame` is what changed it, null if this client did |
 * | `event` | `{sessionId, event}` – an event was applied, exactly once each, in order |
 * | `left` | `{sessionId, error}` – the session cannot be joined any more |
 * | `delayed` | `{sessionId, error, retryAt}` – the session cannot be joined now; it is tried again at `retryAt` (ms) |
 * | `notice` | `{notice}` – a frame to all connections of this user |
 * | `end` | `{error}` – the connection ended and does not come back by itself; `connect()` begins anew |
 */
export class ParleyClient extends EventTarget {
  #options;
  #token;
  #WebSocket;
  #random;
  #state = 'idle';
  #socket = null;
  #attempt = 0;
  #timers = { retry: null, stable: null, open: null, ping: null, pong: null };
  #refs = 0;
  /** Everything that waits for a reply, by ref, in the order in which it was asked. @type {Map<string, object>} */
  #requests = new Map();
  /** @type {Map<string, {view: SessionView, history: boolean, joining: ?string, repairs: number, waiters: object[], typing: Map}>} */
  #sessions = new Map();

  /**
   * @param {object} options
   * @param {string} options.url `ws://…/ws` or `wss://…/ws`
   * @param {string|function(): (string|Promise<string>)} [options.token] sent as a subprotocol; not needed with a login cookie
   * @param {typeof WebSocket} [options.WebSocket] the implementation; default is the global one
   * @param {function(): number} [options.random] for the jitter; default `Math.random`
   * @param {number} [options.backoffBaseMs] longest wait before the first new attempt, default 500
   * @param {number} [options.backoffCapMs] longest wait before any attempt, default 30,000
   * @param {number} [options.stableAfterMs] how long a connection has to last for the backoff to begin anew, default 10,000
   * @param {number} [options.openTimeoutMs] how long connecting may take, default 15,000
   * @param {number} [options.pingIntervalMs] silence before a ping, default 20,000
   * @param {number} [options.pongTimeoutMs] silence after a ping before the connection counts as dead, default 10,000
   * @param {number} [options.replyTimeoutMs] how long a request other than a message waits on an open connection, default 30,000
   */
  constructor({ url, token, WebSocket = globalThis.WebSocket, random = Math.random, ...timing }) {
    super();
    if (!WebSocket) {
      throw new TypeError('There is no global WebSocket here; pass one.');
    }
    this.#options = { ...DEFAULTS, ...timing, url };
    this.#token = token;
    this.#WebSocket = WebSocket;
    this.#random = random;
  }

  /** `idle`, `connecting`, `open`, `waiting` or `ended`. */
  get state() {
    return this.#state;
  }

  /** Begins to connect and keeps connected until {@link close} or a close code that tells to stop. */
  connect() {
    if (this.#state === 'idle' || this.#state === 'ended') {
      this.#attempt = 0;
      this.#open();
    }
  }

  /** Ends the connection; whatever waits for a reply is rejected with `closed`. */
  close() {
    const socket = this.#detach();
    socket?.close(1000);
    this.#rejectAll(new ParleyError('closed', 'The connection was closed.'));
    this.#become('idle');
  }

  /**
   * Connects now instead of after the backoff, or finds out whether the connection still lives. Call it when the network
   * or the page comes back.
   */
  wake() {
    if (this.#state === 'waiting') {
      this.#open();
    } else if (this.#state === 'open') {
      this.#ping();
    }
  }

  /**
   * Waits for a sign of life: a connection that is open may still be refused.
   *
   * @returns {Promise<void>}
   */
  async ping() {
    await this.#request({ type: 'ping' });
  }

  /**
   * Uses another token from now on, also on the present connection, which then lives as long as that token.
   *
   * @param {string} token
   * @returns {Promise<object>} `{user_id, expires_at}`
   */
  authenticate(token) {
    this.#token = token;
    return this.#request({ type: 'authenticate', token }, { repeatable: true });
  }

  /**
   * Starts a session and joins it.
   *
   * @param {{title?: string, profile?: string, metadata?: object, when_full?: 'reject'|'pause_oldest'}} [options]
   * @returns {Promise<object>} the session
   * @throws {ParleyError} `connection_lost` if it is not known whether the session was started
   */
  async startSession(options = {}) {
    const { session } = await this.#request({ type: 'start_session', ...options });
    return session;
  }

  /**
   * Joins a session: its view is kept up to date from now on. Without a position the newest part of the history comes with
   * it; with one, what happened since.
   *
   * @param {string} sessionId
   * @param {{position?: string}} [options]
   * @returns {Promise<SessionView>} the view as soon as the server has described the session
   */
  joinSession(sessionId, { position } = {}) {
    let joined = this.#sessions.get(sessionId);
    if (!joined) {
      joined = joinedSession(emptyView(sessionId, position), position !== undefined);
      this.#sessions.set(sessionId, joined);
      if (this.#state === 'open') {
        this.#join(sessionId);
      }
    } else if (joined.view.session !== null) {
      return Promise.resolve(joined.view);
    }
    return new Promise((resolve, reject) => joined.waiters.push({ resolve, reject }));
  }

  /**
   * Forgets a session and stops its frames.
   *
   * @param {string} sessionId
   */
  leaveSession(sessionId) {
    if (this.#sessions.has(sessionId)) {
      this.#forget(sessionId, new ParleyError('closed', 'The session was left.'));
      this.#sendNow({ type: 'leave_session', session_id: sessionId });
    }
  }

  /**
   * What is known of a joined session; undefined if it is not joined.
   *
   * @param {string} sessionId
   * @returns {SessionView|undefined}
   */
  view(sessionId) {
    return this.#sessions.get(sessionId)?.view;
  }

  /**
   * Changes a session's view by hand, for example to put older messages into it.
   *
   * @param {string} sessionId
   * @param {function(SessionView): SessionView} change
   */
  updateView(sessionId, change) {
    const joined = this.#sessions.get(sessionId);
    if (joined) {
      this.#show(joined, change(joined.view), null);
    }
  }

  /**
   * Sends a message. It is sent again after a lost connection until the server acknowledges or refuses it, always with
   * the same id, so it takes effect once. A command has no id: it is not sent again.
   *
   * @param {string} sessionId
   * @param {string} text
   * @param {{ifBusy?: 'enqueue'|'reject'|'interrupt', messageId?: string}} [options] pass the same `messageId` to try the
   *   same message again by hand
   * @returns {Promise<object>} `{message_id, turn_id, position, duplicate}` after the message is stored; for a command a frame
   *   of the type `command_result` with `{command, text, data}`, which nobody else gets
   * @throws {ParleyError} the server's refusal, or `connection_lost` if it is not known whether a command was carried out
   */
  send(sessionId, text, { ifBusy, messageId = newId() } = {}) {
    const frame = { type: 'message', session_id: sessionId, content: text, message_id: messageId };
    if (ifBusy) {
      frame.if_busy = ifBusy;
    }
    return this.#request(frame, { repeatable: !isCommand(text), patient: true });
  }

  /**
   * Answers a question. It is sent again after a lost connection until the server accepts or refuses it, always with the same
   * id, so it counts once.
   *
   * @param {string} sessionId the session of the question, which need not be joined
   * @param {string} requestId
   * @param {{text: string}|{options: string[]}|{approved: boolean, reason?: string, edited_arguments?: string}} answer
   * @param {{responseId?: string}} [options] pass the same `responseId` to try the same answer again by hand
   * @returns {Promise<object>} the question, with this answer as the one that won
   * @throws {ParleyError} `already_answered` with the answer that won in `details.response`, `expired`, or `invalid_answer`, after
   *   which another answer may be tried
   */
  async respond(sessionId, requestId, answer, { responseId = newId() } = {}) {
    const frame = {
      type: 'feedback_response',
      session_id: sessionId,
      request_id: requestId,
      response_id: responseId,
      answer,
    };
    return (await this.#request(frame, { repeatable: true, patient: true })).request;
  }

  /**
   * Stops the current turn, or withdraws a queued one.
   *
   * @param {string} sessionId
   * @param {string} [turnId]
   * @returns {Promise<object>} `{session_id, turn_id}`
   */
  stop(sessionId, turnId) {
    const view = this.view(sessionId);
    const turn = turnId ?? (view && currentTurn(view)?.turn_id);
    const frame = { type: 'stop', session_id: sessionId };
    // Sent again without its turn's id, it could stop the next turn.
    return turn ? this.#request({ ...frame, turn_id: turn }, { repeatable: true }) : this.#request(frame);
  }

  /**
   * Tells the others that this user types or ceased to. Lost if there is no connection.
   *
   * @param {string} sessionId
   * @param {boolean} active
   */
  typing(sessionId, active) {
    this.#sendNow({ type: 'typing', session_id: sessionId, active });
  }

  /**
   * @param {string} sessionId
   * @returns {Promise<object>} the session
   */
  async pause(sessionId) {
    return (await this.#request({ type: 'pause_session', session_id: sessionId }, { repeatable: true })).session;
  }

  /**
   * @param {string} sessionId
   * @param {{when_full?: 'reject'|'pause_oldest'}} [options]
   * @returns {Promise<object>} the session
   */
  async resume(sessionId, options = {}) {
    const frame = { type: 'resume_session', session_id: sessionId, ...options };
    return (await this.#request(frame, { repeatable: true })).session;
  }

  /**
   * @param {string} sessionId
   * @returns {Promise<object>} the session
   */
  async end(sessionId) {
    return (await this.#request({ type: 'end_session', session_id: sessionId }, { repeatable: true })).session;
  }

  /**
   * Publishes an event of the application's own.
   *
   * @param {string} sessionId
   * @param {string} name
   * @param {*} payload any JSON
   * @returns {Promise<object>} `{position}`
   */
  publish(sessionId, name, payload) {
    return this.#request({ type: 'custom_event', session_id: sessionId, name, payload });
  }

  // ---- the connection

  async #open() {
    clearTimeout(this.#timers.retry);
    this.#become('connecting');
    let token;
    try {
      token = typeof this.#token === 'function' ? await this.#token() : this.#token;
    } catch {
      this.#retry();
      return;
    }
    if (this.#state !== 'connecting' || this.#socket) {
      return;
    }
    const protocols = token ? [SUBPROTOCOL, `bearer.${token}`] : [SUBPROTOCOL];
    let socket;
    try {
      socket = new this.#WebSocket(this.#options.url, protocols);
    } catch (error) {
      this.#end(new ParleyError('protocol_error', `The address or the token cannot be used: ${error.message}`));
      return;
    }
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = ({ code }) => this.#closed(code);
    socket.onerror = () => {};
    this.#timers.open = setTimeout(() => this.#abandon(), this.#options.openTimeoutMs);
  }

  #opened() {
    clearTimeout(this.#timers.open);
    this.#timers.stable = setTimeout(() => (this.#attempt = 0), this.#options.stableAfterMs);
    // What listeners ask for from here on is sent by itself.
    const sessionIds = [...this.#sessions.keys()];
    const waiting = [...this.#requests.values()];
    this.#become('open');
    this.#listen();
    sessionIds.filter((sessionId) => this.#sessions.has(sessionId)).forEach((sessionId) => this.#join(sessionId));
    waiting.forEach((request) => this.#transmit(request));
  }

  #closed(code) {
    this.#detach();
    const final = FINAL_CLOSES.get(code);
    if (final) {
      this.#end(new ParleyError(final[0], final[1], { close_code: code }));
    } else {
      this.#retry();
    }
  }

  #end(error) {
    this.#rejectAll(error);
    this.#become('ended');
    this.#emit('end', { error });
  }

  /** Gives up a connection that is dead without telling so. */
  #abandon() {
    this.#detach()?.close();
    this.#retry();
  }

  #retry() {
    this.#disconnected();
    const delay = backoffDelay(this.#attempt++, this.#random(), this.#options);
    this.#timers.retry = setTimeout(() => this.#open(), delay);
    this.#become('waiting', Date.now() + delay);
  }

  #detach() {
    const socket = this.#socket;
    this.#socket = null;
    Object.values(this.#timers).forEach(clearTimeout);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
    }
    return socket;
  }

  #become(state, retryAt = null) {
    if (this.#state !== state || retryAt !== null) {
      this.#state = state;
      this.#emit('state', { state, retryAt });
    }
  }

  #listen() {
    clearTimeout(this.#timers.ping);
    clearTimeout(this.#timers.pong);
    this.#timers.pong = null;
    this.#timers.ping = setTimeout(() => this.#ping(), this.#options.pingIntervalMs);
  }

  #ping() {
    if (this.#timers.pong === null) {
      clearTimeout(this.#timers.ping);
      this.#timers.pong = setTimeout(() => this.#abandon(), this.#options.pongTimeoutMs);
      this.#sendNow({ type: 'ping' });
    }
  }

  // ---- requests

  #request(frame, { repeatable = false, patient = false } = {}) {
    if (this.#state === 'ended') {
      return Promise.reject(new ParleyError('closed', 'There is no connection.'));
    }
    return new Promise((resolve, reject) => {
      const ref = `${++this.#refs}`;
      const request = { frame: { ...frame, ref }, repeatable, patient, sent: false, timer: null, resolve, reject };
      this.#requests.set(ref, request);
      if (this.#state === 'open') {
        this.#transmit(request);
      }
    });
  }

  #transmit(request) {
    request.sent = true;
    if (!request.patient) {
      clearTimeout(request.timer);
      request.timer = setTimeout(
        () => this.#settle(request, new ParleyError('timed_out', 'The server did not reply in time.')),
        this.#options.replyTimeoutMs,
      );
    }
    this.#sendNow(request.frame);
  }

  #settle(request, error, reply) {
    clearTimeout(request.timer);
    this.#requests.delete(request.frame.ref);
    if (error) {
      request.reject(error);
    } else {
      request.resolve(reply);
    }
  }

  #disconnected() {
    for (const joined of this.#sessions.values()) {
      joined.joining = null;
      clearTimeout(joined.retry);
    }
    for (const request of [...this.#requests.values()]) {
      clearTimeout(request.timer);
      if (request.sent && !request.repeatable) {
        this.#settle(request, new ParleyError('connection_lost', 'The connection broke before the server replied.'));
      }
    }
  }

  #rejectAll(error) {
    for (const joined of this.#sessions.values()) {
      joined.joining = null;
      clearTimeout(joined.retry);
      joined.waiters.splice(0).forEach((waiter) => waiter.reject(error));
    }
    for (const request of [...this.#requests.values()]) {
      this.#settle(request, error);
    }
  }

  #sendNow(frame) {
    if (this.#state === 'open') {
      this.#socket.send(JSON.stringify(frame));
    }
  }

  // ---- frames

  #received(data) {
    this.#listen();
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      this.#abandon();
      return;
    }
    const request = frame.ref == null ? undefined : this.#requests.get(frame.ref);
    switch (frame.type) {
      case 'event':
      case 'delta':
      case 'reset':
      case 'typing':
      case 'presence':
        this.#follow(frame);
        break;
      case 'session_joined':
        this.#joined(frame);
        break;
      case 'session_started':
        this.#started(frame.session);
        break;
      case 'notice':
        this.#emit('notice', { notice: frame });
        break;
      case 'error':
        this.#refused(frame, request);
        return;
      default:
    }
    if (request) {
      this.#settle(request, null, frame);
    }
  }

  #refused(frame, request) {
    const error = new ParleyError(frame.error_code, frame.error_message, frame.details ?? {});
    if (request) {
      this.#settle(request, error);
      return;
    }
    for (const [sessionId, joined] of this.#sessions) {
      if (joined.joining !== null && joined.joining === frame.ref) {
        joined.joining = null;
        if (PASSING.has(error.code)) {
          this.#repairLater(sessionId, joined, error);
        } else {
          this.#forget(sessionId, error);
          this.#emit('left', { sessionId, error });
        }
        return;
      }
    }
  }

  #started(session) {
    if (!this.#sessions.has(session.session_id)) {
      const joined = joinedSession(viewOfNew(session), true);
      this.#sessions.set(session.session_id, joined);
      this.#show(joined, joined.view, null);
    }
  }

  #join(sessionId) {
    const joined = this.#sessions.get(sessionId);
    joined.joining = `${++this.#refs}`;
    const frame = { type: 'join_session', session_id: sessionId, ref: joined.joining };
    if (joined.history) {
      frame.position = positionOf(joined.view);
    }
    this.#sendNow(frame);
  }

  #joined(frame) {
    const joined = this.#sessions.get(frame.session.session_id);
    if (!joined || joined.joining !== frame.ref) {
      return;
    }
    joined.joining = null;
    const { view } = applyFrame(joined.view, frame);
    this.#show(joined, view, frame);
  }

  #follow(frame) {
    const joined = this.#sessions.get(frame.session_id);
    if (!joined || joined.joining !== null) {
      return;
    }
    const { view, outcome } = applyFrame(joined.view, frame);
    if (outcome === 'gap') {
      this.#repair(frame.session_id, joined);
    } else if (outcome === 'applied') {
      if (frame.type === 'event' || frame.type === 'delta') {
        joined.repairs = 0;
      }
      this.#show(joined, view, frame);
      if (frame.type === 'event') {
        this.#emit('event', { sessionId: frame.session_id, event: frame.event });
      } else if (frame.type === 'typing') {
        this.#expireTyping(joined, frame);
      }
    }
  }

  /** Joins again from the last position, since something is missing. */
  #repair(sessionId, joined) {
    joined.repairs++;
    if (joined.repairs > MAX_REPAIRS) {
      joined.repairs = 0;
      this.#abandon();
    } else {
      this.#join(sessionId);
    }
  }

  #repairLater(sessionId, joined, error) {
    const told = 1000 * (error.details.retry_after_seconds ?? 0);
    const delay = told + backoffDelay(++joined.repairs + 2, this.#random(), this.#options);
    joined.retry = setTimeout(() => {
      if (this.#state === 'open' && this.#sessions.get(sessionId) === joined) {
        this.#join(sessionId);
      }
    }, delay);
    this.#emit('delayed', { sessionId, error, retryAt: Date.now() + delay });
  }

  #show(joined, view, frame) {
    joined.view = view;
    if (view.session !== null) {
      joined.history = true;
      joined.waiters.splice(0).forEach((waiter) => waiter.resolve(view));
    }
    this.#emit('view', { sessionId: view.sessionId, view, frame });
  }

  #forget(sessionId, error) {
    const joined = this.#sessions.get(sessionId);
    this.#sessions.delete(sessionId);
    clearTimeout(joined.retry);
    joined.typing.forEach(clearTimeout);
    joined.waiters.splice(0).forEach((waiter) => waiter.reject(error));
  }

  /** The end of typing may get lost; nobody shall seem to type for ever. */
  #expireTyping(joined, frame) {
    clearTimeout(joined.typing.get(frame.user_id));
    if (frame.active) {
      joined.typing.set(
        frame.user_id,
        setTimeout(() => {
          const { view } = applyFrame(joined.view, { ...frame, active: false });
          this.#show(joined, view, null);
        }, TYPING_LASTS_MS),
      );
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function joinedSession(view, history) {
  return { view, history, joining: null, repairs: 0, retry: null, waiters: [], typing: new Map() };
}
