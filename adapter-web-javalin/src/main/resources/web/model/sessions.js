/**
 * The sessions that a user may see.
 *
 * @module model/sessions
 */

import { text } from '../text.js';
import { Observable } from './observable.js';
import { oneAtATime } from './one-at-a-time.js';

const PAGE = 100;
const TITLES_AT_ONCE = 20;
const SHOWN_TITLE = 60;

/** The list of sessions, the last active first, and what is looked for in it. Event `problem` with an error. */
export class Sessions extends Observable {
  #api;
  /** First messages by session, which never change. */
  #firstMessages = new Map();
  #owner = 0;

  /** @type {object[]} */
  items = [];
  /** What is looked for; empty for all. */
  search = '';

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  refresh = oneAtATime(() => this.#load());

  searchFor(wanted) {
    this.search = wanted;
    this.changed();
    this.refresh();
  }

  forget() {
    this.#owner++;
    this.#firstMessages.clear();
    this.items = [];
    this.search = '';
    this.changed();
  }

  /** @returns {object|undefined} */
  find(sessionId) {
    return this.items.find((session) => session.session_id === sessionId);
  }

  /** A session as people know it: its title, or else how it began. */
  titleOf(session) {
    if (session.title) {
      return session.title;
    }
    const line = this.#firstMessages.get(session.session_id)?.trim().split('\n')[0] ?? '';
    return (line.length > SHOWN_TITLE ? `${line.slice(0, SHOWN_TITLE)}…` : line) || text.chat.untitled;
  }

  /** Untitled sessions are shown by their first message. */
  knowFirstMessage(sessionId, message) {
    if (!this.#firstMessages.has(sessionId)) {
      this.#firstMessages.set(sessionId, message);
      this.changed();
    }
  }

  /** Something was said in a session: it moves to the front. */
  used(sessionId, timestamp) {
    this.items = this.items
      .map((session) => (session.session_id === sessionId ? { ...session, last_active_at: timestamp } : session))
      .sort((one, other) => other.last_active_at.localeCompare(one.last_active_at));
    this.changed();
  }

  async rename(session, title) {
    await this.#api.patch(`/sessions/${session.session_id}`, { title });
    this.refresh();
  }

  async delete(session) {
    await this.#api.delete(`/sessions/${session.session_id}`);
    this.refresh();
  }

  async #load() {
    const owner = this.#owner;
    try {
      const found = this.search ? `&q=${encodeURIComponent(this.search)}` : '';
      const { items } = await this.#api.get(`/sessions?limit=${PAGE}${found}`);
      if (owner !== this.#owner) {
        return;
      }
      this.items = items;
      this.changed();
    } catch (error) {
      this.emit('problem', error);
      return;
    }
    await this.#findTitles();
  }

  async #findTitles() {
    const untitled = this.items.filter(
      (session) => !session.title && session.message_count > 0 && !this.#firstMessages.has(session.session_id),
    );
    for (const { session_id: id } of untitled.slice(0, TITLES_AT_ONCE)) {
      try {
        const { items } = await this.#api.get(`/sessions/${id}/messages?limit=1&order=asc`);
        this.knowFirstMessage(id, items[0]?.text ?? '');
      } catch {
        return; // "New chat" will do until the next time.
      }
    }
  }
}
