/**
 * What came while nobody looked.
 *
 * @module model/unread
 */

import { Observable } from './observable.js';
import { keep, kept } from './tab-storage.js';

const KEY = 'seen';
const ENDED = new Set(['completed', 'stopped', 'failed']);

/** Answers of the open chat that ended since it was looked at last, and questions that wait in any chat. A tab remembers it. */
export class Unread extends Observable {
  #chat;
  #inbox;
  #isLooked = false;
  /** The last answer that was seen. @type {{sessionId: ?string, at: number}} */
  #seen = kept(KEY) ?? { sessionId: null, at: 0 };
  #answers = 0;
  #count = 0;

  /**
   * @param {import('./open-chat.js').OpenChat} chat
   * @param {import('./inbox.js').Inbox} inbox
   */
  constructor(chat, inbox) {
    super();
    this.#chat = chat;
    this.#inbox = inbox;
    chat.addEventListener('view', () => this.#find());
    chat.addEventListener('shown', () => this.#find());
    inbox.addEventListener('change', () => this.#tell());
  }

  /** How much there is. */
  get count() {
    return this.#count;
  }

  /** Somebody begins to look, or ceases to. */
  look(isLooked) {
    this.#isLooked = isLooked;
    this.#find();
  }

  #find() {
    const { sessionId, view } = this.#chat;
    if (!view?.session) {
      this.#answers = sessionId === this.#seen.sessionId ? this.#answers : 0;
      this.#tell();
      return;
    }
    const times = view.messages.filter(isAnswer).map((message) => Date.parse(message.ended_at));
    if (this.#isLooked || this.#seen.sessionId !== sessionId) {
      this.#see({ sessionId, at: Math.max(0, ...times) });
    }
    this.#answers = times.filter((time) => time > this.#seen.at).length;
    this.#tell();
  }

  #see(seen) {
    if (seen.sessionId !== this.#seen.sessionId || seen.at !== this.#seen.at) {
      this.#seen = seen;
      keep(KEY, seen);
    }
  }

  #tell() {
    const count = this.#answers + this.#inbox.count;
    if (count !== this.#count) {
      this.#count = count;
      this.changed();
    }
  }
}

/** Whether a message is one that people want to read: not one that only calls tools. */
function isAnswer({ role, status, text, tool_calls: calls }) {
  return role === 'assistant' && ENDED.has(status) && (status === 'failed' || Boolean(text)) && calls.length === 0;
}
