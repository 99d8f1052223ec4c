/**
 * Questions that wait for a user, in whatever session.
 *
 * @module model/inbox
 */

import { Observable } from './observable.js';
import { oneAtATime } from './one-at-a-time.js';

const PAGE = 100;

/** The questions that wait, and those that ended while somebody looked at them, the oldest first. */
export class Inbox extends Observable {
  #api;

  /** @type {object[]} */
  questions = [];
  /** Whether somebody reads it: nothing shall vanish under their hands. */
  isRead = false;
  #owner = 0;

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /** Notices may come in a row; they lead to one look at the inbox. */
  refresh = oneAtATime(() => this.#load());

  forget() {
    this.#owner++;
    this.questions = [];
    this.changed();
  }

  /** How many questions wait, apart from those of one session. */
  waitingBeside(sessionId) {
    return this.questions.filter(
      (question) => question.status === 'pending' && question.session_id !== sessionId,
    ).length;
  }

  /** Takes over what became of a question. */
  update(question) {
    this.questions = this.questions.map((other) => (other.request_id === question.request_id ? question : other));
    this.changed();
  }

  /** How a question ended; null if this user cannot see it any more. */
  async endOf(question) {
    try {
      const { session_id: sessionId, request_id: requestId } = question;
      return (await this.#api.get(`/sessions/${sessionId}/feedback/${requestId}`)).request;
    } catch {
      return null;
    }
  }

  /** All questions of one session. */
  async of(sessionId) {
    return (await this.#api.get(`/sessions/${sessionId}/feedback?limit=${PAGE}`)).items;
  }

  async #load() {
    const owner = this.#owner;
    try {
      const { items } = await this.#api.get(`/feedback?limit=${PAGE}`);
      const listed = new Set(items.map((question) => question.request_id));
      const gone = this.questions.filter((question) => !listed.has(question.request_id));
      const ended = this.isRead ? await Promise.all(gone.map((question) => this.endOf(question))) : [];
      if (owner === this.#owner) {
        this.questions = [...items, ...ended.filter(Boolean)].sort((one, other) =>
          one.created_at.localeCompare(other.created_at),
        );
        this.changed();
      }
    } catch {
      // The next time will do.
    }
  }
}
