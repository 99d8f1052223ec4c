/**
 * The element beside the chat: all chats, the other pages, and who uses them.
 *
 * @module elements/sidebar
 */

import { html, nothing } from 'lit';
import { THEMES } from '../model/theme.js';
import { text } from '../text.js';
import { avatar } from './avatar.js';
import { icon } from './icon.js';
import './menu.js';
import { pagesFor } from './pages.js';
import { PageElement } from './page-element.js';
import './session-list.js';

/**
 * @element parley-sidebar
 * @fires show-shortcuts
 */
class ParleySidebar extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
  };
  static models = [
    'application.login',
    'application.chat',
    'application.router',
    'application.inbox',
    'application.theme',
  ];

  render() {
    const { application } = this;
    const { user } = application.login;
    const { page } = application.router.place;
    return html`
      <nav class="sidebar" aria-label=${text.sidebar.name}>
        <div class="brand">
          <img src="/assets/parley/icon.svg" alt="" />
          <h1>${text.product}</h1>
        </div>
        <button class="primary new-chat" @click=${() => application.openSession(null)}>
          ${icon('plus')} ${text.chat.untitled}
        </button>
        <ul class="places">
          ${pagesFor(user)
            .filter(({ aside }) => !aside)
            .map((place) => this.#renderPlace(place, page))}
        </ul>
        <parley-session-list
          .sessions=${application.sessions}
          .current=${page === 'chat' ? application.chat.sessionId : null}
          .userId=${user?.user_id}
        ></parley-session-list>
        ${this.#renderUser(user)}
      </nav>
    `;
  }

  #renderPlace({ name, icon: picture, title, count }, current) {
    const waiting = count?.(this.application) ?? 0;
    return html`<li>
      <a href="#page=${name}" aria-current=${name === current ? 'page' : nothing}>
        ${icon(picture)} <span>${title()}</span>
        ${
          waiting > 0
            ? html`<span class="count-badge"
              >${waiting}<span class="visually-hidden"> ${text.sidebar.waiting}</span></span
            >`
            : nothing
        }
      </a>
    </li>`;
  }

  #renderUser(user) {
    return html`
      <div class="user">
        ${avatar(user?.user_id ?? '')}
        <span class="who">
          <span>${user?.user_id}</span>
          ${user?.role === 'viewer' ? nothing : html`<span class="hint">${text.login.role[user?.role] ?? user?.role}</span>`}
        </span>
        <parley-menu .label=${text.sidebar.settings} .items=${this.#settings()}></parley-menu>
      </div>
    `;
  }

  #settings() {
    const { theme, login } = this.application;
    const attempt = (work) => this.application.attempt(work);
    const aside = pagesFor(login.user).filter((page) => page.aside);
    return [
      ...THEMES.map((name) => ({
        label: text.theme[name],
        icon: { system: undefined, light: 'sun', dark: 'moon' }[name],
        checked: theme.name === name,
        run: () => theme.choose(name),
      })),
      null,
      { label: text.shortcuts.title, icon: 'keyboard', run: () => this.tell('show-shortcuts') },
      ...aside.map(({ name, icon: picture, title }) => ({ label: title(), icon: picture, href: `#page=${name}` })),
      null,
      { label: text.login.signOut, icon: 'leave', run: () => attempt(() => login.signOut()) },
    ];
  }
}

customElements.define('parley-sidebar', ParleySidebar);
