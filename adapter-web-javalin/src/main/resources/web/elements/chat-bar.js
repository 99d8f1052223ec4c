/**
 * The element above a chat: what it is called, how it stands, who is there, and what can be done with it.
 *
 * @module elements/chat-bar
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { avatar } from './avatar.js';
import './context-meter.js';
import { ask } from './dialog.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import './menu.js';
import { PageElement } from './page-element.js';
import './share-dialog.js';

const SHOWN_PEOPLE = 4;
const EXPORTS = ['markdown', 'json', 'jsonl'];

/**
 * @element parley-chat-bar
 * @fires toggle-list to show or hide the list of chats
 */
class ParleyChatBar extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    listOpen: { attribute: false },
    /** Whether there is no room for more than what is needed. */
    compact: { attribute: false },
    /** What comes last. */
    barEnd: { attribute: false },
    /** Gives what else the menu of a session leads to. */
    links: { attribute: false },
  };
  static models = ['application.chat', 'application.sessions', 'application.inbox', 'application.login', 'application.ways'];

  render() {
    const { application } = this;
    const { chat, sessions } = application;
    const { session } = chat;
    const status = text.sessions.status[session?.status];
    return html`
      <header class="bar">
        ${listButton(this, application.inbox.count, this.listOpen)}
        <div class="naming">
          <div class="title-line">
            <h2>${session ? sessions.titleOf(session) : this.#untitled}</h2>
            ${status ? html`<span class="badge">${status}</span>` : nothing}
            ${session && session.profile !== 'default' ? html`<span class="badge">${session.profile}</span>` : nothing}
          </div>
          ${session?.forked_from ? this.#renderOrigin(session.forked_from) : nothing}
        </div>
        ${session ? this.#renderTools(session) : nothing} ${this.barEnd ?? nothing}
      </header>
      <parley-share-dialog .application=${application}></parley-share-dialog>
    `;
  }

  get #untitled() {
    return this.application.chat.problem ? text.chat.title : text.chat.untitled;
  }

  #renderOrigin({ session_id: id }) {
    const origin = this.application.sessions.find(id);
    return html`<p class="origin">
      ${text.chat.branchOf}
      <a href="#session=${id}">${origin ? this.application.sessions.titleOf(origin) : text.chat.anotherChat}</a>
    </p>`;
  }

  #renderTools(session) {
    const { chat, context } = this.application;
    const menu = html`<parley-menu .label=${text.chat.menu} .items=${this.#actions(session, chat)}></parley-menu>`;
    if (this.compact) {
      return menu;
    }
    return html`
      ${this.#renderPeople()}
      <parley-context-meter .application=${this.application} .context=${context}></parley-context-meter>
      <button
        class="icon-only"
        title=${text.share.button}
        aria-label=${text.share.button}
        @click=${() => this.querySelector('parley-share-dialog').show()}
      >
        ${icon('people')}
      </button>
      ${menu}
    `;
  }

  #renderPeople() {
    const { chat, login } = this.application;
    const others = (chat.view?.present ?? []).filter((user) => user !== login.user?.user_id);
    if (others.length === 0) {
      return nothing;
    }
    return html`
      <span class="people">
        ${others.slice(0, SHOWN_PEOPLE).map((user) => avatar(user, text.chat.isHere(user)))}
        ${others.length > SHOWN_PEOPLE ? html`<span class="badge">+${others.length - SHOWN_PEOPLE}</span>` : nothing}
      </span>
    `;
  }

  #actions(session, chat) {
    const { application } = this;
    const attempt = (work) => () => application.attempt(work);
    const owned = session.access === 'owner';
    const rest =
      session.status === 'paused'
        ? { label: text.chat.resume, icon: 'play', run: attempt(() => chat.resume()) }
        : { label: text.chat.pause, icon: 'pause', disabled: session.status !== 'active', run: attempt(() => chat.pause()) };
    const ends = [
      { label: text.chat.end, icon: 'archive', run: () => this.#end() },
    ];
    const remove = { label: text.chat.delete, icon: 'trash', danger: true, run: () => application.deleteSession(session) };
    return [
      ...(owned ? [{ label: text.sessions.rename, icon: 'pencil', run: () => this.tell('rename-session', session) }] : []),
      { label: text.chat.fork, icon: 'branch', run: () => application.fork() },
      ...(chat.mayWrite ? application.ways.kinds.map((kind) => this.#continueOn(kind, chat)) : []),
      null,
      ...EXPORTS.map((format) => this.#export(session, format)),
      ...(this.links?.(session) ?? []),
      ...(chat.mayWrite ? [null, rest] : []),
      ...(chat.mayWrite && owned ? ends : []),
      ...(owned && !session.deleted_at ? [null, remove] : []),
    ];
  }

  #continueOn(kind, chat) {
    const isEmpty = !chat.view?.messages.length;
    return { label: text.chat.continueOn[kind], icon: 'send', disabled: isEmpty, run: () => this.application.continueOn(kind) };
  }

  #export(session, format) {
    const href = `/api/sessions/${session.session_id}/export?format=${format}`;
    const { application } = this;
    const way = application.api.usesCookie ? { href, download: true } : { run: () => application.saves(href) };
    return { label: text.chat.export[format], icon: 'download', ...way };
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
}

customElements.define('parley-chat-bar', ParleyChatBar);
