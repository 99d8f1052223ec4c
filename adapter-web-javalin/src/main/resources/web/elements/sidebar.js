/**
 * The element beside the chat: all chats, and who uses the page.
 *
 * @module elements/sidebar
 */

import { html } from 'lit';
import { text } from '../text.js';
import { ask } from './dialog.js';
import { PageElement } from './page-element.js';
import './session-list.js';

const MAX_TITLE = 200;

/** @element parley-sidebar */
class ParleySidebar extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
  };
  static models = ['application.login', 'application.chat'];

  render() {
    const { application } = this;
    const { user } = application.login;
    return html`
      <nav
        aria-label=${text.sidebar.name}
        @rename-session=${({ detail }) => this.#rename(detail)}
        @delete-session=${({ detail }) => this.#delete(detail)}
      >
        <h1>${text.product}</h1>
        <parley-session-list
          .sessions=${application.sessions}
          .current=${application.chat.sessionId}
          .userId=${user?.user_id}
        ></parley-session-list>
        <p class="user">
          <span>${user?.user_id}</span> <button class="link" @click=${this.#signOut}>${text.login.signOut}</button>
        </p>
      </nav>
    `;
  }

  #signOut() {
    this.application.attempt(() => this.application.login.signOut());
  }

  async #rename(session) {
    const title = await ask(this, {
      title: text.sessions.renameTitle,
      confirm: text.sessions.rename,
      field: { label: text.sessions.title, value: session.title ?? '', maxLength: MAX_TITLE },
    });
    if (title !== null) {
      await this.application.attempt(() => this.application.sessions.rename(session, title.trim()));
    }
  }

  async #delete(session) {
    const { application } = this;
    const sure = await ask(this, {
      title: text.sessions.deleteTitle,
      text: text.sessions.deleteText(application.sessions.titleOf(session)),
      confirm: text.sessions.delete,
      danger: true,
    });
    if (sure) {
      await application.attempt(async () => {
        if (session.session_id === application.chat.sessionId) {
          application.openSession(null);
        }
        await application.sessions.delete(session);
      });
    }
  }
}

customElements.define('parley-sidebar', ParleySidebar);
