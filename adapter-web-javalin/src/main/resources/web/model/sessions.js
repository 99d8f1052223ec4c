/**
 * The sessions that a user may see.
 *
 * @module model/sessions
 */

import { text } from '../text.js';
import { Observable } from './observable.js';
import { oneAtATime } from './one-at-a-time.js';

const PAGE = 50;
const MOST_PAGE = 100;
const TITLES_AT_ONCE = 5;
const SHOWN_TITLE = 60;
const TYPING_STOPS_MS = 200;

/** What a list can be limited to. */
export const FILTERS = ['all', 'active', 'paused', 'completed', 'deleted'];

/**
 * The list of sessions, the last active first, as far as it was looked at, and what is looked for in it. Event `problem` with an
 * error.
 */
export class Sessions extends Observable {
  #api;
  /** First messages by session, which never change. */
  #firstMessages = new Map();
  /** All sessions that were in a list, by their id. */
  #known = new Map();
  #owner = 0;
  /** The part of a query that gives what follows; null if nothing does. @type {?string} */
  #next = null;
  /** What the items are the answer to. */
  #asked = null;
  #isLoadingMore = false;
  #typing = null;

  /** @type {object[]} */
  items = [];
  /** `unknown` until a list came, `loading` while there is nothing to show, `known`. */
  state = 'unknown';
  /** What is looked for; empty for all. */
  search = '';
  /** One of {@link FILTERS}. */
  filter = 'all';

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  refresh = oneAtATime(() => this.#load());

  /** Looks at those that follow. */
  async more() {
    if (this.#next !== null && !this.#isLoadingMore) {
      this.#isLoadingMore = true;
      await this.#loadMore();
      this.#isLoadingMore = false;
    }
  }

  /** Whether there are more than were looked at. */
  get hasMore() {
    return this.#next !== null;
  }

  searchFor(wanted) {
    this.search = wanted;
    this.changed();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#begin(), TYPING_STOPS_MS);
  }

  show(filter) {
    this.filter = filter;
    if (filter === 'deleted') {
      this.search = '';
    }
    this.items = [];
    this.#begin();
  }

  forget() {
    this.#owner++;
    this.#firstMessages.clear();
    this.#known.clear();
    this.items = [];
    this.search = '';
    this.filter = 'all';
    this.#next = null;
    this.state = 'unknown';
    this.changed();
  }

  /** @returns {object|undefined} */
  find(sessionId) {
    return this.#known.get(sessionId);
  }

  /** A session as people know it: its title, or else how it began. */
  titleOf(session) {
    return session.title || titleFrom(this.#firstMessages.get(session.session_id) ?? '') || text.chat.untitled;
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
    if (this.filter !== 'deleted') {
      this.items = this.items
        .map((session) => (session.session_id === sessionId ? { ...session, last_active_at: timestamp } : session))
        .sort((one, other) => placeOf(other) - placeOf(one));
      this.changed();
    }
  }

  async rename(session, title) {
    await this.#api.patch(`/sessions/${session.session_id}`, { title });
    this.refresh();
  }

  async delete(session) {
    await this.#api.delete(`/sessions/${session.session_id}`);
    this.#drop(session);
    this.refresh();
  }

  async restore(session) {
    await this.#api.post(`/sessions/${session.session_id}/restore`);
    this.#drop(session);
    this.refresh();
  }

  #drop(session) {
    this.items = this.items.filter((other) => other.session_id !== session.session_id);
    this.changed();
  }

  #begin() {
    this.#next = null;
    this.state = this.items.length === 0 ? 'loading' : this.state;
    this.changed();
    this.refresh();
  }

  /** Looks at the front of the list again; what was loaded behind it stays. */
  async #load() {
    const limit = Math.min(MOST_PAGE, Math.max(PAGE, this.items.length));
    const page = await this.#ask(`limit=${limit}`);
    if (page) {
      const last = page.items.at(-1);
      const inFront = new Set(page.items.map((session) => session.session_id));
      const isBehind = (session) => !inFront.has(session.session_id) && placeOf(session) <= placeOf(last);
      const isOther = page.next === null || this.#asked !== this.#question();
      const behind = isOther ? [] : this.items.filter(isBehind);
      this.#become([...page.items, ...behind], behind.length > 0 ? this.#next : page.next);
      await this.#findTitles();
    }
  }

  async #loadMore() {
    const page = await this.#ask(`limit=${PAGE}&${this.#next}`);
    if (page) {
      const known = new Set(this.items.map((session) => session.session_id));
      this.#become([...this.items, ...page.items.filter((session) => !known.has(session.session_id))], page.next);
    }
  }

  /** @returns {Promise<?{items: object[], next: ?string}>} null if it failed or is not wanted any more */
  async #ask(query) {
    const owner = this.#owner;
    const question = this.#question();
    try {
      const page = await this.#api.get(`/sessions?${query}${question}`);
      return owner === this.#owner && question === this.#question()
        ? { items: page.items, next: this.#nextOf(page) }
        : null;
    } catch (error) {
      this.emit('problem', error);
      return null;
    }
  }

  /** Deleted sessions are counted from the beginning, all others go on from a cursor. */
  #nextOf({ items, total, offset, next_cursor: cursor }) {
    if (this.filter === 'deleted') {
      const reached = offset + items.length;
      return reached < total && items.length > 0 ? `offset=${reached}` : null;
    }
    return cursor === null ? null : `cursor=${encodeURIComponent(cursor)}`;
  }

  #become(items, next) {
    this.items = items;
    items.forEach((session) => this.#known.set(session.session_id, session));
    this.#next = next;
    this.#asked = this.#question();
    this.state = 'known';
    this.changed();
  }

  #question() {
    if (this.filter === 'deleted') {
      return '&deleted=true';
    }
    const status = this.filter === 'all' ? '' : `&status=${this.filter}`;
    return this.search ? `${status}&q=${encodeURIComponent(this.search)}` : status;
  }

  /** Few chats have no title: those that programs began. */
  async #findTitles() {
    const untitled = this.items.filter(
      (session) =>
        !session.title &&
        !session.deleted_at &&
        session.message_count > 0 &&
        !this.#firstMessages.has(session.session_id),
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

/** By which a list is sorted. */
function placeOf(session) {
  return Date.parse(session.deleted_at ?? session.last_active_at);
}

/**
 * The title of a chat that begins with a message: its first line, without what cannot be seen.
 *
 * @param {string} message
 * @returns {string}
 */
export function titleFrom(message) {
  const line = message.replace(/\p{C}+/gu, (unseen) => (unseen.includes('\n') ? '\n' : ' ')).trim().split('\n')[0].trim();
  const characters = [...line];
  return characters.length > SHOWN_TITLE ? `${characters.slice(0, SHOWN_TITLE).join('')}…` : line;
}
