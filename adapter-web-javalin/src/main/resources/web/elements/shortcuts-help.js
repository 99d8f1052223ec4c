/**
 * The element that tells which keys do what.
 *
 * @module elements/shortcuts-help
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import { IS_MAC, SHORTCUTS } from './shortcuts.js';

/** @element parley-shortcuts-help */
class ParleyShortcutsHelp extends PageElement {
  static properties = { isOpen: { state: true } };

  async show() {
    this.isOpen = true;
    await this.updateComplete;
    this.querySelector('dialog').showModal();
  }

  render() {
    if (!this.isOpen) {
      return nothing;
    }
    return html`
      <dialog class="wide" aria-labelledby="shortcuts-title" @close=${() => (this.isOpen = false)}>
        <header>
          <h2 id="shortcuts-title">${text.shortcuts.title}</h2>
          <button class="icon-only small" aria-label=${text.close} @click=${() => this.querySelector('dialog').close()}>
            ${icon('close')}
          </button>
        </header>
        <dl class="shortcuts">
          ${SHORTCUTS.map(
            ({ keys, does }) => html`<div>
              <dt>${text.shortcuts.does[does]}</dt>
              <dd>${keys.map((key) => html`<kbd>${nameOf(key)}</kbd> `)}</dd>
            </div>`,
          )}
        </dl>
      </dialog>
    `;
  }
}

function nameOf(key) {
  if (key === 'Mod') {
    return IS_MAC ? '⌘' : text.shortcuts.control;
  }
  return text.shortcuts.keys[key] ?? key;
}

customElements.define('parley-shortcuts-help', ParleyShortcutsHelp);
