/**
 * The list of sessions.
 *
 * @module session-list
 */

import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { timeOf } from './message-element.js';

const STATUS_NAMES = { paused: 'Paused', completed: 'Ended', expired: 'Expired' };

/**
 * @element parley-session-list
 * @fires open-session with the session, or null for a new chat
 * @fires rename-session, delete-session with the session
 */
class ParleySessionList extends LitElement {
  static properties = {
    sessions: { attribute: false },
    current: { attribute: false },
    /** Title of a session, as people see it. */
    titleOf: { attribute: false },
    /** Differs whenever `titleOf` may give other titles. */
    titles: { attribute: false },
    userId: { attribute: false },
  };

  createRenderRoot() {
    return this;
  }

  render() {
    return html`
      <button class="primary new-chat" @click=${() => this.#tell('open-session', null)}>New chat</button>
      ${this.sessions.length === 0 ? html`<p class="hint">Your chats will be listed here.</p>` : nothing}
      <ul>
        ${repeat(
          this.sessions,
          (session) => session.session_id,
          (session) => this.#renderSession(session),
        )}
      </ul>
    `;
  }

  #renderSession(session) {
    const title = this.titleOf(session);
    const current = session.session_id === this.current;
    const owned = session.owner_id === this.userId;
    return html`
      <li class=${current ? 'current' : ''}>
        <button
          class="open"
          aria-current=${current ? 'page' : 'false'}
          @click=${() => this.#tell('open-session', session)}
        >
          <span class="title">${title}</span>
          <span class="about">
            ${STATUS_NAMES[session.status] ? html`<span class="badge">${STATUS_NAMES[session.status]}</span>` : nothing}
            ${owned ? nothing : html`<span class="badge">from ${session.owner_id}</span>`}
            ${timeOf(session.last_active_at)}
          </span>
        </button>
        ${
          owned
            ? html`<span class="actions">
              <button class="icon" title="Rename" aria-label="Rename ${title}" @click=${() => this.#tell('rename-session', session)}>
                <span aria-hidden="true">✎</span>
              </button>
              <button class="icon" title="Delete" aria-label="Delete ${title}" @click=${() => this.#tell('delete-session', session)}>
                <span aria-hidden="true">✕</span>
              </button>
            </span>`
            : nothing
        }
      </li>
    `;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

customElements.define('parley-session-list', ParleySessionList);
