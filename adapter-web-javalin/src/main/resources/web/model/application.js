/**
 * The page without its looks: everything it knows and can do, wired up.
 *
 * @module model/application
 */

import { ParleyClient, ParleyError } from '../parley-client.js';
import { ParleyApi } from '../parley-api.js';
import { text } from '../text.js';
import { Channels } from './channels.js';
import { Commands } from './commands.js';
import { Connection, whyNot } from './connection.js';
import { ContextMeter } from './context-meter.js';
import { Delivery } from './delivery.js';
import { DeliveryWatch } from './delivery-watch.js';
import { download } from './download.js';
import { Inbox } from './inbox.js';
import { Limits } from './limits.js';
import { Login } from './login.js';
import { OpenChat } from './open-chat.js';
import { Overview } from './overview.js';
import { Profiles } from './profiles.js';
import { Router } from './router.js';
import { Sessions } from './sessions.js';
import { forgetAll } from './tab-storage.js';
import { Theme } from './theme.js';
import { Toasts } from './toasts.js';
import { keepTypedText, moveTypedText } from './typed-text.js';
import { Users } from './users.js';
import { Ways } from './ways.js';

const REFRESH_MS = 60_000;

const ENDS_LOGIN = new Set(['unauthenticated', 'user_disabled']);

/**
 * Each part of the state is a model of its own, which elements watch; this one lets them know of each other, and does what takes
 * several of them. It renders nothing and knows no element.
 */
export class Application {
  #ended = new AbortController();
  #deliveries = new DeliveryWatch((sessionId) => this.#loadQuestions(sessionId));

  /**
   * @param {object} [options]
   * @param {string} [options.url] of the server; default is the page's own
   * @param {string|function(): (string|Promise<string>)} [options.token] not needed with a login cookie
   * @param {string} [options.profile] that of all new sessions; by default people choose
   * @param {Router} [options.router]
   * @param {?Theme} [options.theme]
   */
  constructor({ url = '', token, profile, router = new Router(), theme = new Theme() } = {}) {
    this.api = new ParleyApi({ url, token });
    this.client = new ParleyClient({ url: socketAddress(url), token });
    this.router = router;
    this.theme = theme;
    this.toasts = new Toasts();
    this.login = new Login(this.api);
    this.connection = new Connection(this.client, () => whyNot(url));
    this.sessions = new Sessions(this.api);
    this.profiles = new Profiles(this.api, profile);
    this.commands = new Commands(this.api);
    this.inbox = new Inbox(this.api);
    this.limits = new Limits(this.api);
    this.overview = new Overview(this.api);
    this.users = new Users(this.api);
    this.channels = new Channels(this.api);
    this.ways = new Ways(this.api);
    this.chat = new OpenChat(this.client, this.api);
    this.context = new ContextMeter(this.api);
    this.delivery = new Delivery(this.client, this.api, () => this.profiles.chosen);
    this.#wire();
  }

  /** Begins to work; called once. */
  begin() {
    const { signal } = this.#ended;
    window.addEventListener('online', () => this.connection.wake(), { signal });
    document.addEventListener('visibilitychange', () => this.#pageShown(), { signal });
    const timer = setInterval(() => document.visibilityState === 'visible' && this.#refresh(), REFRESH_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
    this.login.begin(this.router.takeToken());
  }

  /** Ceases to work, for good. */
  end() {
    this.#ended.abort();
    this.connection.close();
  }

  /**
   * Saves a file of the server, unless its cookie lets the browser follow the link by itself.
   *
   * @param {string} path below the server
   * @returns {boolean} whether the link need not be followed
   */
  saves(path) {
    if (this.api.usesCookie) {
      return false;
    }
    this.attempt(() => download(this.api, path));
    return true;
  }

  /**
   * Does something that may be refused, and tells people if it was.
   *
   * @template T
   * @param {function(): Promise<T>} work
   * @returns {Promise<T|undefined>} undefined if it failed
   */
  async attempt(work) {
    try {
      return await work();
    } catch (error) {
      this.#refused(error);
      if (!ENDS_LOGIN.has(error.code) && error.code !== 'closed') {
        this.toasts.complain(error);
      }
      return undefined;
    }
  }

  /** @param {?string} sessionId null for a new chat */
  openSession(sessionId) {
    this.router.go(sessionId ? { session: sessionId } : {});
  }

  /**
   * Goes on in a session of its own from somewhere in the open one.
   *
   * @param {number} [afterSeq] up to where the history is taken over; all of it if left out
   * @returns {Promise<?string>} the new session's id; null if it was refused
   */
  /** Sends the last answer to the user over a channel, where they can go on. */
  async continueOn(channel) {
    if (await this.attempt(() => this.chat.send(channel))) {
      this.toasts.tell(text.chat.continuing[channel]);
    }
  }

  async fork(afterSeq) {
    const session = await this.attempt(() => this.chat.fork(afterSeq));
    if (!session) {
      return null;
    }
    this.openSession(session.session_id);
    this.sessions.refresh();
    return session.session_id;
  }

  /** Has an answer made anew: in a session of its own, which ends before the question, the question is asked again. */
  async regenerate(answer) {
    const question = this.chat.questionOf(answer);
    const fork = question && (await this.fork(question.seq - 1));
    if (fork) {
      this.delivery.send(fork, question.text);
    }
  }

  /** Lets people ask something else in place of a message: in a session of its own, which ends before it. */
  async askAgain(question) {
    const fork = await this.fork(question.seq - 1);
    if (fork) {
      keepTypedText(fork, question.text);
      this.chat.emit('typed', question.text);
    }
  }

  /** Deletes a session; for a while that can be undone at once, and later from the list of what was deleted. */
  async deleteSession(session) {
    const { sessions, toasts, chat } = this;
    const title = sessions.titleOf(session);
    await this.attempt(async () => {
      if (session.session_id === chat.sessionId) {
        this.openSession(null);
      }
      await sessions.delete(session);
      const undo = { label: text.sessions.undo, run: () => this.restoreSession(session) };
      toasts.tell(text.sessions.deleted(title), 'news', undo);
    });
  }

  async restoreSession(session) {
    await this.attempt(async () => {
      await this.sessions.restore(session);
      this.toasts.tell(text.sessions.restored(this.sessions.titleOf(session)));
      if (this.chat.sessionId === session.session_id) {
        this.chat.reopen();
      }
    });
  }

  /** Answers a question, wherever it was asked; rejected with what is wrong with the answer. */
  respond = async (question, answer, responseId) => {
    const { session_id: sessionId, request_id: requestId } = question;
    try {
      this.#questionEnded(await this.client.respond(sessionId, requestId, answer, { responseId }));
    } catch (error) {
      if (error.code === 'already_answered' && error.details.response) {
        this.#questionEnded({ ...question, status: 'answered', response: error.details.response });
        this.toasts.tell(text.question.answeredFirst(error.details.response.author_id));
      } else if (error.code === 'expired') {
        this.#questionEnded((await this.inbox.endOf(question)) ?? question);
        this.toasts.complain(error);
      } else {
        throw error;
      }
    }
  };

  #wire() {
    const { login, connection, sessions, inbox, chat, delivery, toasts, router, client, overview, limits, users, channels, ways } = this;
    router.addEventListener('change', () => this.#followAddress());
    login.addEventListener('entered', () => this.#entered());
    login.addEventListener('left', () => this.#forget());
    login.addEventListener('problem', ({ detail }) => toasts.complain(detail));
    connection.addEventListener('expired', () => login.expire());
    // Notices are told once; what happened while there was no connection has to be asked for.
    connection.addEventListener('opened', () => inbox.refresh());
    for (const model of [sessions, overview, limits, users, channels, ways]) {
      // What else goes wrong there shows elsewhere, or passes until the next time.
      model.addEventListener('problem', ({ detail }) => this.#refused(detail));
    }
    channels.addEventListener('change', () => {
      if (channels.userId === null && channels.isKnown) {
        ways.take(channels);
      }
    });
    chat.addEventListener('view', ({ detail }) => this.#viewChanged(detail));
    chat.addEventListener('shown', ({ detail }) => this.context.watch(detail));
    chat.addEventListener('reset', ({ detail }) => this.#loadQuestions(detail));
    chat.addEventListener('lost', () => sessions.refresh());
    delivery.addEventListener('began', ({ detail }) => this.#began(detail));
    client.addEventListener('event', ({ detail }) => this.#happened(detail));
    client.addEventListener('notice', ({ detail }) => this.#noticed(detail.notice));
  }

  /** A refusal may mean that the login is over, or that the user has another role by now. */
  #refused({ code }) {
    if (ENDS_LOGIN.has(code)) {
      this.login.expire();
    } else if (code === 'forbidden') {
      this.login.refresh();
    }
  }

  #entered() {
    this.connection.open();
    this.profiles.refresh();
    this.limits.refresh();
    this.ways.refresh();
    this.#refresh();
    this.#followAddress();
    this.delivery.retryAll();
  }

  /** Forgets everything that belongs to a user. */
  #forget() {
    this.chat.show(null);
    this.connection.close();
    this.delivery.forget();
    this.sessions.forget();
    this.commands.forget();
    this.inbox.forget();
    this.users.forget();
    this.channels.forget();
    this.ways.forget();
    forgetAll();
    this.router.go({}, { replace: true });
  }

  #followAddress() {
    const token = this.router.takeToken();
    const { page, session, parameters } = this.router.place;
    if (token) {
      this.login.begin(token);
    } else if (this.login.state === 'in' && page === 'chat') {
      const seq = Number.parseInt(parameters.get('at'), 10);
      this.chat.show(session, Number.isNaN(seq) ? null : seq);
    }
  }

  #refresh() {
    if (this.login.state === 'in') {
      this.sessions.refresh();
      this.inbox.refresh();
      this.login.refresh();
    }
  }

  #pageShown() {
    if (document.visibilityState === 'visible') {
      this.connection.wake();
      this.#refresh();
    }
  }

  #began(sessionId) {
    if (this.chat.sessionId === null && this.router.place.page === 'chat') {
      moveTypedText(null, sessionId);
      this.openSession(sessionId);
    }
    this.sessions.refresh();
  }

  #viewChanged(view) {
    const first = view.earlier === 0 && view.messages.find((message) => message.role === 'user');
    if (first) {
      this.sessions.knowFirstMessage(view.sessionId, first.text);
    }
    this.context.expect(this.profiles.find(view.session?.profile));
    this.delivery.arrived(view);
    this.#deliveries.follow(view);
  }

  #happened({ sessionId, event }) {
    const { type, payload, timestamp } = event;
    if (payload.user_id === this.login.user?.user_id) {
      if (type === 'participant.joined') {
        this.chat.accessChanged(sessionId, payload.access);
      } else if (type === 'participant.left') {
        this.client.leaveSession(sessionId);
        this.chat.fail(sessionId, new ParleyError('not_shared', text.chat.notSharedAnyMore));
      }
    }
    if (type.startsWith('session.') || type.startsWith('participant.')) {
      this.sessions.refresh();
    } else if (type === 'message.created') {
      this.sessions.used(sessionId, timestamp);
    } else if (type === 'answer.delivery') {
      this.#answerOnItsWay(payload.delivery);
    }
  }

  #answerOnItsWay({ recipient_id: person, channel, status, error }) {
    if (status === 'failed' && person === this.login.user?.user_id) {
      this.toasts.tell(text.chat.notSent(text.question.channel[channel], error), 'problem');
    }
  }

  #noticed({ kind, title, session_id: sessionId, expires_at: expiresAt }) {
    if (kind.startsWith('feedback_')) {
      this.inbox.refresh();
      if (!this.sessions.find(sessionId)) {
        this.sessions.refresh();
      }
      return;
    }
    if (kind === 'session_shared') {
      const open = { label: text.chat.open, run: () => this.openSession(sessionId) };
      this.toasts.tell(text.notices.shared(title || text.chat.untitled), 'news', open);
    } else if (kind === 'session_expiring') {
      this.toasts.tell(text.notices.expiring(title || text.chat.untitled, new Date(expiresAt)));
    }
    this.sessions.refresh();
  }

  /** The snapshot has only those questions that wait, and nothing of their ways to people. */
  async #loadQuestions(sessionId) {
    if (sessionId !== this.chat.sessionId) {
      return;
    }
    try {
      const questions = await this.inbox.of(sessionId);
      this.#deliveries.saw(questions);
      this.chat.questionsKnown(sessionId, questions);
    } catch {
      // Only the ends of older questions are missing, and where others went.
    }
  }

  #questionEnded(question) {
    this.chat.questionsKnown(question.session_id, [question]);
    this.inbox.update(question);
  }
}

function socketAddress(server) {
  const url = new URL(`${server}/ws`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}
