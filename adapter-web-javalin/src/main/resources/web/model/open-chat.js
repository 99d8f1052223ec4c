/**
 * The chat that is open.
 *
 * @module model/open-chat
 */

import { currentTurn, withEarlierMessages, withQuestions } from '../session-view.js';
import { Observable } from './observable.js';

const PAGE = 100;

/**
 * What is shown of one session, as often as the screen can show it, and what can be done with it. Events: `lost` with an error
 * when the session cannot be seen any more, `problem` with an error.
 */
export class OpenChat extends Observable {
  #client;
  #api;
  #schedule;
  #scheduled = false;

  /** @type {?string} null for a chat that has not begun */
  sessionId = null;
  /** @type {?import('../session-view.js').SessionView} null until something is known of the session */
  view = null;
  /** The turn that was asked to stop. @type {?string} */
  stopping = null;
  loadingEarlier = false;

  /**
   * @param {import('../parley-client.js').ParleyClient} client
   * @param {import('../parley-api.js').ParleyApi} api
   * @param {function(function(): void): void} [schedule] calls when the next picture is drawn
   */
  constructor(client, api, schedule = (draw) => requestAnimationFrame(draw)) {
    super();
    this.#client = client;
    this.#api = api;
    this.#schedule = schedule;
    client.addEventListener('view', ({ detail }) => this.#viewChanged(detail));
    client.addEventListener('left', ({ detail }) => this.#left(detail));
  }

  /** @returns {?object} the session, as far as it is known */
  get session() {
    return this.view?.session ?? null;
  }

  /** Whether the agent works here, or messages wait. */
  get isBusy() {
    return Boolean(this.view?.turns.length);
  }

  get isStopping() {
    return this.stopping !== null && this.view !== null && currentTurn(this.view)?.turn_id === this.stopping;
  }

  /**
   * Opens a session in place of the one that is open.
   *
   * @param {?string} sessionId null for a chat that has not begun
   */
  show(sessionId) {
    if (this.sessionId === sessionId && (sessionId === null || this.#client.view(sessionId))) {
      return;
    }
    if (this.sessionId && this.sessionId !== sessionId) {
      this.#client.leaveSession(this.sessionId);
    }
    this.sessionId = sessionId;
    this.view = sessionId ? (this.#client.view(sessionId) ?? null) : null;
    this.stopping = null;
    if (sessionId) {
      // A refusal comes as "left" too, which tells the user.
      this.#client.joinSession(sessionId).catch(() => {});
    }
    this.changed();
    this.emit('shown', sessionId);
  }

  pause() {
    return this.#client.pause(this.sessionId);
  }

  resume() {
    return this.#client.resume(this.sessionId, { when_full: 'pause_oldest' });
  }

  end() {
    return this.#client.end(this.sessionId);
  }

  /** @returns {Promise<object>} a session that goes on from here */
  fork() {
    return this.#api.post(`/sessions/${this.sessionId}/fork`, { when_full: 'pause_oldest' });
  }

  /** Stops what runs, or else what waits. */
  async stop() {
    const turn = currentTurn(this.view) ?? this.view.turns[0];
    this.stopping = turn.turn_id;
    this.changed();
    try {
      await this.#client.stop(this.sessionId, turn.turn_id);
    } catch (error) {
      this.stopping = null;
      this.changed();
      throw error;
    }
  }

  /** Withdraws a message that waits. */
  cancel(turn) {
    return this.#client.stop(this.sessionId, turn.turn_id);
  }

  typing(sessionId, active) {
    this.#client.typing(sessionId, active);
  }

  async showEarlier() {
    const { sessionId, messages, earlier } = this.view;
    this.loadingEarlier = true;
    this.changed();
    try {
      const query = `limit=${PAGE}&order=desc&before=${messages[0]?.seq ?? ''}`;
      const { items } = await this.#api.get(`/sessions/${sessionId}/messages?${query}`);
      const remaining = items.length < PAGE ? 0 : Math.max(0, earlier - items.length);
      this.#client.updateView(sessionId, (view) => withEarlierMessages(view, items, remaining));
    } finally {
      this.loadingEarlier = false;
      this.changed();
    }
  }

  /** What this user may do in the session is another thing now. */
  accessChanged(sessionId, access) {
    this.#client.updateView(sessionId, (view) => ({ ...view, session: { ...view.session, access } }));
  }

  questionsKnown(sessionId, questions) {
    this.#client.updateView(sessionId, (view) => withQuestions(view, questions));
  }

  #viewChanged({ sessionId, frame }) {
    if (frame?.type === 'reset') {
      this.emit('reset', sessionId);
    }
    if (sessionId === this.sessionId && !this.#scheduled) {
      this.#scheduled = true;
      this.#schedule(() => {
        this.#scheduled = false;
        this.#show();
      });
    }
  }

  #show() {
    const view = this.sessionId && this.#client.view(this.sessionId);
    if (!view) {
      return;
    }
    this.view = view;
    if (this.stopping && !view.turns.some((turn) => turn.turn_id === this.stopping)) {
      this.stopping = null;
    }
    this.emit('view', view);
    this.changed();
  }

  #left({ sessionId, error }) {
    this.emit('lost', { sessionId, error });
  }
}
