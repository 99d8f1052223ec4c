/**
 * The chat page: login, the list of sessions and the chat that is open.
 *
 * @module app
 */

import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { call } from './api.js';
import { moveText } from './composer.js';
import './conversation-element.js';
import './dialog-element.js';
import './inbox-element.js';
import { Outbox } from './outbox.js';
import { isCommand, newId, ParleyClient, ParleyError } from './parley-client.js';
import './session-list.js';
import { currentTurn, withEarlierMessages, withQuestions } from './session-view.js';
import { forgetAll } from './tab-storage.js';

const TOAST_MS = 8000;
const REFRESH_MS = 60_000;
const PAGE = 100;
const TITLES_AT_ONCE = 20;
const MAX_TITLE = 200;
const SHOWN_TITLE = 60;
const MAX_RESULTS = 50;
const EXPORT_LINK = /^\/api\/sessions\/[\w-]+\/export(?:\?format=\w+)?$/;
const ENDED = new Set(['completed', 'expired']);

/** @element parley-app */
class ParleyApp extends LitElement {
  static properties = {
    phase: { state: true },
    user: { state: true },
    sessions: { state: true },
    search: { state: true },
    current: { state: true },
    view: { state: true },
    outgoing: { state: true },
    /** Questions that wait for this user in any session, and those that ended while their list was open. */
    inbox: { state: true },
    /** What commands told; never stored. */
    results: { state: true },
    connection: { state: true },
    ended: { state: true },
    stopping: { state: true },
    loadingEarlier: { state: true },
    listOpen: { state: true },
    toasts: { state: true },
  };

  #client = null;
  #outbox = new Outbox(() => (this.outgoing = this.#outbox.messages));
  #firstMessages = new Map();
  #frame = null;
  #refreshing = false;
  #refreshAgain = false;
  #starting = null;
  #shownOutgoing = [];
  #shownResults = [];
  #shownInbox = [];
  #toastIds = 0;

  constructor() {
    super();
    this.phase = 'loading';
    this.user = null;
    this.sessions = [];
    this.search = '';
    this.current = null;
    this.view = null;
    this.outgoing = this.#outbox.messages;
    this.inbox = [];
    this.results = [];
    this.connection = { state: 'idle', retryAt: null };
    this.ended = null;
    this.stopping = null;
    this.loadingEarlier = false;
    this.listOpen = false;
    this.toasts = [];
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', () => this.#followAddress());
    window.addEventListener('online', () => this.#client?.wake());
    document.addEventListener('visibilitychange', () => this.#pageShown());
    setInterval(() => document.visibilityState === 'visible' && this.#refresh(), REFRESH_MS);
    this.#begin();
  }

  // ---- login

  async #begin() {
    const token = takeToken();
    try {
      if (token) {
        await call('POST', '/login', { token });
      }
      const user = await call('GET', '/me');
      this.#enter(user);
    } catch (error) {
      if (error.code === 'rate_limited') {
        this.#complain(error);
        setTimeout(() => this.#begin(), 1000 * error.details.retry_after_seconds);
        return;
      }
      this.phase = 'login';
      if (token || error.code !== 'unauthenticated') {
        this.#complain(error);
      }
    }
  }

  #enter(user) {
    if (this.user && this.user.user_id !== user.user_id) {
      this.#leave();
    }
    this.user = user;
    this.ended = null;
    this.phase = 'ready';
    if (!this.#client) {
      this.#client = this.#newClient();
    }
    this.#client.connect();
    this.#refresh();
    this.#open(sessionInAddress());
    this.#deliverAll();
  }

  /** Forgets everything that belongs to a user. */
  #leave() {
    this.#client?.close();
    this.#client = null;
    this.#outbox.clear();
    this.#firstMessages.clear();
    forgetAll();
    this.sessions = [];
    this.search = '';
    this.inbox = [];
    this.results = [];
    this.current = null;
    this.view = null;
    this.user = null;
    history.replaceState(null, '', location.pathname + location.search);
  }

  async #login(event) {
    event.preventDefault();
    const field = event.target.elements.token;
    try {
      await call('POST', '/login', { token: field.value.trim() });
      field.value = '';
      this.#enter(await call('GET', '/me'));
    } catch (error) {
      this.#complain(error);
      field.focus();
    }
  }

  async #logout() {
    await this.#attempt(async () => {
      await call('DELETE', '/login');
      this.#leave();
      this.phase = 'login';
    });
  }

  #newClient() {
    const url = new URL('/ws', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.hash = '';
    const client = new ParleyClient({ url: url.href });
    client.addEventListener('state', ({ detail }) => this.#connectionChanged(detail));
    client.addEventListener('view', ({ detail }) => this.#viewChanged(detail));
    client.addEventListener('event', ({ detail }) => this.#happened(detail));
    client.addEventListener('notice', ({ detail }) => this.#noticed(detail.notice));
    client.addEventListener('left', ({ detail }) => this.#lost(detail));
    client.addEventListener('delayed', ({ detail }) => this.#delayed(detail));
    client.addEventListener('end', ({ detail }) => this.#connectionEnded(detail.error));
    return client;
  }

  #connectionChanged(connection) {
    this.connection = connection;
    if (connection.state === 'open') {
      // Notices are told once; what happened while there was no connection has to be asked for.
      this.#client.ping().then(
        () => this.#refreshInbox(),
        () => {},
      );
    }
  }

  #connectionEnded(error) {
    if (error.code === 'unauthenticated') {
      this.phase = 'login';
      this.#complain(new ParleyError(error.code, 'Your login has expired. Sign in again; nothing you typed is lost.'));
    } else {
      this.ended = error;
    }
  }

  // ---- sessions

  #refresh() {
    this.#refreshSessions();
    this.#refreshInbox();
  }

  async #refreshSessions() {
    if (this.phase !== 'ready') {
      return;
    }
    if (this.#refreshing) {
      this.#refreshAgain = true;
      return;
    }
    this.#refreshing = true;
    try {
      const found = this.search ? `&q=${encodeURIComponent(this.search)}` : '';
      const { items } = await call('GET', `/sessions?limit=${PAGE}${found}`);
      this.sessions = items;
    } catch (error) {
      // What else goes wrong here shows elsewhere, or passes until the next time.
      if (error.code === 'unauthenticated') {
        this.phase = 'login';
      } else if (error.code === 'rate_limited') {
        this.#complain(error);
      }
    }
    this.#refreshing = false;
    if (this.#refreshAgain) {
      this.#refreshAgain = false;
      this.#refreshSessions();
    } else {
      this.#findTitles();
    }
  }

  #searchFor(text) {
    this.search = text;
    this.#refreshSessions();
  }

  /** Untitled sessions are shown by their first message, which never changes. */
  async #findTitles() {
    const untitled = this.sessions.filter(
      (session) => !session.title && session.message_count > 0 && !this.#firstMessages.has(session.session_id),
    );
    for (const { session_id: id } of untitled.slice(0, TITLES_AT_ONCE)) {
      try {
        const { items } = await call('GET', `/sessions/${id}/messages?limit=1&order=asc`);
        this.#firstMessages.set(id, items[0]?.text ?? '');
        this.requestUpdate();
      } catch {
        return; // "New chat" will do until the next time.
      }
    }
  }

  #titleOf = (session) => {
    if (session.title) {
      return session.title;
    }
    const text = this.#firstMessages.get(session.session_id)?.trim().split('\n')[0] ?? '';
    return (text.length > SHOWN_TITLE ? `${text.slice(0, SHOWN_TITLE)}…` : text) || 'New chat';
  };

  #followAddress() {
    if (hasToken()) {
      this.#begin();
    } else if (this.phase === 'ready') {
      this.#open(sessionInAddress());
    }
  }

  #goTo(sessionId) {
    const address = sessionId ? `#session=${sessionId}` : location.pathname + location.search;
    if (sessionInAddress() !== sessionId) {
      history.pushState(null, '', address);
    }
    this.#open(sessionId);
  }

  #open(sessionId) {
    this.listOpen = false;
    if (this.current === sessionId && (sessionId === null || this.#client.view(sessionId))) {
      return;
    }
    if (this.current && this.current !== sessionId) {
      this.#client.leaveSession(this.current);
    }
    this.current = sessionId;
    this.view = sessionId ? (this.#client.view(sessionId) ?? null) : null;
    this.stopping = null;
    if (sessionId) {
      // A refusal comes as "left" too, which tells the user.
      this.#client.joinSession(sessionId).catch(() => {});
    }
    this.updateComplete.then(() => {
      if (matchMedia('(hover: hover)').matches) {
        this.querySelector('parley-composer')?.takeFocus();
      }
    });
  }

  #lost({ sessionId, error }) {
    this.#complain(error);
    if (sessionId === this.current) {
      this.current = null;
      this.view = null;
      this.#goTo(null);
    }
    this.#refreshSessions();
  }

  #delayed({ sessionId, error }) {
    if (sessionId === this.current) {
      this.#complain(error);
    }
  }

  async #rename(session) {
    const title = await this.#ask({
      title: 'Rename chat',
      confirm: 'Rename',
      field: { label: 'Title', value: session.title ?? '', maxLength: MAX_TITLE },
    });
    if (title !== null) {
      await this.#attempt(() => call('PATCH', `/sessions/${session.session_id}`, { body: { title: title.trim() } }));
      this.#refreshSessions();
    }
  }

  async #delete(session) {
    const sure = await this.#ask({
      title: 'Delete chat?',
      text: `“${this.#titleOf(session)}” and all its messages will be gone.`,
      confirm: 'Delete',
      danger: true,
    });
    if (!sure) {
      return;
    }
    await this.#attempt(async () => {
      if (session.session_id === this.current) {
        this.#goTo(null);
      }
      await call('DELETE', `/sessions/${session.session_id}`);
    });
    this.#refreshSessions();
  }

  async #end() {
    const sure = await this.#ask({
      title: 'End chat?',
      text: 'An ended chat can be read, but not continued.',
      confirm: 'End chat',
      danger: true,
    });
    if (sure) {
      await this.#attempt(() => this.#client.end(this.current));
    }
  }

  async #fork() {
    await this.#attempt(async () => {
      const session = await call('POST', `/sessions/${this.current}/fork`, { body: { when_full: 'pause_oldest' } });
      this.#goTo(session.session_id);
      this.#refreshSessions();
    });
  }

  // ---- what the connection tells

  #viewChanged({ sessionId, frame }) {
    if (frame?.type === 'reset') {
      this.#loadQuestions(sessionId);
    }
    if (sessionId === this.current && this.#frame === null) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = null;
        this.#showView();
      });
    }
  }

  #showView() {
    const view = this.current && this.#client?.view(this.current);
    if (!view) {
      return;
    }
    this.view = view;
    const first = view.earlier === 0 && view.messages.find((message) => message.role === 'user');
    if (first) {
      this.#firstMessages.set(view.sessionId, first.text);
    }
    for (const { messageId } of this.#outbox.messages) {
      if (view.messages.some((message) => message.message_id === messageId)) {
        this.#outbox.remove(messageId);
      }
    }
    if (this.stopping && !view.turns.some((turn) => turn.turn_id === this.stopping)) {
      this.stopping = null;
    }
  }

  #happened({ sessionId, event }) {
    if (event.payload.user_id === this.user.user_id) {
      this.#shareChanged(sessionId, event);
    }
    if (event.type.startsWith('session.') || event.type.startsWith('participant.')) {
      this.#refreshSessions();
    } else if (event.type === 'message.created') {
      this.sessions = this.sessions
        .map((session) =>
          session.session_id === sessionId ? { ...session, last_active_at: event.timestamp } : session,
        )
        .sort((one, other) => other.last_active_at.localeCompare(one.last_active_at));
    }
  }

  /** What this user may do in the session is another thing now. */
  #shareChanged(sessionId, { type, payload }) {
    if (type === 'participant.joined') {
      const { access } = payload;
      this.#client.updateView(sessionId, (view) => ({ ...view, session: { ...view.session, access } }));
    } else if (type === 'participant.left') {
      this.#client.leaveSession(sessionId);
      this.#lost({ sessionId, error: new ParleyError('not_found', 'This chat is no longer shared with you.') });
    }
  }

  #pageShown() {
    if (document.visibilityState === 'visible') {
      this.#client?.wake();
      this.#refresh();
    }
  }

  // ---- questions to people

  #noticed({ kind, title, expires_at: expiresAt }) {
    if (kind.startsWith('feedback_')) {
      this.#refreshInbox();
      return;
    }
    if (kind === 'session_shared') {
      this.#tell(`“${title || 'Untitled'}” is shared with you.`);
    } else if (kind === 'session_expiring') {
      const time = new Date(expiresAt).toLocaleTimeString(undefined, { timeStyle: 'short' });
      this.#tell(`“${title || 'Untitled'}” ends at ${time} if nobody uses it.`);
    }
    this.#refreshSessions();
  }

  /** Notices may come in a row. */
  #refreshInbox = oneAtATime(() => this.#loadInbox());

  async #loadInbox() {
    const { user } = this;
    if (this.phase !== 'ready') {
      return;
    }
    try {
      const { items } = await call('GET', `/feedback?limit=${PAGE}`);
      const listed = new Set(items.map((question) => question.request_id));
      const gone = this.inbox.filter((question) => !listed.has(question.request_id));
      // Nothing shall vanish under the hands of somebody who reads it.
      const ended = this.querySelector('dialog.inbox')?.open ? await Promise.all(gone.map(endOf)) : [];
      if (user === this.user) {
        this.inbox = [...items, ...ended.filter(Boolean)].sort((one, other) =>
          one.created_at.localeCompare(other.created_at),
        );
      }
    } catch {
      // The next time will do.
    }
  }

  /** The snapshot has only those questions that wait. */
  async #loadQuestions(sessionId) {
    try {
      const { items } = await call('GET', `/sessions/${sessionId}/feedback?limit=${PAGE}`);
      this.#client?.updateView(sessionId, (view) => withQuestions(view, items));
    } catch {
      // Only the ends of older questions are missing.
    }
  }

  #respond = async (question, answer, responseId) => {
    const { session_id: sessionId, request_id: requestId } = question;
    try {
      this.#questionEnded(await this.#client.respond(sessionId, requestId, answer, { responseId }));
    } catch (error) {
      if (error.code === 'already_answered' && error.details.response) {
        this.#questionEnded({ ...question, status: 'answered', response: error.details.response });
        this.#tell(`${error.details.response.author_id} answered first.`);
      } else if (error.code === 'expired') {
        this.#questionEnded((await endOf(question)) ?? question);
        this.#complain(error);
      } else {
        throw error;
      }
    }
  };

  #questionEnded(question) {
    this.#client?.updateView(question.session_id, (view) => withQuestions(view, [question]));
    this.inbox = this.inbox.map((other) => (other.request_id === question.request_id ? question : other));
  }

  #openQuestion({ session_id: sessionId }) {
    this.#goTo(sessionId);
  }

  /** Null if the session is not one that this user can open: who is asked need not take part. */
  #titleOfQuestion = (question) => {
    const session = this.sessions.find((known) => known.session_id === question.session_id);
    if (session) {
      return this.#titleOf(session);
    }
    return question.responders.length > 0 ? null : 'the chat';
  };

  // ---- messages

  #send(text) {
    this.#deliver(this.#outbox.add(this.current, text));
  }

  /** Tries all that nobody refused, as after a new login. */
  #deliverAll() {
    this.#outbox.messages.filter((message) => !message.failed).forEach((message) => this.#deliver(message));
  }

  async #deliver({ messageId }) {
    let message = this.#outbox.change(messageId, { failed: false, error: null });
    try {
      if (message.sessionId === null && isCommand(message.text)) {
        this.#showResult(message, await runWithoutSession(message.text));
        return;
      }
      if (message.sessionId === null) {
        const sessionId = await this.#startSession();
        message = this.#outbox.change(messageId, { sessionId });
      } else if (!isCommand(message.text) && this.#client.view(message.sessionId)?.session?.status === 'paused') {
        await this.#client.resume(message.sessionId, { when_full: 'pause_oldest' });
      }
      const sent = await this.#client.send(message.sessionId, message.text, { messageId });
      if (sent.type === 'command_result') {
        this.#showResult(message, sent);
      } else if (message.sessionId !== this.current) {
        this.#outbox.remove(messageId);
      }
    } catch (error) {
      this.#notDelivered(messageId, error);
    }
  }

  #showResult({ messageId, sessionId, text: typed }, { text, data }) {
    const link = EXPORT_LINK.test(data?.link) ? data.link : null;
    const seq = this.#client?.view(sessionId)?.seq ?? 0;
    this.results = [...this.results, { key: newId(), sessionId, seq, typed, text, link }].slice(-MAX_RESULTS);
    this.#outbox.remove(messageId);
  }

  /** One session for all messages that were sent before it began. */
  #startSession() {
    this.#starting ??= this.#client
      .startSession({ when_full: 'pause_oldest' })
      .then(({ session_id: sessionId }) => {
        if (this.current === null) {
          moveText(null, sessionId);
          this.#goTo(sessionId);
        }
        this.#refreshSessions();
        return sessionId;
      })
      .finally(() => (this.#starting = null));
    return this.#starting;
  }

  #notDelivered(messageId, error) {
    // With an expired login it goes out after the next one; a command might have been carried out.
    const again = error.code === 'unauthenticated' || error.code === 'closed';
    if (!again || this.#outbox.messages.some((sent) => sent.messageId === messageId && isCommand(sent.text))) {
      this.#outbox.change(messageId, { failed: true, error: sentenceOf(error) });
    }
  }

  #edit({ messageId, text }) {
    this.#outbox.remove(messageId);
    this.querySelector('parley-composer').putBack(text);
  }

  async #stop() {
    const turn = currentTurn(this.view) ?? this.view.turns[0];
    this.stopping = turn.turn_id;
    const stopped = await this.#attempt(() => this.#client.stop(this.current, turn.turn_id));
    if (!stopped) {
      this.stopping = null;
    }
  }

  async #showEarlier() {
    const { sessionId, messages, earlier } = this.view;
    this.loadingEarlier = true;
    await this.#attempt(async () => {
      const query = `limit=${PAGE}&order=desc&before=${messages[0]?.seq ?? ''}`;
      const { items } = await call('GET', `/sessions/${sessionId}/messages?${query}`);
      const remaining = items.length < PAGE ? 0 : Math.max(0, earlier - items.length);
      this.#client.updateView(sessionId, (view) => withEarlierMessages(view, items, remaining));
    });
    this.loadingEarlier = false;
  }

  // ---- errors and questions

  async #attempt(work) {
    try {
      return await work();
    } catch (error) {
      if (error.code === 'unauthenticated') {
        this.phase = 'login';
      }
      if (error.code !== 'closed') {
        this.#complain(error);
      }
      return undefined;
    }
  }

  #complain(error) {
    if (!(error instanceof ParleyError)) {
      console.error(error);
    }
    this.#tell(sentenceOf(error), 'problem');
  }

  #tell(text, kind = 'news') {
    if (this.toasts.some((toast) => toast.text === text)) {
      return;
    }
    const id = ++this.#toastIds;
    this.toasts = [...this.toasts, { id, text, kind }];
    setTimeout(() => this.#dismiss(id), TOAST_MS);
  }

  #dismiss(id) {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  #ask(question) {
    return this.querySelector('parley-dialog').ask(question);
  }

  // ---- rendering

  willUpdate(changed) {
    if (changed.has('outgoing') || changed.has('current')) {
      this.#shownOutgoing = this.outgoing.filter((message) => message.sessionId === this.current);
    }
    if (changed.has('results') || changed.has('current')) {
      this.#shownResults = this.results.filter((result) => result.sessionId === this.current);
    }
    if (changed.has('inbox') || changed.has('current')) {
      this.#shownInbox = this.inbox.filter((question) => question.session_id !== this.current);
    }
  }

  render() {
    return html`
      ${this.phase === 'login' ? this.#renderLogin() : nothing} ${this.phase === 'ready' ? this.#renderPage() : nothing}
      <parley-dialog></parley-dialog>
      <div class="toasts" role="alert">
        ${repeat(
          this.toasts,
          (toast) => toast.id,
          (toast) => html`<p class="toast ${toast.kind}">
            <span>${toast.text}</span>
            <button class="icon" aria-label="Dismiss" @click=${() => this.#dismiss(toast.id)}>
              <span aria-hidden="true">✕</span>
            </button>
          </p>`,
        )}
      </div>
    `;
  }

  updated() {
    const title = this.view?.session ? this.#titleOf(this.view.session) : null;
    document.title = title ? `${title} – Parley` : 'Parley';
  }

  #renderLogin() {
    return html`
      <main class="login">
        <h1>Parley</h1>
        <form @submit=${this.#login}>
          <label for="login-token">Access token</label>
          <input id="login-token" name="token" type="password" required autocomplete="off" spellcheck="false" />
          <p class="hint">Paste the token you were given, or open the login link that the server printed when it started.</p>
          <button type="submit" class="primary">Sign in</button>
        </form>
      </main>
    `;
  }

  #renderPage() {
    return html`
      <div class="page ${this.listOpen ? 'list-open' : ''}">
        <nav
          aria-label="Chats"
          @open-session=${({ detail }) => this.#goTo(detail?.session_id ?? null)}
          @search-sessions=${({ detail }) => this.#searchFor(detail)}
          @rename-session=${({ detail }) => this.#rename(detail)}
          @delete-session=${({ detail }) => this.#delete(detail)}
        >
          <h1>Parley</h1>
          <parley-session-list
            .sessions=${this.sessions}
            .current=${this.current}
            .titleOf=${this.#titleOf}
            .titles=${this.#firstMessages.size}
            .userId=${this.user.user_id}
            .search=${this.search}
          ></parley-session-list>
          <p class="user">
            <span>${this.user.user_id}</span> <button class="link" @click=${this.#logout}>Sign out</button>
          </p>
        </nav>
        <button class="backdrop" tabindex="-1" aria-label="Close the list of chats" @click=${this.#closeList}></button>
        ${this.#renderChat()}
      </div>
    `;
  }

  #renderChat() {
    const { view } = this;
    const outgoing = this.#shownOutgoing;
    const empty = this.current === null && outgoing.length === 0 && this.#shownResults.length === 0;
    return html`
      <main
        class="chat"
        @cancel-queued=${({ detail }) => this.#attempt(() => this.#client.stop(this.current, detail.turn_id))}
        @retry-outgoing=${({ detail }) => this.#deliver(detail)}
        @open-question=${({ detail }) => this.#openQuestion(detail)}
        @edit-outgoing=${({ detail }) => this.#edit(detail)}
        @discard-outgoing=${({ detail }) => this.#outbox.remove(detail.messageId)}
        @show-earlier=${this.#showEarlier}
        @send-text=${({ detail }) => this.#send(detail.text)}
        @stop-turn=${this.#stop}
        @typing=${({ detail }) => detail.chat && this.#client.typing(detail.chat, detail.active)}
      >
        ${this.#renderHeader()} ${this.#renderConnection()}
        ${
          empty
            ? html`<div class="welcome"><h2>What shall we talk about?</h2></div>`
            : html`<parley-conversation
              .view=${view}
              .outgoing=${outgoing}
              .results=${this.#shownResults}
              .respond=${this.#respond}
              .userId=${this.user.user_id}
              .loadingEarlier=${this.loadingEarlier}
            ></parley-conversation>`
        }
        ${this.#renderTyping()} ${this.#renderFoot()}
      </main>
    `;
  }

  #renderHeader() {
    const session = this.view?.session;
    const others = (this.view?.present ?? []).filter((user) => user !== this.user.user_id);
    const mayWrite = session && session.access !== 'viewer' && !ENDED.has(session.status);
    return html`
      <header class="bar">
        <button
          class="icon menu"
          aria-label="Chats"
          aria-expanded=${this.listOpen}
          @click=${() => (this.listOpen = !this.listOpen)}
        >
          <span aria-hidden="true">☰</span>
        </button>
        <h2>${session ? this.#titleOf(session) : 'New chat'}</h2>
        ${session?.status === 'paused' ? html`<span class="badge">Paused</span>` : nothing}
        ${ENDED.has(session?.status) ? html`<span class="badge">Ended</span>` : nothing}
        ${others.length > 0 ? html`<span class="others">Also here: ${others.join(', ')}</span>` : nothing}
        <parley-inbox
          .questions=${this.#shownInbox}
          .count=${this.#shownInbox.filter((question) => question.status === 'pending').length}
          .titleOf=${this.#titleOfQuestion}
          .respond=${this.#respond}
        ></parley-inbox>
        ${
          mayWrite
            ? html`<span class="actions">
              ${
                session.status === 'paused'
                  ? html`<button @click=${this.#resume}>Resume</button>`
                  : html`<button ?disabled=${session.status !== 'active'} @click=${this.#pause}>Pause</button>`
              }
              ${session.access === 'owner' ? html`<button @click=${this.#end}>End</button>` : nothing}
            </span>`
            : nothing
        }
      </header>
    `;
  }

  #renderConnection() {
    const { state } = this.connection;
    let line = nothing;
    if (this.ended) {
      line = html`<p class="connection problem">
        ${this.ended.message} <button class="link" @click=${this.#connectAgain}>Connect again</button>
      </p>`;
    } else if (!navigator.onLine && state !== 'open') {
      line = html`<p class="connection">You are offline. What you send goes out when the network is back.</p>`;
    } else if (state === 'waiting' || (state === 'connecting' && this.view)) {
      line = html`<p class="connection">
        Reconnecting… <button class="link" @click=${() => this.#client.wake()}>Try now</button>
      </p>`;
    }
    return html`<div role="status">${line}</div>`;
  }

  #renderTyping() {
    const typing = (this.view?.typing ?? []).filter((user) => user !== this.user.user_id);
    const text = typing.length === 0 ? '' : `${typing.join(', ')} ${typing.length === 1 ? 'is' : 'are'} typing…`;
    return html`<p class="typing" aria-live="polite">${text}</p>`;
  }

  #renderFoot() {
    const { view } = this;
    const session = view?.session;
    if (session?.deleted_at) {
      return html`<p class="closed">This chat was deleted.</p>`;
    }
    if (ENDED.has(session?.status)) {
      return html`<p class="closed">
        This chat has ended. <button class="link" @click=${this.#fork}>Continue in a new chat</button>
      </p>`;
    }
    if (session?.access === 'viewer') {
      return html`<p class="closed">You can read this chat, but not write in it.</p>`;
    }
    const busy = Boolean(view?.turns.length);
    return html`<parley-composer
      .chat=${this.current}
      .busy=${busy}
      .stopping=${this.stopping !== null && currentTurn(view)?.turn_id === this.stopping}
    ></parley-composer>`;
  }

  #pause() {
    return this.#attempt(() => this.#client.pause(this.current));
  }

  #resume() {
    return this.#attempt(() => this.#client.resume(this.current, { when_full: 'pause_oldest' }));
  }

  #connectAgain() {
    this.ended = null;
    this.#client.connect();
    this.#deliverAll();
  }

  #closeList() {
    this.listOpen = false;
  }
}

/** Asked again while it runs, it runs once more. */
function oneAtATime(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) {
      return;
    }
    running = true;
    while (again) {
      again = false;
      await work();
    }
    running = false;
  };
}

/** How a question ended; null if this user cannot see it any more. */
async function endOf(question) {
  try {
    const { session_id: sessionId, request_id: requestId } = question;
    return (await call('GET', `/sessions/${sessionId}/feedback/${requestId}`)).request;
  } catch {
    return null;
  }
}

/** The server would carry out a command about a chat in another one, the last that was used. */
async function runWithoutSession(text) {
  const name = text.slice(1).trim().split(/\s/)[0].toLowerCase();
  const { items } = await call('GET', '/commands');
  if (items.some((command) => command.in_session && [command.name, ...command.aliases].includes(name))) {
    throw new ParleyError('invalid_command', 'This command is about a chat. Open one, or begin one with a message.');
  }
  return call('POST', '/chat', { body: { message: text } });
}

function hasToken() {
  return new URLSearchParams(location.hash.slice(1)).has('token');
}

/** The token of a login link; the address bar and the browser's history forget it. */
function takeToken() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const token = parts.get('token');
  if (token !== null) {
    parts.delete('token');
    const rest = parts.size > 0 ? `#${parts}` : '';
    history.replaceState(null, '', location.pathname + location.search + rest);
  }
  return token;
}

function sessionInAddress() {
  return new URLSearchParams(location.hash.slice(1)).get('session');
}

function sentenceOf(error) {
  return error instanceof ParleyError ? error.message : 'Something went wrong on this page. Reload it and try again.';
}

customElements.define('parley-app', ParleyApp);
