/**
 * The element that shows the chat that is open, with everything around it.
 *
 * @module elements/chat
 */

import { html } from 'lit';
import { currentTurn } from '../session-view.js';
import { text } from '../text.js';
import './chat-bar.js';
import './composer.js';
import './connection-line.js';
import './conversation.js';
import { PageElement } from './page-element.js';

const ENDED = new Set(['completed', 'expired']);

/** @element parley-chat */
class ParleyChat extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    /** Whether the list of chats covers this element. */
    listOpen: { attribute: false },
  };
  static models = ['application.chat', 'application.delivery', 'application.sessions', 'application.login'];

  #shown = null;
  #outgoing = [];
  #results = [];

  connectedCallback() {
    super.connectedCallback();
    this.application.chat.addEventListener('shown', this.#takeFocus);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.application.chat.removeEventListener('shown', this.#takeFocus);
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
    const { chat, delivery, connection } = application;
    const empty = chat.sessionId === null && this.#outgoing.length === 0 && this.#results.length === 0;
    return html`
      <main
        class="chat"
        @cancel-queued=${({ detail }) => application.attempt(() => chat.cancel(detail))}
        @retry-outgoing=${({ detail }) => delivery.retry(detail)}
        @edit-outgoing=${({ detail }) => this.#edit(detail)}
        @discard-outgoing=${({ detail }) => delivery.discard(detail)}
        @show-earlier=${() => application.attempt(() => chat.showEarlier())}
        @send-text=${({ detail }) => delivery.send(chat.sessionId, detail.text)}
        @stop-turn=${() => application.attempt(() => chat.stop())}
        @typing=${({ detail }) => detail.chat && chat.typing(detail.chat, detail.active)}
      >
        <parley-chat-bar .application=${application} .listOpen=${this.listOpen}></parley-chat-bar>
        <parley-connection-line
          .connection=${connection}
          .wasOpen=${chat.view !== null}
          @connect-again=${this.#connectAgain}
        ></parley-connection-line>
        ${
          empty
            ? html`<div class="welcome"><h2>${text.chat.welcome}</h2></div>`
            : html`<parley-conversation
              .view=${chat.view}
              .outgoing=${this.#outgoing}
              .results=${this.#results}
              .respond=${application.respond}
              .userId=${application.login.user?.user_id}
              .loadingEarlier=${chat.loadingEarlier}
            ></parley-conversation>`
        }
        ${this.#renderTyping()} ${this.#renderFoot()}
      </main>
    `;
  }

  updated() {
    const { chat, sessions } = this.application;
    document.title = chat.session ? text.windowTitle(sessions.titleOf(chat.session)) : text.product;
  }

  #renderTyping() {
    const { chat, login } = this.application;
    const typing = (chat.view?.typing ?? []).filter((user) => user !== login.user?.user_id);
    return html`<p class="typing" aria-live="polite">${typing.length === 0 ? '' : text.chat.typing(typing)}</p>`;
  }

  #renderFoot() {
    const { chat } = this.application;
    const { session, view } = chat;
    if (session?.deleted_at) {
      return html`<p class="closed">${text.chat.deleted}</p>`;
    }
    if (ENDED.has(session?.status)) {
      return html`<p class="closed">
        ${text.chat.hasEnded}
        <button class="link" @click=${() => this.application.fork()}>${text.chat.goOn}</button>
      </p>`;
    }
    if (session?.access === 'viewer') {
      return html`<p class="closed">${text.chat.readOnly}</p>`;
    }
    return html`<parley-composer
      .chat=${chat.sessionId}
      .busy=${chat.isBusy}
      .stopping=${view !== null && currentTurn(view) !== null && chat.isStopping}
    ></parley-composer>`;
  }

  #takeFocus = async () => {
    await this.updateComplete;
    if (matchMedia('(hover: hover)').matches) {
      this.querySelector('parley-composer')?.takeFocus();
    }
  };

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
