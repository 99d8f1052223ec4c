/**
 * The page without its looks: everything it knows and can do, wired up.
 *
 * @module model/application
 */

import { ParleyClient, ParleyError } from '../parley-client.js';
import { ParleyApi } from '../parley-api.js';
import { text } from '../text.js';
import { Connection } from './connection.js';
import { Delivery } from './delivery.js';
import { Inbox } from './inbox.js';
import { Login } from './login.js';
import { OpenChat } from './open-chat.js';
import { Router } from './router.js';
import { Sessions } from './sessions.js';
import { forgetAll } from './tab-storage.js';
import { Toasts } from './toasts.js';
import { moveTypedText } from './typed-text.js';

const REFRESH_MS = 60_000;

/**
 * Each part of the state is a model of its own, which elements watch; this one lets them know of each other. It renders nothing
 * and knows no element.
 */
export class Application {
  /** @type {ParleyClient} */
  client;

  constructor() {
    this.api = new ParleyApi();
    this.client = new ParleyClient({ url: socketAddress() });
    this.router = new Router();
    this.toasts = new Toasts();
    this.login = new Login(this.api);
    this.connection = new Connection(this.client);
    this.sessions = new Sessions(this.api);
    this.inbox = new Inbox(this.api);
    this.chat = new OpenChat(this.client, this.api);
    this.delivery = new Delivery(this.client, this.api);
    this.#wire();
  }

  /** Begins to work; called once. */
  begin() {
    window.addEventListener('online', () => this.connection.wake());
    document.addEventListener('visibilitychange', () => this.#pageShown());
    setInterval(() => document.visibilityState === 'visible' && this.#refresh(), REFRESH_MS);
    this.login.begin(this.router.takeToken());
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
      if (error.code === 'unauthenticated') {
        this.login.expire();
      } else if (error.code !== 'closed') {
        this.toasts.complain(error);
      }
      return undefined;
    }
  }

  /** @param {?string} sessionId null for a new chat */
  openSession(sessionId) {
    this.router.go(sessionId ? { session: sessionId } : {});
  }

  /** Goes on in a new session from the end of the open one. */
  async fork() {
    await this.attempt(async () => {
      const session = await this.chat.fork();
      this.openSession(session.session_id);
      this.sessions.refresh();
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
    const { login, connection, sessions, inbox, chat, delivery, toasts, router, client } = this;
    router.addEventListener('change', () => this.#followAddress());
    login.addEventListener('entered', () => this.#entered());
    login.addEventListener('left', () => this.#forget());
    login.addEventListener('problem', ({ detail }) => toasts.complain(detail));
    connection.addEventListener('expired', () => this.#expired());
    // Notices are told once; what happened while there was no connection has to be asked for.
    connection.addEventListener('opened', () => inbox.refresh());
    sessions.addEventListener('problem', ({ detail }) => {
      // What else goes wrong here shows elsewhere, or passes until the next time.
      if (detail.code === 'unauthenticated') {
        login.expire();
      }
    });
    chat.addEventListener('view', ({ detail }) => this.#viewChanged(detail));
    chat.addEventListener('reset', ({ detail }) => this.#loadQuestions(detail));
    chat.addEventListener('lost', ({ detail }) => this.#lost(detail));
    delivery.addEventListener('began', ({ detail }) => this.#began(detail));
    client.addEventListener('event', ({ detail }) => this.#happened(detail));
    client.addEventListener('notice', ({ detail }) => this.#noticed(detail.notice));
  }

  #entered() {
    this.connection.open();
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
    this.inbox.forget();
    forgetAll();
    this.router.go({}, { replace: true });
  }

  #expired() {
    this.login.expire();
    this.toasts.complain(new ParleyError('unauthenticated', text.login.expired));
  }

  #followAddress() {
    const token = this.router.takeToken();
    if (token) {
      this.login.begin(token);
    } else if (this.login.state === 'in') {
      this.chat.show(this.router.place.session);
    }
  }

  #refresh() {
    if (this.login.state === 'in') {
      this.sessions.refresh();
      this.inbox.refresh();
    }
  }

  #pageShown() {
    if (document.visibilityState === 'visible') {
      this.connection.wake();
      this.#refresh();
    }
  }

  #began(sessionId) {
    if (this.chat.sessionId === null) {
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
    this.delivery.arrived(view);
  }

  #happened({ sessionId, event }) {
    const { type, payload, timestamp } = event;
    if (payload.user_id === this.login.user?.user_id) {
      if (type === 'participant.joined') {
        this.chat.accessChanged(sessionId, payload.access);
      } else if (type === 'participant.left') {
        this.client.leaveSession(sessionId);
        this.#lost({ sessionId, error: new ParleyError('not_found', text.chat.notSharedAnyMore) });
      }
    }
    if (type.startsWith('session.') || type.startsWith('participant.')) {
      this.sessions.refresh();
    } else if (type === 'message.created') {
      this.sessions.used(sessionId, timestamp);
    }
  }

  #lost({ sessionId, error }) {
    this.toasts.complain(error);
    if (sessionId === this.chat.sessionId) {
      this.chat.show(null);
      this.openSession(null);
    }
    this.sessions.refresh();
  }

  #noticed({ kind, title, expires_at: expiresAt }) {
    if (kind.startsWith('feedback_')) {
      this.inbox.refresh();
      return;
    }
    if (kind === 'session_shared') {
      this.toasts.tell(text.notices.shared(title || text.chat.untitled));
    } else if (kind === 'session_expiring') {
      this.toasts.tell(text.notices.expiring(title || text.chat.untitled, new Date(expiresAt)));
    }
    this.sessions.refresh();
  }

  /** The snapshot has only those questions that wait. */
  async #loadQuestions(sessionId) {
    try {
      this.chat.questionsKnown(sessionId, await this.inbox.of(sessionId));
    } catch {
      // Only the ends of older questions are missing.
    }
  }

  #questionEnded(question) {
    this.chat.questionsKnown(question.session_id, [question]);
    this.inbox.update(question);
  }
}

function socketAddress() {
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}
