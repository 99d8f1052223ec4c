/**
 * The element that tells people something in passing.
 *
 * @module elements/toasts
 */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

/** @element parley-toasts */
class ParleyToasts extends PageElement {
  static properties = {
    /** @type {import('../model/toasts.js').Toasts} */
    toasts: { attribute: false },
  };
  static models = ['toasts'];

  render() {
    const { toasts } = this;
    return html`
      <div
        class="toasts"
        role="alert"
        @mouseenter=${() => toasts.hold()}
        @mouseleave=${() => toasts.release()}
        @focusin=${() => toasts.hold()}
        @focusout=${() => toasts.release()}
      >
        ${repeat(
          toasts.shown,
          (toast) => toast.id,
          (toast) => this.#renderToast(toast),
        )}
      </div>
    `;
  }

  #renderToast(toast) {
    return html`<p class="toast ${toast.kind}">
      ${toast.kind === 'problem' ? icon('warning') : nothing}
      <span>${toast.text}</span>
      ${
        toast.action
          ? html`<button class="small" @click=${() => this.toasts.act(toast)}>${toast.action.label}</button>`
          : nothing
      }
      <button class="icon-only small" aria-label=${text.dismiss} @click=${() => this.toasts.dismiss(toast.id)}>
        ${icon('close')}
      </button>
    </p>`;
  }
}

customElements.define('parley-toasts', ParleyToasts);
