/**
 * The element above a chat: what it is called, how it stands, who is there.
 *
 * @module elements/chat-bar
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { ask } from './dialog.js';
import './inbox.js';
import { PageElement } from './page-element.js';

const ENDED = new Set(['completed', 'expired']);

/**
 * @element parley-chat-bar
 * @fires toggle-list to show or hide the list of chats
 */
class ParleyChatBar extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    listOpen: { attribute: false },
  };
  static models = ['application.chat', 'application.sessions', 'application.inbox', 'application.login'];

  render() {
    const { chat, sessions, inbox, login } = this.application;
    const { session } = chat;
    const others = (chat.view?.present ?? []).filter((user) => user !== login.user?.user_id);
    return html`
      <header class="bar">
        <button
          class="icon menu"
          aria-label=${text.sidebar.name}
          aria-expanded=${this.listOpen}
          @click=${() => this.tell('toggle-list')}
        >
          <span aria-hidden="true">☰</span>
        </button>
        <h2>${session ? sessions.titleOf(session) : text.chat.untitled}</h2>
        ${session?.status === 'paused' ? html`<span class="badge">${text.sessions.status.paused}</span>` : nothing}
        ${ENDED.has(session?.status) ? html`<span class="badge">${text.sessions.status.completed}</span>` : nothing}
        ${others.length > 0 ? html`<span class="others">${text.chat.alsoHere(others)}</span>` : nothing}
        <parley-inbox
          .inbox=${inbox}
          .besides=${chat.sessionId}
          .titleOf=${this.#titleOfQuestion}
          .respond=${this.application.respond}
          @open-question=${({ detail }) => this.application.openSession(detail.session_id)}
        ></parley-inbox>
        ${session && session.access !== 'viewer' && !ENDED.has(session.status) ? this.#renderActions(session) : nothing}
      </header>
    `;
  }

  #renderActions(session) {
    const { application } = this;
    const { chat } = application;
    return html`<span class="actions">
      ${
        session.status === 'paused'
          ? html`<button @click=${() => application.attempt(() => chat.resume())}>${text.chat.resume}</button>`
          : html`<button
            ?disabled=${session.status !== 'active'}
            @click=${() => application.attempt(() => chat.pause())}
          >
            ${text.chat.pause}
          </button>`
      }
      ${session.access === 'owner' ? html`<button @click=${this.#end}>${text.chat.end}</button>` : nothing}
    </span>`;
  }

  async #end() {
    const sure = await ask(this, {
      title: text.chat.endTitle,
      text: text.chat.endText,
      confirm: text.chat.endConfirm,
      danger: true,
    });
    if (sure) {
      await this.application.attempt(() => this.application.chat.end());
    }
  }

  /** Null if the session is not one that this user can open: who is asked need not take part. */
  #titleOfQuestion = (question) => {
    const { sessions } = this.application;
    const session = sessions.find(question.session_id);
    if (session) {
      return sessions.titleOf(session);
    }
    return question.responders.length > 0 ? null : text.inbox.someChat;
  };
}

customElements.define('parley-chat-bar', ParleyChatBar);
