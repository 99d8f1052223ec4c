/**
 * The list of sessions.
 *
 * @module elements/session-list
 */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text.js';
import { PageElement } from './page-element.js';
import { timeOf } from './time.js';

/**
 * @element parley-session-list
 * @fires open-session with the session, or null for a new chat
 * @fires rename-session, delete-session with the session
 */
class ParleySessionList extends PageElement {
  static properties = {
    /** @type {import('../model/sessions.js').Sessions} */
    sessions: { attribute: false },
    /** The id of the one that is open. */
    current: { attribute: false },
    userId: { attribute: false },
  };
  static models = ['sessions'];

  render() {
    return html`
      <button class="primary new-chat" @click=${() => this.tell('open-session', null)}>${text.chat.untitled}</button>
      <input
        type="search"
        placeholder=${text.sessions.search}
        aria-label=${text.sessions.search}
        maxlength="200"
        autocomplete="off"
        .value=${this.sessions.search}
        @input=${({ target }) => this.sessions.searchFor(target.value)}
      />
      ${this.sessions.items.length === 0 ? this.#renderNone() : nothing}
      <ul>
        ${repeat(
          this.sessions.items,
          (session) => session.session_id,
          (session) => this.#renderSession(session),
        )}
      </ul>
    `;
  }

  #renderNone() {
    return html`<p class="hint">${this.sessions.search ? text.sessions.noneFound : text.sessions.none}</p>`;
  }

  /** Where the text that is looked for is; what people and agents wrote is text and nothing else. */
  #renderMatch({ snippet: { text: piece, start, length, more_before: before, more_after: after } }) {
    const end = start + length;
    return html`<span class="match"
      >${before ? '…' : ''}${piece.slice(0, start)}<mark>${piece.slice(start, end)}</mark>${piece.slice(end)}${after ? '…' : ''}</span
    >`;
  }

  #renderSession(session) {
    const title = this.sessions.titleOf(session);
    const current = session.session_id === this.current;
    const status = text.sessions.status[session.status];
    const owned = session.owner_id === this.userId;
    return html`
      <li class=${current ? 'current' : ''}>
        <button
          class="open"
          aria-current=${current ? 'page' : 'false'}
          @click=${() => this.tell('open-session', session)}
        >
          <span class="title">${title}</span>
          ${session.match?.message_id ? this.#renderMatch(session.match) : nothing}
          <span class="about">
            ${status ? html`<span class="badge">${status}</span>` : nothing}
            ${owned ? nothing : html`<span class="badge">${text.sessions.from(session.owner_id)}</span>`}
            ${timeOf(session.last_active_at)}
          </span>
        </button>
        ${
          owned
            ? html`<span class="actions">
              <button class="icon" title=${text.sessions.rename} aria-label=${text.sessions.renameOne(title)} @click=${() => this.tell('rename-session', session)}>
                <span aria-hidden="true">✎</span>
              </button>
              <button class="icon" title=${text.sessions.delete} aria-label=${text.sessions.deleteOne(title)} @click=${() => this.tell('delete-session', session)}>
                <span aria-hidden="true">✕</span>
              </button>
            </span>`
            : nothing
        }
      </li>
    `;
  }
}

customElements.define('parley-session-list', ParleySessionList);
