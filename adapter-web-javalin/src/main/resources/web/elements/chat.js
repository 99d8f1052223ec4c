/**
 * The element that shows the chat that is open, with everything around it.
 *
 * @module elements/chat
 */

import { html, nothing } from 'lit';
import { html as htmlOfAnyTag, literal } from 'lit/static-html.js';
import { text } from '../text.js';
import './chat-bar.js';
import './composer.js';
import './connection-line.js';
import './conversation.js';
import './countdown.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import './welcome.js';

/** @element parley-chat */
class ParleyChat extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    /** Whether the list of chats covers this element. */
    listOpen: { attribute: false },
    /** Whether it is a small part of a page: not its main one, and without what needs room. */
    compact: { attribute: false },
    /** Whether it leaves the focus where it is. */
    calm: { attribute: false },
    /** What the bar has at its end. */
    barEnd: { attribute: false },
    /** Gives what else the menu of a session leads to. */
    links: { attribute: false },
  };
  static models = ['application.chat', 'application.delivery', 'application.sessions', 'application.login'];

  #shown = null;
  #outgoing = [];
  #results = [];

  connectedCallback() {
    super.connectedCallback();
    this.application.chat.addEventListener('shown', this.#takeFocus);
    this.application.chat.addEventListener('typed', this.#putBack);
    this.#takeFocus();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.application.chat.removeEventListener('shown', this.#takeFocus);
    this.application.chat.removeEventListener('typed', this.#putBack);
  }

  willUpdate() {
    const { chat, delivery } = this.application;
    const shown = [chat.sessionId, delivery.outgoing, delivery.results];
    if (this.#shown === null || shown.some((part, index) => part !== this.#shown[index])) {
      this.#shown = shown;
      this.#outgoing = delivery.outgoing.filter((message) => message.sessionId === chat.sessionId);
      this.#results = delivery.results.filter((result) => result.sessionId === chat.sessionId);
    }
  }

  render() {
    const { application } = this;
    const { chat, delivery } = application;
    const attempt = (work) => application.attempt(work);
    const tag = this.compact ? literal`section` : literal`main`;
    return htmlOfAnyTag`
      <${tag}
        class="chat"
        @cancel-queued=${({ detail }) => attempt(() => chat.cancel(detail))}
        @retry-outgoing=${({ detail }) => delivery.retry(detail)}
        @edit-outgoing=${({ detail }) => this.#edit(detail)}
        @discard-outgoing=${({ detail }) => delivery.discard(detail)}
        @say-again=${({ detail }) => this.#sayAgain(detail)}
        @regenerate=${({ detail }) => application.regenerate(detail)}
        @fork-here=${({ detail }) => application.fork(detail.seq)}
        @ask-again=${({ detail }) => application.askAgain(detail)}
        @show-older=${() => attempt(() => chat.showOlder())}
        @show-newer=${() => attempt(() => chat.showNewer())}
        @show-beginning=${() => attempt(() => chat.showBeginning())}
        @show-latest=${() => chat.showLatest()}
        @send-text=${({ detail }) => this.#send(detail)}
        @stop-turn=${() => attempt(() => chat.stop())}
        @typing=${({ detail }) => detail.chat && chat.typing(detail.chat, detail.active)}
        @save-file=${(event) => application.saves(event.detail) && event.preventDefault()}
      >
        <parley-chat-bar
          .application=${application}
          .listOpen=${this.listOpen}
          .compact=${this.compact}
          .barEnd=${this.barEnd}
          .links=${this.links}
        ></parley-chat-bar>
        <parley-connection-line
          .connection=${application.connection}
          .wasOpen=${chat.view !== null}
          @connect-again=${this.#connectAgain}
        ></parley-connection-line>
        ${this.#renderContent()} ${chat.problem ? nothing : this.#renderFoot()}
      </${tag}>
    `;
  }

  #renderContent() {
    const { application } = this;
    const { chat, login } = application;
    if (chat.problem) {
      return this.#renderProblem(chat.problem);
    }
    if (chat.delayedUntil && !chat.session) {
      return html`<section class="say" role="status">
        ${icon('clock')}
        <p><parley-countdown .until=${chat.delayedUntil} .say=${text.chat.delayed}></parley-countdown></p>
      </section>`;
    }
    if (chat.sessionId === null && this.#outgoing.length === 0 && this.#results.length === 0) {
      return html`<parley-welcome .profiles=${application.profiles} .userId=${login.user?.user_id}></parley-welcome>`;
    }
    return html`<parley-conversation
      .chat=${chat}
      .outgoing=${this.#outgoing}
      .results=${this.#results}
      .respond=${application.respond}
      .userId=${login.user?.user_id}
    ></parley-conversation>`;
  }

  #renderProblem(problem) {
    const { title, advice } = text.chat.problem[problem.code] ?? text.chat.problem.otherwise;
    return html`
      <section class="say" role="alert">
        ${icon('warning')}
        <div class="say-text">
          <h2>${title}</h2>
          <p>${advice}</p>
        </div>
        <p class="choices">
          <button class="primary" @click=${() => this.application.openSession(null)}>${text.chat.untitled}</button>
          ${
            problem.code === 'not_found'
              ? html`<button @click=${() => this.application.sessions.show('deleted')}>${text.chat.seeDeleted}</button>`
              : html`<button @click=${() => this.application.chat.reopen()}>${text.message.again}</button>`
          }
        </p>
      </section>
    `;
  }

  #renderFoot() {
    const { application } = this;
    const { chat } = application;
    const { session } = chat;
    if (session?.deleted_at) {
      return html`<p class="closed">
        ${text.chat.wasDeleted}
        ${
          session.access === 'owner'
            ? html`<button class="link" @click=${() => application.restoreSession(session)}>${text.sessions.restore}</button>`
            : nothing
        }
      </p>`;
    }
    if (chat.isOver) {
      return html`<p class="closed">
        ${text.chat.hasEnded} <button class="link" @click=${() => application.fork()}>${text.chat.goOn}</button>
      </p>`;
    }
    if (session?.access === 'viewer') {
      return html`<p class="closed">
        ${text.chat.readOnly} <button class="link" @click=${() => application.fork()}>${text.chat.goOnAlone}</button>
      </p>`;
    }
    return html`
      ${this.#renderTyping()}
      <parley-composer
        .chat=${chat.sessionId}
        .busy=${chat.isBusy}
        .waiting=${chat.view?.turns.filter((turn) => turn.status === 'queued').length ?? 0}
        .stopping=${chat.isStopping}
        .commands=${application.commands}
        .delivery=${application.delivery}
        .limits=${application.limits}
      ></parley-composer>
    `;
  }

  #renderTyping() {
    const { chat, login } = this.application;
    const typing = (chat.view?.typing ?? []).filter((user) => user !== login.user?.user_id);
    return html`<p class="typing" aria-live="polite">${typing.length === 0 ? '' : text.chat.typing(typing)}</p>`;
  }

  #takeFocus = async () => {
    await this.updateComplete;
    if (!this.calm && matchMedia('(hover: hover)').matches) {
      this.querySelector('parley-composer')?.takeFocus();
    }
  };

  /** A text that was put into the chat's field from elsewhere. */
  #putBack = async () => {
    await this.updateComplete;
    this.querySelector('parley-composer')?.readAgain();
  };

  #send({ text: typed, ifBusy }) {
    const { chat, delivery } = this.application;
    chat.showLatest();
    delivery.send(chat.sessionId, typed, { ifBusy });
  }

  /** The question of an answer that failed is asked once more. */
  #sayAgain(message) {
    const question = this.application.chat.questionOf(message);
    if (question) {
      this.#send({ text: question.text });
    }
  }

  #edit(message) {
    this.application.delivery.discard(message);
    this.querySelector('parley-composer').putBack(message.text);
  }

  #connectAgain() {
    this.application.connection.open();
    this.application.delivery.retryAll();
  }
}

customElements.define('parley-chat', ParleyChat);
