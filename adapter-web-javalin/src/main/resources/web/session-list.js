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
 * @fires search-sessions with the text to look for; empty for all sessions
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
    /** What is looked for; empty if all sessions are shown. */
    search: { attribute: false },
  };

  createRenderRoot() {
    return this;
  }

  render() {
    return html`
      <button class="primary new-chat" @click=${() => this.#tell('open-session', null)}>New chat</button>
      <input
        type="search"
        placeholder="Search chats"
        aria-label="Search chats"
        maxlength="200"
        autocomplete="off"
        .value=${this.search}
        @input=${({ target }) => this.#tell('search-sessions', target.value)}
      />
      ${this.sessions.length === 0 ? this.#renderNone() : nothing}
      <ul>
        ${repeat(
          this.sessions,
          (session) => session.session_id,
          (session) => this.#renderSession(session),
        )}
      </ul>
    `;
  }

  #renderNone() {
    return html`<p class="hint">${this.search ? 'No chat has this text.' : 'Your chats will be listed here.'}</p>`;
  }

  /** Where the text that is looked for is; what people and agents wrote is text and nothing else. */
  #renderMatch({ snippet: { text, start, length, more_before: before, more_after: after } }) {
    const end = start + length;
    return html`<span class="match"
      >${before ? '…' : ''}${text.slice(0, start)}<mark>${text.slice(start, end)}</mark>${text.slice(end)}${after ? '…' : ''}</span
    >`;
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
          ${session.match?.message_id ? this.#renderMatch(session.match) : nothing}
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
