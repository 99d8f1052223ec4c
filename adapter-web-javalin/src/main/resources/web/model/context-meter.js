/**
 * How much of a chat the model sees.
 *
 * @module model/context-meter
 */

import { Observable } from './observable.js';

/** The part of one session that the model gets to see, and how much it may be. */
export class ContextMeter extends Observable {
  #api;
  #asked = null;

  /** @type {?string} */
  sessionId = null;
  /** `{messages, tokens}`; null until it is known. */
  limits = null;
  /** What the model would see now, for those who look closely: `{messages, tokens, dropped}`; null until it is known. */
  seen = null;

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /** Turns to another session. */
  watch(sessionId) {
    if (this.sessionId !== sessionId) {
      this.sessionId = sessionId;
      this.limits = null;
      this.seen = null;
      this.#asked = null;
      this.changed();
    }
  }

  /** Knows the limits from the session's profile, so that nobody has to be asked. */
  expect(profile) {
    this.limits ??= profile?.context ?? null;
  }

  /**
   * Looks closely.
   *
   * @param {number} seq as of which event; nothing is asked twice for the same one
   */
  async look(seq) {
    const { sessionId } = this;
    if (!sessionId || this.#asked === seq) {
      return;
    }
    this.#asked = seq;
    try {
      const context = await this.#api.get(`/sessions/${sessionId}/context`);
      if (sessionId === this.sessionId) {
        this.limits = context.limits;
        this.seen = {
          messages: context.messages.length,
          tokens: context.tokens,
          dropped: context.dropped_messages,
        };
        this.changed();
      }
    } catch {
      this.#asked = null;
    }
  }
}
