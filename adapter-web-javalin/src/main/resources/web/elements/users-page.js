/**
 * The element in which administrators look after users.
 *
 * @module elements/users-page
 */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { sentenceOf } from '../model/toasts.js';
import { ROLES, STATES } from '../model/users.js';
import { text } from '../text.js';
import { avatar } from './avatar.js';
import { ask } from './dialog.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import { PageElement } from './page-element.js';
import { timeOf } from './time.js';

/** @element parley-users-page */
class ParleyUsersPage extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    /** The user who is being changed. */
    changing: { state: true },
  };
  static models = ['application.users', 'application.inbox', 'application.login'];

  connectedCallback() {
    super.connectedCallback();
    this.application.users.refresh();
  }

  render() {
    const { users, inbox } = this.application;
    return html`
      <main class="operator users">
        <header class="bar">
          ${listButton(this, inbox.count)}
          <div class="naming"><h2>${text.users.title}</h2></div>
        </header>
        <div class="scroller" tabindex="0" role="region" aria-label=${text.users.title}>
          <div class="sheet narrow">${this.#renderFilter(users)} ${this.#renderContent(users)}</div>
        </div>
      </main>
    `;
  }

  #renderFilter(users) {
    return html`<div class="user-filter">
      <div class="search">
        ${icon('search')}
        <input
          type="search"
          placeholder=${text.users.search}
          aria-label=${text.users.search}
          maxlength="128"
          autocomplete="off"
          spellcheck="false"
          .value=${users.search}
          @input=${({ target }) => users.searchFor(target.value)}
        />
      </div>
      <select aria-label=${text.users.whichRole} @change=${({ target }) => users.show({ role: target.value })}>
        <option value="" ?selected=${users.role === ''}>${text.users.allRoles}</option>
        ${ROLES.filter((role) => role !== 'token').map(
          (role) => html`<option value=${role} ?selected=${users.role === role}>${text.users.role[role]}</option>`,
        )}
      </select>
      <select aria-label=${text.users.whichState} @change=${({ target }) => users.show({ state: target.value })}>
        ${STATES.map((state) => html`<option value=${state} ?selected=${users.state === state}>${text.users.state[state]}</option>`)}
      </select>
    </div>`;
  }

  #renderContent(users) {
    return html`
      <div class="told">
        <div role="alert">
        ${users.problem ? html`<p class="problem">${icon('warning')} ${text.users.problem[users.problem.code] ?? sentenceOf(users.problem)}</p>` : nothing}
        </div>
        ${users.isKnown ? html`<p class="hint" role="status">${text.users.count(users.items.length, users.total)}</p>` : nothing}
      </div>
      <ul class="user-list">
        ${repeat(
          users.items,
          (user) => user.user_id,
          (user) => this.#renderUser(user),
        )}
      </ul>
      ${users.isLoading && !users.isKnown ? html`<p class="loading-more" role="status"><span class="spinner"></span>${text.loading}</p>` : nothing}
      ${users.hasMore ? html`<button class="more" ?disabled=${users.isLoading} @click=${() => users.more()}>${text.sessions.more}</button>` : nothing}
    `;
  }

  #renderUser(user) {
    const { user_id: id, assigned_role: assigned, token_role: token, disabled } = user;
    const isSelf = id === this.application.login.user?.user_id;
    const isFixed = isSelf || this.changing === id;
    return html`<li class=${disabled ? 'disabled' : ''} data-user=${id}>
      ${avatar(id)}
      <span class="who">
        <span class="title-line"><span class="name">${id}</span> ${isSelf ? html`<span class="hint">${text.share.you}</span>` : nothing}
          ${disabled ? html`<span class="badge danger">${text.users.isDisabled}</span>` : nothing}</span>
        <span class="hint">
          ${user.last_seen_at ? html`${text.users.seen} ${timeOf(user.last_seen_at)}` : text.users.neverSeen} ·
          <a href=${`#page=channels&user=${encodeURIComponent(id)}`} aria-label=${text.users.channelsOf(id)}>${text.users.channels}</a>
        </span>
        ${isSelf ? html`<span class="hint">${text.users.notOneself}</span>` : nothing}
      </span>
      <select
        aria-label=${text.users.roleOf(id)}
        ?disabled=${isFixed}
        .value=${assigned ?? 'token'}
        @change=${({ target }) => this.#changeRole(user, target)}
      >
        ${ROLES.map(
          (role) => html`<option value=${role} ?selected=${role === (assigned ?? 'token')}>
            ${role === 'token' ? text.users.asToken(text.users.role[token] ?? text.users.role.viewer) : text.users.role[role]}
          </option>`,
        )}
      </select>
      <button
        class="small ${disabled ? '' : 'danger'}"
        aria-label=${disabled ? text.users.enableOne(id) : text.users.disableOne(id)}
        ?disabled=${isFixed}
        @click=${() => this.#changeAccess(user)}
      >
        ${disabled ? text.users.enable : text.users.disable}
      </button>
    </li>`;
  }

  async #changeRole({ user_id: id, assigned_role: assigned }, field) {
    const role = field.value;
    if (!(await this.#change(id, { role }, text.users.roleChanged(id, text.users.role[role])))) {
      field.value = assigned ?? 'token';
    }
  }

  async #changeAccess({ user_id: id, disabled }) {
    const sure = await ask(this, {
      title: disabled ? text.users.enableTitle(id) : text.users.disableTitle(id),
      text: disabled ? text.users.enableText : text.users.disableText,
      confirm: disabled ? text.users.enable : text.users.disable,
      danger: !disabled,
    });
    if (sure) {
      await this.#change(id, { disabled: !disabled }, disabled ? text.users.enabled(id) : text.users.disabled(id));
    }
  }

  /** @returns {Promise<boolean>} whether it was done */
  async #change(id, change, news) {
    this.changing = id;
    const done = await this.application.attempt(async () => {
      await this.application.users.change(id, change);
      this.application.toasts.tell(news);
      return true;
    });
    this.changing = null;
    return done === true;
  }
}

customElements.define('parley-users-page', ParleyUsersPage);
