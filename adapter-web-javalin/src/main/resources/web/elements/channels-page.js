/**
 * The element in which people say how they are reached when they are not looking, and administrators how others are.
 *
 * @module elements/channels-page
 */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { sentenceOf } from '../model/toasts.js';
import { text } from '../text.js';
import './channel-form.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import { PageElement } from './page-element.js';

/** @element parley-channels-page */
class ParleyChannelsPage extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
  };
  static models = ['application.channels', 'application.router', 'application.inbox', 'application.login'];

  #opened;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#opened = undefined;
  }

  performUpdate() {
    const userId = this.#userId;
    if (this.isConnected && this.#mayChange && this.#opened !== userId) {
      this.#opened = userId;
      this.application.channels.open(userId);
    }
    super.performUpdate();
  }

  /** Whose they are; null for one's own. */
  get #userId() {
    return this.application.router.place.parameters.get('user') || null;
  }

  get #mayChange() {
    return this.#userId === null || this.application.login.user?.role === 'admin';
  }

  render() {
    const userId = this.#userId;
    const title = userId === null ? text.channels.title : text.channels.titleOf(userId);
    return html`
      <main class="operator channels">
        <header class="bar">
          ${listButton(this, this.application.inbox.count)}
          <div class="naming">
            <h2>${title}</h2>
            ${userId !== null && this.#mayChange ? html`<p class="origin"><a href="#page=users">${text.channels.toUsers}</a></p>` : nothing}
          </div>
        </header>
        <div class="scroller" tabindex="0" role="region" aria-label=${title}>
          <div class="sheet narrow">
            ${this.#mayChange ? this.#renderContent(userId) : html`<p class="problem" role="alert">${text.channels.forbidden}</p>`}
          </div>
        </div>
      </main>
    `;
  }

  #renderContent(userId) {
    const { channels } = this.application;
    const { isKnown, problem } = channels;
    return html`
      <div class="told">
        <div role="alert">
          ${problem ? html`<p class="problem">${icon('warning')} ${sentenceOf(problem)} <button class="small" @click=${() => channels.refresh()}>${text.channels.again}</button></p>` : nothing}
        </div>
        ${isKnown && channels.kinds.length > 0 ? html`<p class="hint">${userId === null ? text.channels.hint : text.channels.hintOf(userId)}</p>` : nothing}
      </div>
      ${isKnown ? this.#renderChannels(userId) : nothing}
      ${isKnown || problem ? nothing : html`<p class="loading-more" role="status"><span class="spinner"></span>${text.loading}</p>`}
    `;
  }

  #renderChannels(userId) {
    const { channels } = this.application;
    const others = channels.items.map(({ kind }) => kind).filter((kind) => !channels.kinds.includes(kind));
    return html`
      ${channels.kinds.length === 0 ? this.#renderNone() : nothing}
      ${repeat(
        [...channels.kinds, ...others],
        (kind) => JSON.stringify([userId, kind]),
        (kind) => html`<parley-channel-form .channels=${channels} .kind=${kind}></parley-channel-form>`,
      )}
    `;
  }

  #renderNone() {
    return html`<section class="say">
      ${icon('bell')}
      <div class="say-text">
        <h2>${text.channels.none}</h2>
        <p>${text.channels.noneHint}</p>
        <p>${text.channels.noneAdvice}</p>
        <ul>
          ${Object.entries(text.channels.settings).map(([kind, setting]) => html`<li>${text.channels.kind[kind]}: <code>${setting}</code></li>`)}
        </ul>
      </div>
    </section>`;
  }
}

customElements.define('parley-channels-page', ParleyChannelsPage);
