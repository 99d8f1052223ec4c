/**
 * The element that tells people something in passing.
 *
 * @module elements/toasts
 */

import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

/** @element parley-toasts */
class ParleyToasts extends PageElement {
  static properties = { toasts: { attribute: false } };
  static models = ['toasts'];

  render() {
    return html`
      <div class="toasts" role="alert">
        ${repeat(
          this.toasts.shown,
          (toast) => toast.id,
          (toast) => html`<p class="toast ${toast.kind}">
            <span>${toast.text}</span>
            <button class="icon" aria-label=${text.dismiss} @click=${() => this.toasts.dismiss(toast.id)}>
              <span aria-hidden="true">✕</span>
            </button>
          </p>`,
        )}
      </div>
    `;
  }
}

customElements.define('parley-toasts', ParleyToasts);
