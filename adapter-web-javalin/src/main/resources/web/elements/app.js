/**
 * The element that is the whole page.
 *
 * @module elements/app
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import './chat.js';
import './login.js';
import { PageElement } from './page-element.js';
import './sidebar.js';
import './toasts.js';

/**
 * The login, or the list of chats beside the one that is open.
 *
 * @element parley-app
 */
class ParleyApp extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    /** Whether the list of chats covers the chat; only where there is no room for both. */
    listOpen: { state: true },
  };
  static models = ['application.login'];

  constructor() {
    super();
    this.listOpen = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('problem', ({ detail }) => this.application.toasts.complain(detail));
  }

  render() {
    const { application } = this;
    if (!application) {
      return nothing;
    }
    return html`
      ${application.login.state === 'out' ? html`<parley-login .login=${application.login}></parley-login>` : nothing}
      ${application.login.state === 'in' ? this.#renderPage() : nothing}
      <parley-toasts .toasts=${application.toasts}></parley-toasts>
    `;
  }

  #renderPage() {
    const { application } = this;
    return html`
      <div
        class="page ${this.listOpen ? 'list-open' : ''}"
        @open-session=${this.#openSession}
        @toggle-list=${() => (this.listOpen = !this.listOpen)}
      >
        <parley-sidebar .application=${application}></parley-sidebar>
        <button class="backdrop" tabindex="-1" aria-label=${text.sidebar.close} @click=${this.#closeList}></button>
        <parley-chat .application=${application} .listOpen=${this.listOpen}></parley-chat>
      </div>
    `;
  }

  #openSession({ detail }) {
    this.#closeList();
    this.application.openSession(detail?.session_id ?? null);
  }

  #closeList() {
    this.listOpen = false;
  }
}

customElements.define('parley-app', ParleyApp);
