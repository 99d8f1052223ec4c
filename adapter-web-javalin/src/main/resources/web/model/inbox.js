/**
 * Questions that wait for a user, in whatever session.
 *
 * @module model/inbox
 */

import { Observable } from './observable.js';
import { oneAtATime } from './one-at-a-time.js';
import { Repeating } from './repeating.js';

const PAGE = 100;

/** How often it is looked again while somebody reads it: no notice tells where questions were sent. */
const LOOK_MS = 15_000;

/** The questions that wait, and those that ended while somebody looked at them, those that end first before the others. */
export class Inbox extends Observable {
  #api;

  /** @type {object[]} */
  questions = [];
  /** Whether somebody reads it: nothing shall vanish under their hands. */
  #isRead = false;
  /** How often somebody began or ceased: what was looked up for one who read is of no use to the next. */
  #readings = 0;
  /** Whether the server was asked already. */
  isKnown = false;
  #owner = 0;
  #looking = new Repeating(() => this.refresh(), LOOK_MS);

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
    this.isKnown = false;
    this.changed();
  }

  /** Somebody begins to read it, or ceases to. */
  read(isRead) {
    this.#isRead = isRead;
    this.#readings++;
    if (isRead) {
      this.#looking.begin();
    } else {
      this.#looking.end();
      this.questions = this.questions.filter((question) => question.status === 'pending');
    }
  }

  /** How many questions wait. */
  get count() {
    return this.questions.filter((question) => question.status === 'pending').length;
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
    const reading = this.#readings;
    try {
      const { items } = await this.#api.get(`/feedback?limit=${PAGE}`);
      const listed = new Set(items.map((question) => question.request_id));
      const gone = this.questions.filter((question) => !listed.has(question.request_id));
      const ended = this.#isRead ? await Promise.all(gone.map((question) => this.endOf(question))) : [];
      if (owner === this.#owner) {
        this.questions = [...items, ...(reading === this.#readings ? ended.filter(Boolean) : [])].sort(
          (one, other) => Date.parse(one.expires_at) - Date.parse(other.expires_at),
        );
        this.isKnown = true;
        this.changed();
      }
    } catch {
      // The next time will do.
    }
  }
}
