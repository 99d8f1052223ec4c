/**
 * The sessions that a client follows.
 *
 * @module client/joined-sessions
 */

import { applyFrame, emptyView, parsePosition, positionOf, viewOfNew } from '../session-view.js';
import { ParleyError } from './errors.js';
import { EventStream } from './event-stream.js';
import { JoinedSession } from './joined-session.js';
import { backoffDelay } from './line.js';

/** @typedef {import('../session-view.js').SessionView} SessionView */

/** Refusals of a join after which trying again helps. */
const PASSING = new Set(['rate_limited', 'unavailable', 'timed_out', 'internal']);

const MAX_REPAIRS = 3;

/** Joins sessions on each connection, keeps their views up to date, and joins again where something is missing. */
export class JoinedSessions {
  #options;
  #line;
  #requests;
  #emit;
  /** @type {Map<string, JoinedSession>} */
  #sessions = new Map();

  /**
   * @param {object} options those of the client
   * @param {import('./line.js').Line} line
   * @param {import('./requests.js').Requests} requests
   * @param {function(string, object): void} emit tells the client's listeners
   */
  constructor(options, line, requests, emit) {
    this.#options = options;
    this.#line = line;
    this.#requests = requests;
    this.#emit = emit;
  }

  /** Joins a session until it is left. @returns {JoinedSession} */
  hold(sessionId, position) {
    const joined = this.#sessions.get(sessionId) ?? this.#begin(sessionId, position);
    joined.held = true;
    return joined;
  }

  /** Joins a session for as long as it is held or read from. @returns {EventStream} */
  read(sessionId, { position, deltas }) {
    const known = this.#sessions.get(sessionId);
    const joined = known ?? this.#begin(sessionId, position);
    const stream = new EventStream({
      position,
      deltas,
      closed: () => this.#readerWent(sessionId, stream),
      drained: () => this.#join(sessionId),
    });
    joined.streams.add(stream);
    if (known?.history) {
      stream.begin(positionOf(known.view));
    } else if (known && position !== undefined) {
      known.become(emptyView(sessionId, position));
      known.history = true;
    }
    if (known && position !== undefined) {
      this.#join(sessionId);
    }
    return stream;
  }

  leave(sessionId) {
    if (this.#sessions.has(sessionId)) {
      this.#forget(sessionId, new ParleyError('closed', 'The session was left.'), null);
      this.#line.send({ type: 'leave_session', session_id: sessionId });
    }
  }

  /** @returns {SessionView|undefined} */
  view(sessionId) {
    return this.#sessions.get(sessionId)?.view;
  }

  /** @param {function(SessionView): SessionView} change */
  change(sessionId, change) {
    const joined = this.#sessions.get(sessionId);
    if (joined) {
      this.#show(joined, change(joined.view), null);
    }
  }

  /** @returns {function(): void} joins those that are there by now */
  joining() {
    const sessionIds = [...this.#sessions.keys()];
    return () => sessionIds.forEach((sessionId) => this.#join(sessionId));
  }

  /** The connection is gone, and with it what was on its way. */
  broke() {
    this.#sessions.forEach((joined) => joined.broke());
  }

  /** Whoever waits for a session gets none. */
  refuseAll(error) {
    this.#sessions.forEach((joined) => joined.refuse(error));
  }

  /** There is no connection any more. @param {ParleyError} [error] what readers get; without it they just end */
  endReaders(error) {
    for (const joined of this.#sessions.values()) {
      joined.broke();
      joined.streams.forEach((stream) => stream.end(error));
      joined.streams.clear();
    }
  }

  /** The server has started a session, which this connection has joined by that. */
  started(session) {
    if (!this.#sessions.has(session.session_id)) {
      const joined = new JoinedSession(viewOfNew(session), true);
      joined.held = true;
      this.#sessions.set(session.session_id, joined);
      this.#show(joined, joined.view, null);
    }
  }

  /** The server has let this connection in. */
  joined(frame) {
    const joined = this.#sessions.get(frame.session.session_id);
    if (!joined || joined.joining !== frame.ref) {
      return;
    }
    joined.joining = null;
    const { view } = applyFrame(joined.view, frame);
    if (joined.catchUp) {
      joined.catchUp.to = frame.recovered ? parsePosition(frame.session.position).seq : null;
    }
    this.#show(joined, view, frame);
    this.#tellRecovery(joined);
  }

  /** The server has refused something, which may have been a join. */
  refused(ref, error) {
    for (const [sessionId, joined] of this.#sessions) {
      if (joined.joining !== null && joined.joining === ref) {
        joined.joining = null;
        if (PASSING.has(error.code)) {
          this.#joinLater(sessionId, joined, error);
        } else {
          this.#forget(sessionId, error, error);
          this.#emit('left', { sessionId, error });
        }
        return;
      }
    }
  }

  /** Takes a frame about one session. */
  follow(frame) {
    const joined = this.#sessions.get(frame.session_id);
    if (!joined || joined.joining !== null) {
      return;
    }
    const { view, outcome } = applyFrame(joined.view, frame);
    const missing = [...joined.streams].filter((stream) => stream.take(frame)).length > 0;
    if (outcome === 'gap' || missing) {
      this.#repair(frame.session_id, joined);
    }
    if (outcome === 'applied') {
      this.#applied(joined, view, frame, missing);
    }
  }

  #applied(joined, view, frame, missing) {
    if (!missing && (frame.type === 'event' || frame.type === 'delta')) {
      joined.repairs = 0;
    }
    this.#show(joined, view, frame);
    if (frame.type === 'event') {
      this.#emit('event', { sessionId: view.sessionId, event: frame.event });
    } else if (frame.type === 'typing') {
      joined.expireTyping(frame, (stopped) => this.#show(joined, stopped, null));
    }
    this.#tellRecovery(joined, frame.type === 'reset');
  }

  #tellRecovery(joined, reset = false) {
    const { catchUp, view } = joined;
    if (catchUp && (reset || (catchUp.to !== null && view.seq >= catchUp.to))) {
      joined.catchUp = null;
      this.#emit('recovered', { sessionId: view.sessionId, events: Math.max(0, view.seq - catchUp.from), reset });
    }
  }

  #begin(sessionId, position) {
    const joined = new JoinedSession(emptyView(sessionId, position), position !== undefined);
    this.#sessions.set(sessionId, joined);
    this.#join(sessionId);
    return joined;
  }

  /** Joins from where the last reader is; on the next connection if there is none. */
  #join(sessionId) {
    const joined = this.#sessions.get(sessionId);
    if (!joined || this.#line.state !== 'open') {
      return;
    }
    joined.joining = this.#requests.newRef();
    const frame = { type: 'join_session', session_id: sessionId, ref: joined.joining };
    const { position } = joined;
    if (position !== undefined) {
      frame.position = position;
    }
    this.#line.send(frame);
  }

  /** Joins again from the last position, since something is missing; if that does not help, on another connection. */
  #repair(sessionId, joined) {
    joined.repairs++;
    if (joined.repairs > MAX_REPAIRS) {
      joined.repairs = 0;
      this.#line.abandon();
    } else {
      this.#join(sessionId);
    }
  }

  #joinLater(sessionId, joined, error) {
    const told = 1000 * (error.details.retry_after_seconds ?? 0);
    const delay = told + backoffDelay(++joined.repairs + 2, this.#options.random(), this.#options);
    joined.retry = setTimeout(() => {
      if (this.#sessions.get(sessionId) === joined) {
        this.#join(sessionId);
      }
    }, delay);
    this.#emit('delayed', { sessionId, error, retryAt: Date.now() + delay });
  }

  #show(joined, view, frame) {
    joined.become(view);
    this.#emit('view', { sessionId: view.sessionId, view, frame });
  }

  #readerWent(sessionId, stream) {
    const joined = this.#sessions.get(sessionId);
    if (joined?.streams.delete(stream) && joined.streams.size === 0 && !joined.held) {
      this.leave(sessionId);
    }
  }

  /** @param {?ParleyError} end what its readers get; null if they just end */
  #forget(sessionId, error, end) {
    const joined = this.#sessions.get(sessionId);
    this.#sessions.delete(sessionId);
    joined.refuse(error);
    joined.end(end);
  }
}
