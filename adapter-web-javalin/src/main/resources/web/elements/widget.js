/**
 * The element that is the chat on a page of another site.
 *
 * @module elements/widget
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { accentStyle } from '../widget/accent.js';
import style from '../widget/style.js';
import './chat.js';
import { icon } from './icon.js';
import './inbox-page.js';
import { PageElement } from './page-element.js';
import { rename } from './rename.js';
import './session-list.js';
import './toasts.js';

const NO_ROOM = matchMedia('(max-width: 30rem), (max-height: 26rem)');
const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]';

/** A style sheet of a script's own, which the site's policy need not allow. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(style);

/**
 * A button, and the chat that it opens: a dialog beside the page, or in front of it where there is no room. Everything is in a
 * shadow, where the site's style does not reach, and nothing of it reaches the site.
 *
 * @element parley-widget
 */
class ParleyWidget extends PageElement {
  static properties = {
    /** @type {import('../model/widget.js').Widget} */
    widget: { attribute: false },
    /** Whether the list of chats is shown in place of the chat. */
    listOpen: { state: true },
    fillsScreen: { state: true },
  };
  static models = [
    'widget',
    'widget.unread',
    'widget.application.login',
    'widget.application.router',
    'widget.application.chat',
    'widget.application.inbox',
  ];

  /** Whether a person has used it on this page; until then it leaves the focus where it is. */
  #isUsed = false;
  #isDestroyed = false;
  #opener = null;
  #place = null;
  #roomChanged = () => (this.fillsScreen = NO_ROOM.matches);

  constructor() {
    super();
    this.listOpen = false;
    this.fillsScreen = NO_ROOM.matches;
  }

  createRenderRoot() {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    return root;
  }

  connectedCallback() {
    super.connectedCallback();
    NO_ROOM.addEventListener('change', this.#roomChanged);
    // Above everything, however the site's elements are moved, clipped or stacked.
    this.popover = 'manual';
    this.showPopover();
    if (this.fillsScreen && !this.#isUsed) {
      // In front of the page somebody has just gone to, it would be in the way.
      this.widget.close();
    }
  }

  /** Sites that replace their body as they go from page to page take the chat along. */
  disconnectedCallback() {
    super.disconnectedCallback();
    NO_ROOM.removeEventListener('change', this.#roomChanged);
    setTimeout(() => {
      if (!this.#isDestroyed && !this.isConnected) {
        document.body.append(this);
      }
    });
  }

  async open() {
    if (this.widget.isOpen) {
      return;
    }
    this.#isUsed = true;
    this.#opener = document.activeElement;
    this.widget.open();
    await this.updateComplete;
    const panel = this.renderRoot.querySelector('.panel');
    if (!panel.contains(this.renderRoot.activeElement)) {
      panel.focus();
    }
  }

  async close() {
    if (!this.widget.isOpen) {
      return;
    }
    const hadFocus = this.renderRoot.activeElement !== null;
    this.widget.close();
    this.listOpen = false;
    await this.updateComplete;
    if (hadFocus) {
      const opener = this.#opener;
      const mayReturn = opener?.isConnected && opener !== this && opener !== document.body;
      (mayReturn ? opener : this.renderRoot.querySelector('.launcher')).focus();
    }
  }

  /** @param {?string} sessionId null for a new chat */
  async show(sessionId) {
    this.widget.application.openSession(sessionId);
    await this.open();
  }

  /** Leaves the page. */
  destroy() {
    this.#isDestroyed = true;
    this.remove();
  }

  willUpdate() {
    const { place } = this.widget.application.router;
    const address = `${place.parameters}`;
    if (this.#place !== address) {
      this.#place = address;
      this.listOpen = false;
    }
  }

  render() {
    const { widget } = this;
    const { position, theme, lang } = widget.options;
    const { isOpen, unread } = widget;
    return html`
      <div
        class="widget ${position} ${isOpen && this.fillsScreen ? 'fills-screen' : ''}"
        data-theme=${theme === 'system' ? nothing : theme}
        lang=${lang ?? 'en'}
        @click=${this.#follow}
        @auxclick=${this.#follow}
        @pointerdown=${() => (this.#isUsed = true)}
        @keydown=${this.#keydown}
        @keyup=${keepInside}
        @keypress=${keepInside}
        @toggle-list=${() => (this.listOpen = !this.listOpen)}
        @rename-session=${({ detail }) => rename(this.renderRoot.firstElementChild, widget.application, detail)}
        @delete-session=${({ detail }) => widget.application.deleteSession(detail)}
        @restore-session=${({ detail }) => widget.application.restoreSession(detail)}
      >
        ${isOpen ? this.#renderPanel() : nothing}
        <button
          class="launcher primary"
          aria-label=${isOpen ? text.widget.close : text.widget.open(widget.title, unread.count)}
          aria-expanded=${isOpen}
          aria-haspopup="dialog"
          @click=${() => (isOpen ? this.close() : this.open())}
        >
          ${icon(isOpen ? 'chevron' : 'chat')}
          ${!isOpen && unread.count > 0 ? html`<span class="count-badge" aria-hidden="true">${unread.count}</span>` : nothing}
        </button>
        <div class="visually-hidden" role="status">${isOpen ? '' : text.widget.arrived(unread.count)}</div>
      </div>
    `;
  }

  firstUpdated() {
    const { accent } = this.widget.options;
    if (accent) {
      this.renderRoot.adoptedStyleSheets = [sheet, this.#accentSheet(accent)];
    }
  }

  #renderPanel() {
    const { application } = this.widget;
    return html`<section
      class="panel"
      role="dialog"
      aria-modal=${this.fillsScreen}
      aria-label=${this.widget.title}
      tabindex="-1"
    >
      ${this.#renderContent()}
      <parley-toasts .toasts=${application.toasts}></parley-toasts>
    </section>`;
  }

  #renderContent() {
    const { application, problem } = this.widget;
    const { login, router } = application;
    switch (true) {
      case login.state === 'unknown':
        return html`${this.#renderBar()}
          <div class="loading" role="status"><span class="spinner"></span><span class="visually-hidden">${text.loading}</span></div>`;
      case login.state === 'out':
        return html`${this.#renderBar()} ${this.#renderOut(login, problem)}`;
      case this.listOpen:
        return this.#renderList();
      case router.place.page === 'inbox':
        return html`<parley-inbox-page
          .application=${application}
          .compact=${true}
          .barEnd=${this.#renderClose()}
        ></parley-inbox-page>`;
      default:
        return html`<parley-chat
          .application=${application}
          .compact=${true}
          .calm=${!this.#isUsed}
          .listOpen=${false}
          .barEnd=${this.#renderClose()}
        ></parley-chat>`;
    }
  }

  #renderBar(beginning = nothing) {
    return html`<header class="bar">
      ${beginning}
      <div class="naming"><h2>${this.widget.title}</h2></div>
      ${this.#renderClose()}
    </header>`;
  }

  #renderClose() {
    return html`<button
      class="icon-only"
      title=${text.widget.close}
      aria-label=${text.widget.close}
      @click=${() => this.close()}
    >
      ${icon('close')}
    </button>`;
  }

  #renderOut({ reason }, problem) {
    const { title, advice } = problem ? text.widget.unavailable : text.widget.signedOut;
    return html`<section class="say" role="alert">
      ${icon('warning')}
      <div class="say-text">
        <h2>${title}</h2>
        <p>${reason === 'disabled' ? text.login.reason.disabled : advice}</p>
      </div>
      <p class="choices">
        <button class="primary" @click=${() => this.widget.signIn()}>${text.message.again}</button>
      </p>
    </section>`;
  }

  #renderList() {
    const { application } = this.widget;
    const { inbox, router, login, chat } = application;
    const { page } = router.place;
    const back = html`<button
      class="icon-only back"
      title=${text.widget.back}
      aria-label=${text.widget.back}
      @click=${() => (this.listOpen = false)}
    >
      ${icon('chevron')}
    </button>`;
    return html`
      ${this.#renderBar(back)}
      <nav class="sidebar" aria-label=${text.widget.chats}>
        <button class="primary new-chat" @click=${() => this.#newChat()}>${icon('plus')} ${text.chat.untitled}</button>
        <ul class="places">
          <li>
            <a href="#page=inbox" aria-current=${page === 'inbox' ? 'page' : nothing}>
              ${icon('inbox')} <span>${text.inbox.title}</span>
              ${
                inbox.count > 0
                  ? html`<span class="count-badge"
                    >${inbox.count}<span class="visually-hidden"> ${text.sidebar.waiting}</span></span
                  >`
                  : nothing
              }
            </a>
          </li>
        </ul>
        <parley-session-list
          .sessions=${application.sessions}
          .current=${page === 'chat' ? chat.sessionId : null}
          .userId=${login.user?.user_id}
        ></parley-session-list>
      </nav>
    `;
  }

  #newChat() {
    this.listOpen = false;
    this.widget.application.openSession(null);
  }

  /** Links to places of the chat are not for the site's address. */
  #follow(event) {
    const link = event.composedPath().find((node) => node.localName === 'a');
    const target = link?.getAttribute('href');
    if (target?.startsWith('#')) {
      event.preventDefault();
      this.listOpen = false;
      this.widget.application.router.go(Object.fromEntries(new URLSearchParams(target.slice(1))));
    }
  }

  #keydown(event) {
    keepInside(event);
    this.#isUsed = true;
    if (event.defaultPrevented || isAbovePanel(event)) {
      return;
    }
    if (event.key === 'Escape' && this.widget.isOpen) {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Tab' && this.fillsScreen && this.widget.isOpen) {
      this.#keepFocus(event);
    }
  }

  /** In front of the page, the way from the last element leads to the first. */
  #keepFocus(event) {
    const panel = this.renderRoot.querySelector('.panel');
    const stops = [...panel.querySelectorAll(FOCUSABLE)].filter((element) => element.checkVisibility());
    const { activeElement: active } = this.renderRoot;
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (active === from || active === panel || !active) {
      event.preventDefault();
      to?.focus();
    }
  }

  #accentSheet(accent) {
    const sample = this.renderRoot.querySelector('.launcher');
    sample.style.transition = 'none';
    sample.style.color = accent;
    const colour = getComputedStyle(sample).color;
    sample.style.color = '';
    sample.style.transition = '';
    const parts = colour.match(/[\d.]+/g)?.slice(0, 3).map(Number);
    const own = new CSSStyleSheet();
    own.replaceSync(colour.startsWith('rgb') && parts?.length === 3 ? accentStyle(parts) : '');
    return own;
  }
}

/** The site's shortcuts are not for what is typed here. */
function keepInside(event) {
  event.stopPropagation();
}

/** Whether a key belongs to a dialog or a menu of the chat, which it closes. */
function isAbovePanel(event) {
  const path = event.composedPath();
  return path.slice(0, path.indexOf(event.currentTarget)).some((node) => node.matches?.(':modal, :popover-open'));
}

customElements.define('parley-widget', ParleyWidget);
