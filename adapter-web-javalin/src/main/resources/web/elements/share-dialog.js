/**
 * The element in which a chat is shared.
 *
 * @module elements/share-dialog
 */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { sentenceOf } from '../model/toasts.js';
import { text } from '../text.js';
import { avatar } from './avatar.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const MAX_USER = 128;

/** Who takes part in the open chat, for its owner to change and for others to see. @element parley-share-dialog */
class ParleyShareDialog extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    isOpen: { state: true },
    problem: { state: true },
    working: { state: true },
  };
  static models = ['application.chat'];

  async show() {
    this.isOpen = true;
    this.problem = null;
    await this.updateComplete;
    this.querySelector('dialog').showModal();
  }

  close() {
    this.querySelector('dialog')?.close();
  }

  render() {
    const { session } = this.application.chat;
    if (!this.isOpen || !session) {
      return nothing;
    }
    const owned = session.access === 'owner';
    return html`
      <dialog class="wide share" aria-labelledby="share-title" @close=${() => (this.isOpen = false)}>
        <header>
          <h2 id="share-title">${text.share.title}</h2>
          <button class="icon-only small" aria-label=${text.close} @click=${this.close}>${icon('close')}</button>
        </header>
        ${owned ? this.#renderForm() : nothing}
        <p class="problem" id="share-problem" role="alert">${this.problem ?? nothing}</p>
        <ul class="participants">
          <li>
            ${avatar(session.owner_id)} <span class="name">${session.owner_id}</span>
            <span class="badge">${text.share.access.owner}</span>
          </li>
          ${repeat(
            session.participants,
            ({ user_id: user }) => user,
            (participant) => this.#renderParticipant(participant, owned),
          )}
        </ul>
        <p class="hint">${owned ? text.share.hint : text.share.readHint}</p>
      </dialog>
    `;
  }

  #renderForm() {
    return html`
      <form class="invite" @submit=${this.#invite} novalidate>
        <label class="field"
          >${text.share.who}
          <input
            name="user"
            maxlength=${MAX_USER}
            required
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${this.problem !== null}
            aria-describedby="share-problem"
        /></label>
        <label class="field"
          >${text.share.may}
          <select name="access">
            <option value="viewer">${text.share.access.viewer}</option>
            <option value="editor">${text.share.access.editor}</option>
          </select></label
        >
        <button class="primary" ?disabled=${this.working}>${text.share.invite}</button>
      </form>
    `;
  }

  #renderParticipant({ user_id: user, access }, owned) {
    const { login } = this.application;
    const isSelf = user === login.user?.user_id;
    return html`<li>
      ${avatar(user)} <span class="name">${user}${isSelf ? html` <span class="hint">${text.share.you}</span>` : nothing}</span>
      ${
        owned
          ? html`<select
            aria-label=${text.share.accessOf(user)}
            .value=${access}
            @change=${({ target }) => this.#change(() => this.application.chat.share(user, target.value))}
          >
            ${['viewer', 'editor'].map(
              (option) => html`<option value=${option} ?selected=${option === access}>${text.share.access[option]}</option>`,
            )}
          </select>`
          : html`<span class="badge">${text.share.access[access]}</span>`
      }
      ${
        owned || isSelf
          ? html`<button
            class="icon-only small"
            title=${isSelf ? text.share.leave : text.share.remove}
            aria-label=${isSelf ? text.share.leave : text.share.removeOne(user)}
            @click=${() => this.#change(() => this.application.chat.unshare(user))}
          >
            ${icon(isSelf ? 'leave' : 'close')}
          </button>`
          : nothing
      }
    </li>`;
  }

  async #invite(event) {
    event.preventDefault();
    const form = event.target;
    const user = form.elements.user.value.trim();
    if (!user) {
      this.problem = text.share.whoIsMissing;
      form.elements.user.focus();
      return;
    }
    if (await this.#change(() => this.application.chat.share(user, form.elements.access.value))) {
      form.reset();
    }
    form.elements.user.focus();
  }

  async #change(work) {
    this.working = true;
    this.problem = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = sentenceOf(error);
      return false;
    } finally {
      this.working = false;
    }
  }
}

customElements.define('parley-share-dialog', ParleyShareDialog);
