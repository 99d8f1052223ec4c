/**
 * Parts of a long history.
 *
 * @module model/history
 */

import { withEarlierMessages } from '../session-view.js';

const PAGE = 100;

/**
 * A part of a history that does not reach to its end: what somebody reads who went far back.
 *
 * @typedef {object} Past
 * @property {object[]} messages in the order of their `seq`, without gaps
 * @property {boolean} hasOlder
 */

/**
 * Loads the parts of one session's history that somebody reads. What is newest is in the session's view already; older messages
 * are put before it, or make a {@link Past} of their own until that reaches the view.
 */
export class History {
  #api;
  #client;

  /** @type {?Past} null while the newest messages are read */
  past = null;
  /** `older`, `newer` or null. */
  loading = null;

  /**
   * @param {import('../parley-client.js').ParleyClient} client
   * @param {import('../parley-api.js').ParleyApi} api
   */
  constructor(client, api) {
    this.#client = client;
    this.#api = api;
  }

  /** Whether there is more before what is read. */
  hasOlder(view) {
    return this.past ? this.past.hasOlder : view?.earlier !== 0;
  }

  forget() {
    this.past = null;
    this.loading = null;
  }

  /** Loads what comes before. */
  async older(view) {
    const { past } = this;
    const first = (past?.messages ?? view.messages)[0]?.seq;
    const items = await this.#load('older', view.sessionId, `order=desc${first === undefined ? '' : `&before=${first}`}`);
    const hasOlder = items.length === PAGE;
    if (past) {
      this.#become(past, { messages: [...items.reverse(), ...past.messages], hasOlder });
      return;
    }
    const remaining = hasOlder ? Math.max(0, (view.earlier ?? 0) - items.length) : 0;
    this.#client.updateView(view.sessionId, (now) => withEarlierMessages(now, items, remaining));
  }

  /** Loads what comes after, up to where the view begins. */
  async newer(view) {
    const { past } = this;
    if (!past) {
      return;
    }
    const last = past.messages.at(-1)?.seq ?? 0;
    const items = await this.#load('newer', view.sessionId, `order=asc&after=${last}`);
    this.#join(past, { messages: [...past.messages, ...items], hasOlder: past.hasOlder }, view.sessionId);
  }

  /** Turns to the first messages. */
  async beginning(view) {
    if (this.#reaches(view, 0)) {
      this.past = null;
      return;
    }
    const items = await this.#load('older', view.sessionId, 'order=asc');
    this.#join(this.past, { messages: items, hasOlder: false }, view.sessionId);
  }

  /** Turns to where a message is. */
  async around(view, seq) {
    if (this.#reaches(view, seq)) {
      this.past = null;
      return;
    }
    const before = await this.#load('older', view.sessionId, `order=desc&before=${seq + 1}`);
    const after = await this.#load('newer', view.sessionId, `order=asc&after=${seq}`);
    const part = { messages: [...before.reverse(), ...after], hasOlder: before.length === PAGE };
    this.#join(this.past, part, view.sessionId);
  }

  #reaches(view, seq) {
    return view.earlier === 0 || (view.messages.length > 0 && view.messages[0].seq <= seq);
  }

  async #load(direction, sessionId, query) {
    this.loading = direction;
    try {
      const { items } = await this.#api.get(`/sessions/${sessionId}/messages?limit=${PAGE}&${query}`);
      return items;
    } finally {
      this.loading = null;
    }
  }

  #become(before, past) {
    if (this.past === before) {
      this.past = past;
    }
  }

  /** Once a part reaches the view, it is one with it. */
  #join(before, past, sessionId) {
    const view = this.#client.view(sessionId);
    if (this.past !== before || !view) {
      return;
    }
    const first = view.messages[0]?.seq ?? Infinity;
    const meets = past.messages.at(-1)?.seq >= first || past.messages.length === 0;
    if (!meets) {
      this.past = past;
      return;
    }
    const older = past.messages.filter((message) => message.seq < first);
    const remaining = past.hasOlder ? Math.max(0, (view.earlier ?? 0) - older.length) : 0;
    this.past = null;
    this.#client.updateView(sessionId, (now) => withEarlierMessages(now, older, remaining));
  }
}
