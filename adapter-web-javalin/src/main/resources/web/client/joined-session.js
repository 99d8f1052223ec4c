/**
 * What a client keeps of a session that it follows.
 *
 * @module client/joined-session
 */

import { applyFrame, parsePosition, positionOf } from '../session-view.js';

const TYPING_LASTS_MS = 8_000;

/** A session's view, its readers, and how far the server is with joining it. */
export class JoinedSession {
  /** @type {import('../session-view.js').SessionView} */
  view;
  /** Whether the view has a history that what comes can be added to. */
  history;
  /** Whether somebody wants the view, and not only the events. */
  held = false;
  /** The ref of the join that is on its way. @type {?string} */
  joining = null;
  /** How often something was missing, in a row. */
  repairs = 0;
  /** When to try to join again. */
  retry = null;
  /** @type {Set<import('./event-stream.js').EventStream>} */
  streams = new Set();
  /** Up to which event the connection was lost, if it was: `{from, to}`. */
  catchUp = null;
  #waiters = [];
  #typing = new Map();

  constructor(view, history) {
    this.view = view;
    this.history = history;
  }

  /** @returns {Promise<import('../session-view.js').SessionView>} as soon as the server has described the session */
  described() {
    if (this.view.session !== null) {
      return Promise.resolve(this.view);
    }
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Where to join: nobody shall miss anything. Undefined for the newest part of the history. */
  get position() {
    const positions = [...this.streams].map((stream) => stream.position).filter((position) => position !== null);
    if (this.history) {
      positions.push(positionOf(this.view));
    }
    return positions.sort(byPlace)[0];
  }

  /** Shows a view to those who wait for one. */
  become(view) {
    this.view = view;
    if (view.session !== null) {
      this.history = true;
      this.#waiters.splice(0).forEach((waiter) => waiter.resolve(view));
    }
  }

  /** The connection is gone, and with it what was on its way. */
  broke() {
    this.joining = null;
    clearTimeout(this.retry);
    if (this.history) {
      this.catchUp = { from: this.view.seq, to: null };
    }
  }

  /** Nothing is waited for any more; the view stays. */
  refuse(error) {
    this.#waiters.splice(0).forEach((waiter) => waiter.reject(error));
  }

  /** @param {?Error} error null if it was left on purpose */
  end(error) {
    clearTimeout(this.retry);
    this.#typing.forEach(clearTimeout);
    this.streams.forEach((stream) => stream.end(error));
    this.streams.clear();
  }

  /** The end of typing may get lost; nobody shall seem to type for ever. */
  expireTyping(frame, show) {
    clearTimeout(this.#typing.get(frame.user_id));
    if (frame.active) {
      const stop = () => show(applyFrame(this.view, { ...frame, active: false }).view);
      this.#typing.set(frame.user_id, setTimeout(stop, TYPING_LASTS_MS));
    }
  }
}

function byPlace(one, other) {
  const [first, second] = [parsePosition(one), parsePosition(other)];
  return first.seq - second.seq || first.offset - second.offset;
}
