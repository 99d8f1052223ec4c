/**
 * @module elements/list-button
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { icon } from './icon.js';

/**
 * The button that shows the list of chats where there is no room for it beside the rest. Pages put it first into their bar.
 *
 * @param {import('./page-element.js').PageElement} element tells `toggle-list`
 * @param {number} waiting how much waits in the inbox
 * @param {boolean} [isOpen]
 */
export function listButton(element, waiting, isOpen = false) {
  return html`<button
    class="icon-only list-button"
    aria-label=${text.sidebar.name}
    aria-expanded=${isOpen}
    @click=${() => element.tell('toggle-list')}
  >
    ${icon('menu')} ${waiting > 0 ? html`<span class="dot"></span>` : nothing}
  </button>`;
}
