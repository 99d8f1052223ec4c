/**
 * The element that is the whole page.
 *
 * @module elements/app
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import './chat.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import './login.js';
import { PAGES, maySee, pagesFor } from './pages.js';
import { PageElement } from './page-element.js';
import { rename } from './rename.js';
import { Shortcuts } from './shortcuts.js';
import './shortcuts-help.js';
import './sidebar.js';
import './toasts.js';

/**
 * The login, or the list of chats beside the chat or the page that is open.
 *
 * @element parley-app
 */
class ParleyApp extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    /** Whether the list of chats covers the chat; only where there is no room for both. */
    listOpen: { state: true },
    /** Pages whose modules are there. */
    loaded: { state: true },
  };
  static models = ['application.login', 'application.router', 'application.inbox', 'application.chat'];

  #shortcuts = new Shortcuts(this);
  #address = null;

  constructor() {
    super();
    this.listOpen = false;
    this.loaded = new Set();
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('problem', ({ detail }) => this.application.toasts.complain(detail));
    this.#shortcuts.listen();
  }

  willUpdate() {
    const address = location.hash;
    if (this.#address !== address) {
      this.#address = address;
      this.listOpen = false;
    }
  }

  render() {
    const { application } = this;
    if (!application) {
      return nothing;
    }
    return html`
      ${this.#renderState()}
      <parley-toasts .toasts=${application.toasts}></parley-toasts>
      <parley-shortcuts-help></parley-shortcuts-help>
    `;
  }

  updated() {
    const { login, inbox, chat, sessions } = this.application ?? {};
    if (!login || login.state !== 'in') {
      document.title = text.product;
      return;
    }
    const page = this.#page;
    const title = page?.title() ?? (chat.session ? sessions.titleOf(chat.session) : null);
    document.title = text.windowTitle(title, inbox.count);
  }

  toggleList() {
    this.listOpen = !this.listOpen;
  }

  #renderState() {
    const { login } = this.application;
    switch (login.state) {
      case 'in':
        return this.#renderPage();
      case 'out':
        return html`<parley-login .login=${login}></parley-login>`;
      default:
        return html`<div class="loading" role="status"><span class="spinner"></span><span class="visually-hidden">${text.loading}</span></div>`;
    }
  }

  #renderPage() {
    const { application } = this;
    return html`
      <a class="skip" href="#content" @click=${this.#skip}>${text.skip}</a>
      <div
        class="page ${this.listOpen ? 'list-open' : ''}"
        @toggle-list=${() => this.toggleList()}
        @rename-session=${({ detail }) => rename(this, application, detail)}
        @delete-session=${({ detail }) => application.deleteSession(detail)}
        @restore-session=${({ detail }) => application.restoreSession(detail)}
        @show-shortcuts=${() => this.querySelector('parley-shortcuts-help').show()}
        @keydown=${this.#closeListByKey}
      >
        <parley-sidebar .application=${application}></parley-sidebar>
        <button
          class="backdrop"
          tabindex="-1"
          aria-label=${text.sidebar.close}
          @click=${() => (this.listOpen = false)}
        ></button>
        ${this.#renderContent()}
      </div>
    `;
  }

  #renderContent() {
    const { application } = this;
    const page = this.#page;
    const { page: name } = application.router.place;
    if (!page && name !== 'chat') {
      return this.#renderNoPage(PAGES.some((known) => known.name === name));
    }
    if (!page) {
      return html`<parley-chat
        .application=${application}
        .listOpen=${this.listOpen}
        .links=${this.#sessionLinks}
      ></parley-chat>`;
    }
    if (this.loaded.has(page.name)) {
      return page.render(application);
    }
    page.load().then(
      () => (this.loaded = new Set([...this.loaded, page.name])),
      (failure) => application.toasts.complain(failure),
    );
    return html`<main class="loading" role="status"><span class="spinner"></span></main>`;
  }

  #sessionLinks = ({ session_id: session }) =>
    maySee(this.application.login.user, 'inspector')
      ? [{ label: text.inspector.open, icon: 'inspect', href: `#page=inspector&session=${session}` }]
      : [];

  #renderNoPage(exists) {
    return html`<main>
      <header class="bar">
        ${listButton(this, this.application.inbox.count, this.listOpen)}
        <div class="naming"><h2>${text.noPage.title}</h2></div>
      </header>
      <section class="say">
        ${icon('warning')}
        <div class="say-text"><p role="alert">${exists ? text.noPage.forbidden : text.noPage.unknown}</p></div>
        <p class="choices">
          <button class="primary" @click=${() => this.application.openSession(null)}>${text.chat.untitled}</button>
        </p>
      </section>
    </main>`;
  }

  get #page() {
    const { router, login } = this.application;
    return pagesFor(login.user).find(({ name }) => name === router.place.page);
  }

  /** The fragment of the address tells which chat is open, so it cannot be used to go to a part of the page. */
  #skip(event) {
    event.preventDefault();
    const places = ['main textarea', 'main [tabindex="0"]', 'main button'];
    places.map((place) => this.querySelector(place)).find(Boolean)?.focus();
  }

  #closeListByKey(event) {
    if (event.key === 'Escape' && this.listOpen) {
      event.preventDefault();
      this.listOpen = false;
      this.querySelector('.list-button')?.focus();
    }
  }
}

customElements.define('parley-app', ParleyApp);
