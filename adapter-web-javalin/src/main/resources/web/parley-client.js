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

import { ParleyError } from './client/errors.js';
import { newId } from './client/ids.js';
import { JoinedSessions } from './client/joined-sessions.js';
import { Line } from './client/line.js';
import { Requests } from './client/requests.js';
import { endOfToken, TokenSource } from './client/token.js';
import { currentTurn } from './session-view.js';

export { ParleyError } from './client/errors.js';
export { newId } from './client/ids.js';
export { backoffDelay, SUBPROTOCOL } from './client/line.js';

/** @typedef {import('./session-view.js').SessionView} SessionView */
/** @typedef {import('./client/event-stream.js').StreamItem} StreamItem */

/** The longest time that timers can count. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const DEFAULTS = {
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  stableAfterMs: 10_000,
  openTimeoutMs: 15_000,
  pingIntervalMs: 20_000,
  pongTimeoutMs: 10_000,
  replyTimeoutMs: 30_000,
  renewBeforeMs: 60_000,
};

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
 * One connection to Parley that renews itself, and the sessions joined through it.
 *
 * Events (all `CustomEvent`s, see their `detail`):
 *
 * | event | detail |
 * |---|---|
 * | `state` | `{state, retryAt}` – `idle`, `connecting`, `open`, `waiting` (until `retryAt`, ms), `ended` |
 * | `login` | `{login}` – see {@link ParleyClient#login} |
 * | `view` | `{sessionId, view, frame}` – a session's view changed; `frame` is what changed it, null if this client did |
 * | `event` | `{sessionId, event}` – an event was applied, exactly once each, in order |
 * | `recovered` | `{sessionId, events, reset}` – after a lost connection the view is up to date again: `events` came late; with `reset`, what was missed is in the view, but not in events |
 * | `left` | `{sessionId, error}` – the session cannot be joined any more |
 * | `delayed` | `{sessionId, error, retryAt}` – the session cannot be joined now; it is tried again at `retryAt` (ms) |
 * | `notice` | `{notice}` – a frame to all connections of this user |
 * | `end` | `{error}` – the connection ended and does not come back by itself; `connect()` begins anew |
 */
export class ParleyClient extends EventTarget {
  #options;
  #tokens;
  #line;
  #requests;
  #sessions;
  #login = 'unknown';
  #renewal = null;

  /**
   * @param {object} options
   * @param {string} options.url `ws://…/ws` or `wss://…/ws`
   * @param {string|function(): (string|Promise<string>)} [options.token] sent as a subprotocol; not needed with a login cookie.
   *   A function is asked for each connection and before a token ends, so that it can give a new one
   * @param {typeof WebSocket} [options.WebSocket] the implementation; default is the global one
   * @param {function(): number} [options.random] for the jitter; default `Math.random`
   * @param {number} [options.backoffBaseMs] longest wait before the first new attempt, default 500
   * @param {number} [options.backoffCapMs] longest wait before any attempt, default 30,000
   * @param {number} [options.stableAfterMs] how long a connection has to last for the backoff to begin anew, default 10,000
   * @param {number} [options.openTimeoutMs] how long connecting may take, default 15,000
   * @param {number} [options.pingIntervalMs] silence before a ping, default 20,000
   * @param {number} [options.pongTimeoutMs] silence after a ping before the connection counts as dead, default 10,000
   * @param {number} [options.replyTimeoutMs] how long a request other than a message waits on an open connection, default 30,000
   * @param {number} [options.renewBeforeMs] how long before its end a token is renewed, default 60,000
   */
  constructor({ url, token, WebSocket = globalThis.WebSocket, random = Math.random, ...timing }) {
    super();
    if (!WebSocket) {
      throw new TypeError('There is no global WebSocket here; pass one.');
    }
    this.#options = { ...DEFAULTS, ...timing, url, WebSocket, random };
    this.#tokens = new TokenSource(token);
    this.#line = new Line(this.#options, this.#tokens, {
      state: (state, retryAt) => this.#lineIs(state, retryAt),
      broke: () => this.#broke(),
      frame: (frame) => this.#received(frame),
      ended: (error) => this.#ended(error),
    });
    this.#requests = new Requests(this.#options.replyTimeoutMs, (frame) => this.#line.send(frame));
    this.#sessions = new JoinedSessions(this.#options, this.#line, this.#requests, (type, detail) => this.#emit(type, detail));
  }

  /** `idle`, `connecting`, `open`, `waiting` or `ended`. */
  get state() {
    return this.#line.state;
  }

  /** Whether the server takes this user in, as far as it has said so: `unknown`, `in` or `out`. */
  get login() {
    return this.#login;
  }

  /** Begins to connect and keeps connected until {@link close} or a close code that tells to stop. */
  connect() {
    this.#line.connect();
  }

  /** Ends the connection and all readers; whatever waits for a reply is rejected with `closed`. */
  close() {
    clearTimeout(this.#renewal);
    this.#refuseAll(new ParleyError('closed', 'The connection was closed.'));
    this.#sessions.endReaders();
    this.#line.close();
  }

  /**
   * Connects now instead of after the backoff, or finds out whether the connection still lives. Call it when the network
   * or the page comes back.
   */
  wake() {
    this.#line.wake();
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
   * Uses another token from now on, also on the present connection, which then lives as long as that token. After the end of a
   * login it connects again.
   *
   * @param {string} token
   * @returns {Promise<object>} `{user_id, expires_at}`
   */
  async authenticate(token) {
    this.#tokens.replace(token);
    if (this.state === 'ended') {
      this.connect();
    }
    const reply = await this.#request({ type: 'authenticate', token }, { repeatable: true });
    this.#renewLater(token);
    return reply;
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
    return this.#sessions.hold(sessionId, position).described();
  }

  /**
   * The events of a session, each once and in order, over lost connections, for as long as it is read from:
   *
   * ```js
   * for await (const event of client.events(sessionId, { position: '0' })) …
   * ```
   *
   * The session is joined if need be, and left with its last reader if {@link joinSession} was not called for it. The reader
   * ends when the session is left or the client closed; it throws when the connection ends for good or the session cannot be
   * read any more.
   *
   * @param {string} sessionId
   * @param {object} [options]
   * @param {string} [options.position] where to begin, such as `0` or the `position` of the last event; without it, with what
   *   happens from now on
   * @param {boolean} [options.deltas] whether the text of answers comes as it grows, too
   * @param {AbortSignal} [options.signal] ends the reader
   * @returns {AsyncIterableIterator<StreamItem>}
   */
  events(sessionId, { position, deltas, signal } = {}) {
    const stream = this.#sessions.read(sessionId, { position, deltas });
    if (signal?.aborted) {
      stream.return();
    }
    signal?.addEventListener('abort', () => stream.return(), { once: true });
    return stream;
  }

  /**
   * Forgets a session and stops its frames.
   *
   * @param {string} sessionId
   */
  leaveSession(sessionId) {
    this.#sessions.leave(sessionId);
  }

  /**
   * What is known of a joined session; undefined if it is not joined.
   *
   * @param {string} sessionId
   * @returns {SessionView|undefined}
   */
  view(sessionId) {
    return this.#sessions.view(sessionId);
  }

  /**
   * Changes a session's view by hand, for example to put older messages into it.
   *
   * @param {string} sessionId
   * @param {function(SessionView): SessionView} change
   */
  updateView(sessionId, change) {
    this.#sessions.change(sessionId, change);
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
    this.#line.send({ type: 'typing', session_id: sessionId, active });
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

  /**
   * Sends a frame that has no method of its own.
   *
   * @param {object} frame as `docs/protocol.md` describes it, without `ref`
   * @param {{repeatable?: boolean, patient?: boolean}} [options] `repeatable`: whether it may be sent again after a lost
   *   connection; `patient`: whether it waits for its reply as long as it takes
   * @returns {Promise<object>} the reply
   */
  request(frame, options) {
    return this.#request(frame, options);
  }

  // ---- the connection

  #lineIs(state, retryAt) {
    if (state !== 'open') {
      this.#emit('state', { state, retryAt });
      return;
    }
    // What listeners ask for from here on is sent by itself.
    const joinAll = this.#sessions.joining();
    const sendWaiting = this.#requests.sending();
    this.#emit('state', { state, retryAt });
    joinAll();
    sendWaiting();
    this.#renewLater(this.#line.token);
  }

  #broke() {
    clearTimeout(this.#renewal);
    this.#sessions.broke();
    this.#requests.broke();
  }

  #ended(error) {
    clearTimeout(this.#renewal);
    this.#refuseAll(error);
    this.#sessions.endReaders(error);
    if (error.code === 'unauthenticated') {
      this.#loginIs('out');
    }
    this.#emit('end', { error });
  }

  #loginIs(login) {
    if (this.#login !== login) {
      this.#login = login;
      this.#emit('login', { login });
    }
  }

  /** Asks for another token before this one ends, if there may be one. */
  #renewLater(token) {
    clearTimeout(this.#renewal);
    const end = endOfToken(token);
    if (!this.#tokens.renews || end === null) {
      return;
    }
    const left = end - Date.now();
    if (left <= 0) {
      // By this clock, which may be wrong; the server tells when it is so.
      return;
    }
    const delay = Math.max(left - this.#options.renewBeforeMs, left / 2);
    this.#renewal = setTimeout(() => this.#renew(token), Math.min(delay, LONGEST_TIMER_MS));
  }

  async #renew(old) {
    try {
      const token = await this.#tokens.get();
      if (token !== old && this.state === 'open') {
        await this.authenticate(token);
      }
    } catch {
      // The connection ends with the token then, and the next one asks again.
    }
  }

  // ---- requests

  #request(frame, options = {}) {
    if (this.state === 'ended') {
      return Promise.reject(new ParleyError('closed', 'There is no connection.'));
    }
    return this.#requests.make(frame, options, this.state === 'open');
  }

  #refuseAll(error) {
    this.#sessions.refuseAll(error);
    this.#requests.refuseAll(error);
  }

  // ---- frames

  #received(frame) {
    this.#loginIs('in');
    switch (frame.type) {
      case 'event':
      case 'delta':
      case 'reset':
      case 'typing':
      case 'presence':
        this.#sessions.follow(frame);
        break;
      case 'session_joined':
        this.#sessions.joined(frame);
        break;
      case 'session_started':
        this.#sessions.started(frame.session);
        break;
      case 'notice':
        this.#emit('notice', { notice: frame });
        break;
      case 'error':
        this.#refused(frame);
        return;
      default:
    }
    this.#requests.reply(frame);
  }

  #refused(frame) {
    const error = new ParleyError(frame.error_code, frame.error_message, frame.details ?? {});
    if (!this.#requests.refuse(frame.ref, error)) {
      this.#sessions.refused(frame.ref, error);
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
