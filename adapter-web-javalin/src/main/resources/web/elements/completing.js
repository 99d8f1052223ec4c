/**
 * The list from which commands are completed.
 *
 * @module elements/completing
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { suggest } from './suggest.js';

const LIST = 'composer-completions';

/** What a text field shows and does while a command is typed (a combobox with a list, WAI-ARIA 1.2). */
export class Completing {
  #field;
  #items = [];
  #chosen = 0;
  #line = '';
  /** The line for which the list was sent away. */
  #dismissed = null;

  /** @param {import('./page-element.js').PageElement & {complete: function(string): void}} field */
  constructor(field) {
    this.#field = field;
  }

  get #isOpen() {
    return this.#items.length > 0;
  }

  update(commands, line) {
    if (line !== this.#line) {
      this.#line = line;
      this.#chosen = 0;
    }
    this.#items = commands && line.startsWith('/') && line !== this.#dismissed ? commands.completions(line) : [];
    if (this.#items.length === 1 && this.#items[0].value === line) {
      this.#items = [];
    }
  }

  /** Attributes of the field. */
  describe() {
    return suggest(LIST, this.#isOpen, `${LIST}-${this.#chosen}`);
  }

  render() {
    if (!this.#isOpen) {
      return nothing;
    }
    return html`<ul class="completions" id=${LIST} role="listbox" aria-label=${text.composer.commands}>
      ${this.#items.map(
        ({ label, about }, index) => html`<li
          id="${LIST}-${index}"
          role="option"
          aria-selected=${index === this.#chosen}
          @pointerdown=${(event) => this.#pointed(event, index)}
        >
          <code>${label}</code> <span>${about}</span>
        </li>`,
      )}
    </ul>`;
  }

  /** @returns {boolean} whether the key was for the list */
  pressed(event) {
    if (!this.#isOpen || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) {
      return false;
    }
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        this.#choose(this.#chosen + (event.key === 'ArrowDown' ? 1 : -1));
        break;
      case 'Tab':
        this.#take();
        break;
      case 'Enter':
        return this.#entered(event);
      case 'Escape':
        this.#dismissed = this.#line;
        this.#field.requestUpdate();
        break;
      default:
        return false;
    }
    event.preventDefault();
    return true;
  }

  /** Enter takes what is chosen, unless the command is whole already. */
  #entered(event) {
    const { value } = this.#items[this.#chosen];
    if (value.trim() === this.#line.trim().toLowerCase()) {
      return false;
    }
    event.preventDefault();
    this.#take();
    return true;
  }

  #choose(index) {
    this.#chosen = (index + this.#items.length) % this.#items.length;
    this.#field.requestUpdate();
    this.#field.updateComplete.then(() => {
      this.#field.querySelector('[role=option][aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    });
  }

  #take() {
    this.#field.complete(this.#items[this.#chosen].value);
  }

  #pointed(event, index) {
    event.preventDefault();
    this.#chosen = index;
    this.#take();
  }
}
