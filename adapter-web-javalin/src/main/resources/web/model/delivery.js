/**
 * How what people write gets to the server.
 *
 * @module model/delivery
 */

import { isCommand, newId, ParleyError } from '../parley-client.js';
import { text as words } from '../text.js';
import { Observable } from './observable.js';
import { Outbox } from './outbox.js';
import { titleFrom } from './sessions.js';
import { sentenceOf } from './toasts.js';

const MAX_RESULTS = 50;

/** Refusals that pass by themselves, and how long that takes if the server does not say. */
const PASSING = new Set(['rate_limited', 'unavailable']);
const PASSES_IN_SECONDS = 5;

const EXPORT_LINK = /^\/api\/sessions\/[\w-]+\/export(?:\?format=\w+)?$/;

/**
 * What a command told. It is kept nowhere else.
 *
 * @typedef {object} CommandResult
 * @property {string} key
 * @property {?string} sessionId
 * @property {number} seq behind which event of the session it stands
 * @property {string} typed the command
 * @property {string} text Markdown
 * @property {?string} link to a download
 */

/** Messages on their way, and what commands told. Event `began` with the id of a session that was started for a message. */
export class Delivery extends Observable {
  #client;
  #api;
  #outbox = new Outbox(() => this.changed());
  #starting = null;
  #retries = new Map();
  #profile;

  /** @type {CommandResult[]} */
  results = [];

  /**
   * @param {import('../parley-client.js').ParleyClient} client
   * @param {import('../parley-api.js').ParleyApi} api
   * @param {function(): (string|undefined)} profile the one that new sessions shall have
   */
  constructor(client, api, profile) {
    super();
    this.#client = client;
    this.#api = api;
    this.#profile = profile;
  }

  /** @returns {import('./outbox.js').Outgoing[]} */
  get outgoing() {
    return this.#outbox.messages;
  }

  /**
   * @param {?string} sessionId null to begin a session with it
   * @param {string} text
   * @param {{ifBusy?: 'interrupt'}} [options]
   */
  send(sessionId, text, { ifBusy } = {}) {
    return this.retry(this.#outbox.add(sessionId, text, ifBusy));
  }

  /** When a message goes out by itself that had to wait because there were too many; null if none waits for that. */
  get nextAttempt() {
    const times = this.outgoing.map((message) => message.retryAt).filter((time) => time !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** Tries all that nobody refused, as after a new login. */
  retryAll() {
    this.outgoing.filter((message) => !message.failed).forEach((message) => this.retry(message));
  }

  /** @param {import('./outbox.js').Outgoing} message */
  async retry({ messageId }) {
    clearTimeout(this.#retries.get(messageId));
    this.#retries.delete(messageId);
    const message = this.#outbox.change(messageId, { failed: false, error: null, retryAt: null });
    if (!message) {
      return;
    }
    try {
      await this.#deliver(message);
    } catch (error) {
      this.#notDelivered(messageId, error);
    }
  }

  /** @param {import('./outbox.js').Outgoing} message */
  discard({ messageId }) {
    clearTimeout(this.#retries.get(messageId));
    this.#outbox.remove(messageId);
  }

  /** What a session has of what was sent need not be shown as being on its way any more. */
  arrived(view) {
    for (const { messageId } of this.outgoing) {
      if (view.messages.some((message) => message.message_id === messageId)) {
        this.#outbox.remove(messageId);
      }
    }
  }

  forget() {
    this.#retries.forEach(clearTimeout);
    this.#retries.clear();
    this.results = [];
    this.#outbox.clear();
  }

  async #deliver(message) {
    const { messageId, text } = message;
    let { sessionId } = message;
    if (sessionId === null && isCommand(text)) {
      this.#showResult(message, await this.#runWithoutSession(text));
      return;
    }
    if (sessionId === null) {
      sessionId = await this.#startSession(text);
      this.#outbox.change(messageId, { sessionId });
    } else if (!isCommand(text) && this.#client.view(sessionId)?.session?.status === 'paused') {
      await this.#client.resume(sessionId, { when_full: 'pause_oldest' });
    }
    const sent = await this.#client.send(sessionId, text, { messageId, ifBusy: message.ifBusy ?? undefined });
    if (sent.type === 'command_result') {
      this.#showResult(message, sent);
    } else if (!this.#client.view(sessionId)) {
      this.#outbox.remove(messageId);
    }
  }

  /** One session for all messages that were sent before it began. */
  #startSession(text) {
    this.#starting ??= this.#client
      .startSession({ title: titleFrom(text), profile: this.#profile(), when_full: 'pause_oldest' })
      .then(({ session_id: sessionId }) => {
        this.emit('began', sessionId);
        return sessionId;
      })
      .finally(() => (this.#starting = null));
    return this.#starting;
  }

  #showResult({ messageId, sessionId, text: typed }, { text, data }) {
    const link = EXPORT_LINK.test(data?.link) ? data.link : null;
    const seq = this.#client.view(sessionId)?.seq ?? 0;
    this.results = [...this.results, { key: newId(), sessionId, seq, typed, text, link }].slice(-MAX_RESULTS);
    this.#outbox.remove(messageId);
  }

  /** The server would carry out a command about a chat in another one, the last that was used. */
  async #runWithoutSession(text) {
    const name = text.slice(1).trim().split(/\s/)[0].toLowerCase();
    const { items } = await this.#api.get('/commands');
    if (items.some((command) => command.in_session && [command.name, ...command.aliases].includes(name))) {
      throw new ParleyError('invalid_command', words.composer.commandNeedsChat);
    }
    return this.#api.post('/chat', { message: text });
  }

  #notDelivered(messageId, error) {
    if (PASSING.has(error.code)) {
      const seconds = error.details.retry_after_seconds ?? PASSES_IN_SECONDS;
      this.#retries.set(
        messageId,
        setTimeout(() => this.retry({ messageId }), seconds * 1000),
      );
      this.#outbox.change(messageId, { retryAt: Date.now() + seconds * 1000, error: sentenceOf(error) });
      return;
    }
    // With an expired login it goes out after the next one; a command might have been carried out.
    const again = error.code === 'unauthenticated' || error.code === 'closed';
    if (!again || this.outgoing.some((sent) => sent.messageId === messageId && isCommand(sent.text))) {
      this.#outbox.change(messageId, { failed: true, error: sentenceOf(error) });
    }
  }
}
