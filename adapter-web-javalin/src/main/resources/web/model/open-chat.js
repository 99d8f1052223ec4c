/**
 * The chat that is open.
 *
 * @module model/open-chat
 */

import { currentTurn, withQuestions } from '../session-view.js';
import { History } from './history.js';
import { Observable } from './observable.js';

const ENDED = new Set(['completed', 'expired']);

/**
 * What is shown of one session, as often as the screen can show it, and what can be done with it. Events: `shown` with the id of
 * the session that is open now, `view` with what is known of it, `lost` when it cannot be seen any more.
 */
export class OpenChat extends Observable {
  #client;
  #api;
  #schedule;
  #scheduled = false;
  #history;
  /** The message to go to as soon as the session is known. @type {?number} */
  #target = null;
  #shownPast = { past: null, view: null, shown: null };

  /** @type {?string} null for a chat that has not begun */
  sessionId = null;
  /** @type {?import('../session-view.js').SessionView} null until something is known of the session */
  view = null;
  /** Why the session cannot be shown. @type {?Error} */
  problem = null;
  /** Until when the server wants it to be tried again, in milliseconds since 1970. @type {?number} */
  delayedUntil = null;
  /** The turn that was asked to stop. @type {?string} */
  stopping = null;

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
    this.#history = new History(client, api);
    client.addEventListener('view', ({ detail }) => this.#viewChanged(detail));
    client.addEventListener('delayed', ({ detail }) => this.#delayed(detail));
    client.addEventListener('left', ({ detail }) => this.fail(detail.sessionId, detail.error));
  }

  /** @returns {?object} the session, as far as it is known */
  get session() {
    return this.view?.session ?? null;
  }

  /**
   * What is read now: the view, or a part of the history that is far from its end.
   *
   * @returns {?import('../session-view.js').SessionView}
   */
  get read() {
    const { past } = this.#history;
    if (!past || !this.view) {
      return this.view;
    }
    if (this.#shownPast.past !== past || this.#shownPast.view !== this.view) {
      this.#shownPast = { past, view: this.view, shown: viewOfPast(this.view, past, this.#shownPast.shown) };
    }
    return this.#shownPast.shown;
  }

  /** Whether what is read reaches to the newest message. */
  get isLatest() {
    return this.#history.past === null;
  }

  get hasOlder() {
    return this.view !== null && this.#history.hasOlder(this.view);
  }

  /** Which part of the history is being loaded: `older`, `newer` or null. */
  get loading() {
    return this.#history.loading;
  }

  /** Whether the agent works here, or messages wait. */
  get isBusy() {
    return Boolean(this.view?.turns.length);
  }

  get isStopping() {
    return this.stopping !== null && this.view !== null && currentTurn(this.view)?.turn_id === this.stopping;
  }

  /** Whether this user may write here, now or after a rest. */
  get mayWrite() {
    const { session } = this;
    return session !== null && session.access !== 'viewer' && !this.isOver;
  }

  /** Whether nothing more can be said here. */
  get isOver() {
    const { session } = this;
    return session !== null && (Boolean(session.deleted_at) || ENDED.has(session.status));
  }

  /**
   * Opens a session in place of the one that is open.
   *
   * @param {?string} sessionId null for a chat that has not begun
   * @param {?number} [seq] of the message to go to
   */
  show(sessionId, seq = null) {
    this.#target = seq;
    if (this.sessionId === sessionId && (sessionId === null || this.#client.view(sessionId))) {
      this.#goToTarget();
      return;
    }
    this.#history.forget();
    if (this.sessionId && this.sessionId !== sessionId) {
      this.#client.leaveSession(this.sessionId);
    }
    this.sessionId = sessionId;
    this.view = sessionId ? (this.#client.view(sessionId) ?? null) : null;
    this.problem = null;
    this.delayedUntil = null;
    this.stopping = null;
    if (sessionId) {
      // A refusal comes as "left" too, which tells the user.
      this.#client.joinSession(sessionId).catch(() => {});
    }
    this.changed();
    this.emit('shown', sessionId);
  }

  /** Opens the same session anew, as after it was restored. */
  reopen() {
    const { sessionId } = this;
    this.#client.leaveSession(sessionId);
    this.sessionId = null;
    this.show(sessionId);
  }

  /** The session cannot be seen any more. */
  fail(sessionId, error) {
    if (sessionId === this.sessionId) {
      this.view = null;
      this.problem = error;
      this.changed();
      this.emit('lost');
    }
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

  /** @param {string} channel over which the last answer goes to the user */
  send(channel) {
    return this.#api.post(`/sessions/${this.sessionId}/send`, { channel });
  }

  /**
   * @param {number} [afterSeq] up to where the history is taken over; all of it if left out
   * @returns {Promise<object>} a session of this user's own that goes on from there
   */
  fork(afterSeq) {
    const from = afterSeq === undefined ? {} : { after_seq: afterSeq };
    return this.#api.post(`/sessions/${this.sessionId}/fork`, { ...from, when_full: 'pause_oldest' });
  }

  /** @returns {object|undefined} the user's message that an answer answers */
  questionOf(answer) {
    return this.read?.messages.find((message) => message.role === 'user' && message.turn_id === answer.turn_id);
  }

  share(user, access) {
    return this.#api.put(`/sessions/${this.sessionId}/participants/${encodeURIComponent(user)}`, { access });
  }

  unshare(user) {
    return this.#api.delete(`/sessions/${this.sessionId}/participants/${encodeURIComponent(user)}`);
  }

  /** Stops what runs, or else what waits. */
  async stop() {
    const turn = this.view && (currentTurn(this.view) ?? this.view.turns[0]);
    if (!turn) {
      return;
    }
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

  /** Loads what comes before what is read. */
  showOlder() {
    return this.#load(() => this.hasOlder && this.#history.older(this.view));
  }

  /** Loads what comes after what is read. */
  showNewer() {
    return this.#load(() => this.#history.newer(this.view));
  }

  async showBeginning() {
    await this.#load(() => this.#history.beginning(this.view));
    this.emit('at-beginning');
  }

  showLatest() {
    if (!this.isLatest) {
      this.#history.forget();
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

  async #load(work) {
    if (this.view && this.loading === null) {
      const loaded = work();
      this.changed();
      try {
        await loaded;
      } finally {
        this.#show();
        this.changed();
      }
    }
  }

  async #goToTarget() {
    const seq = this.#target;
    if (seq !== null && this.view?.session) {
      this.#target = null;
      await this.#load(() => this.#history.around(this.view, seq));
      this.emit('reveal', seq);
    }
  }

  #delayed({ sessionId, retryAt }) {
    if (sessionId === this.sessionId) {
      this.delayedUntil = retryAt;
      this.changed();
    }
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
    this.delayedUntil = view.session ? null : this.delayedUntil;
    if (this.stopping && !view.turns.some((turn) => turn.turn_id === this.stopping)) {
      this.stopping = null;
    }
    this.emit('view', view);
    this.changed();
    this.#goToTarget();
  }
}

/** What a part of the history looks like; questions that came later belong to the end, which is not shown. */
function viewOfPast(view, past, before) {
  const messages = new Set(past.messages.map((message) => message.message_id));
  const last = past.messages.at(-1)?.created_at ?? '';
  const questions = view.questions.filter(({ asker, created_at: asked }) =>
    asker ? messages.has(asker.message_id) : asked <= last,
  );
  const isSame =
    before?.questions.length === questions.length && questions.every((question, index) => question === before.questions[index]);
  return {
    ...view,
    messages: past.messages,
    questions: isSame ? before.questions : questions,
    draft: null,
    earlier: past.hasOlder ? null : 0,
  };
}
