/**
 * The list of sessions.
 *
 * @module elements/session-list
 */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { FILTERS } from '../model/sessions.js';
import { text } from '../text.js';
import { icon } from './icon.js';
import './menu.js';
import { PageElement } from './page-element.js';
import { periodOf, shortTimeOf, timeOf } from './time.js';

/**
 * @element parley-session-list
 * @fires rename-session, delete-session, restore-session with the session
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

  /** Loads more as soon as the end of the list comes in sight. */
  #sight = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.sessions.more());
  #end = null;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#sight.disconnect();
    this.#end = null;
  }

  updated() {
    const end = this.querySelector('.more');
    if (end !== this.#end) {
      this.#sight.disconnect();
      this.#end = end;
    }
    if (end) {
      // Observed anew, it tells again: the end may still be in sight after more was loaded.
      this.#sight.unobserve(end);
      this.#sight.observe(end);
    }
  }

  render() {
    const { sessions } = this;
    return html`
      <div class="search">
        ${icon('search')}
        <input
          type="search"
          placeholder=${text.sessions.search}
          aria-label=${text.sessions.search}
          maxlength="200"
          autocomplete="off"
          .value=${sessions.search}
          ?disabled=${sessions.filter === 'deleted'}
          @input=${({ target }) => sessions.searchFor(target.value)}
        />
      </div>
      <fieldset class="filters">
        <legend class="visually-hidden">${text.sessions.filter}</legend>
        ${FILTERS.map((filter) => this.#renderFilter(filter))}
      </fieldset>
      <div class="sessions">${this.#renderSessions()}</div>
    `;
  }

  #renderFilter(filter) {
    return html`<label
      ><input
        type="radio"
        name="session-filter"
        .checked=${this.sessions.filter === filter}
        @change=${() => this.sessions.show(filter)}
      />${text.sessions.filters[filter]}</label
    >`;
  }

  #renderSessions() {
    const { sessions } = this;
    if (sessions.items.length === 0) {
      return sessions.state === 'known' ? html`<p class="hint">${this.#none}</p>` : nothing;
    }
    return html`
      ${repeat(this.#groups(), ({ name }) => name, (group) => this.#renderGroup(group))}
      ${
        sessions.hasMore
          ? html`<button class="more small quiet" @click=${() => sessions.more()}>${text.sessions.more}</button>`
          : nothing
      }
    `;
  }

  get #none() {
    const { search, filter } = this.sessions;
    return search ? text.sessions.noneFound : text.sessions.none[filter];
  }

  /** The sessions by when they were used last. */
  #groups() {
    const groups = [];
    for (const session of this.sessions.items) {
      const name = periodOf(session.deleted_at ?? session.last_active_at);
      if (groups.at(-1)?.name !== name) {
        groups.push({ name, sessions: [] });
      }
      groups.at(-1).sessions.push(session);
    }
    return groups;
  }

  #renderGroup({ name, sessions }) {
    return html`
      <h3>${name}</h3>
      <ul>
        ${repeat(
          sessions,
          (session) => session.session_id,
          (session) => (session.deleted_at ? this.#renderDeleted(session) : this.#renderSession(session)),
        )}
      </ul>
    `;
  }

  #renderSession(session) {
    const title = this.sessions.titleOf(session);
    const current = session.session_id === this.current;
    const status = text.sessions.status[session.status];
    const owned = session.owner_id === this.userId;
    const place = session.match?.message_id ? `&at=${session.match.seq}` : '';
    return html`
      <li class=${current ? 'current' : ''}>
        <a class="open" href="#session=${session.session_id}${place}" aria-current=${current ? 'page' : nothing}>
          <span class="first"><span class="title">${title}</span> ${shortTimeOf(session.last_active_at)}</span>
          ${session.match?.message_id ? this.#renderMatch(session.match) : nothing}
          ${
            status || !owned || session.forked_from
              ? html`<span class="about">
                ${session.forked_from ? html`<span class="badge">${icon('branch')} ${text.sessions.branch}</span>` : nothing}
                ${status ? html`<span class="badge">${status}</span>` : nothing}
                ${owned ? nothing : html`<span class="badge">${text.sessions.from(session.owner_id)}</span>`}
              </span>`
              : nothing
          }
        </a>
        ${owned ? this.#renderMenu(session, title) : nothing}
      </li>
    `;
  }

  #renderMenu(session, title) {
    const items = [
      { label: text.sessions.rename, icon: 'pencil', run: () => this.tell('rename-session', session) },
      { label: text.sessions.delete, icon: 'trash', danger: true, run: () => this.tell('delete-session', session) },
    ];
    return html`<parley-menu .label=${text.sessions.menu(title)} .small=${true} .items=${items}></parley-menu>`;
  }

  #renderDeleted(session) {
    const title = this.sessions.titleOf(session);
    return html`
      <li>
        <span class="open">
          <span class="first"><span class="title">${title}</span></span>
          <span class="about">${text.sessions.deletedAt} ${timeOf(session.deleted_at)}</span>
        </span>
        <button
          class="small restore"
          aria-label=${text.sessions.restoreOne(title)}
          @click=${() => this.tell('restore-session', session)}
        >
          ${text.sessions.restore}
        </button>
      </li>
    `;
  }

  /** Where the text that is looked for is; what people and agents wrote is text and nothing else. */
  #renderMatch({ snippet: { text: piece, start, length, more_before: before, more_after: after } }) {
    const end = start + length;
    return html`<span class="match"
      >${before ? '…' : ''}${piece.slice(0, start)}<mark>${piece.slice(start, end)}</mark>${piece.slice(end)}${after ? '…' : ''}</span
    >`;
  }
}

customElements.define('parley-session-list', ParleySessionList);
