/**
 * A button that opens a list of things to do.
 *
 * @module elements/menu
 */

import { html, nothing } from 'lit';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const GAP_PX = 6;
const EDGE_PX = 8;

/**
 * Something that can be done: `run` does it, or `href` leads to it.
 *
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {string} [icon]
 * @property {string} [about] a second line
 * @property {function(): void} [run]
 * @property {string} [href]
 * @property {boolean} [download] whether the link is to a file
 * @property {boolean} [danger]
 * @property {boolean} [disabled]
 * @property {boolean} [checked] whether this one of several is in use; undefined if it is no such choice
 */

/** @element parley-menu */
class ParleyMenu extends PageElement {
  static properties = {
    /** What the button is called. */
    label: { attribute: false },
    icon: { attribute: false },
    /** Whether the button shows its name. */
    named: { attribute: false },
    small: { attribute: false },
    /** What can be done; null stands for a line between items. @type {(MenuItem|null)[]} */
    items: { attribute: false },
    isOpen: { state: true },
  };

  #typed = '';
  #typedAt = 0;

  constructor() {
    super();
    this.icon = 'dots';
    this.items = [];
    this.isOpen = false;
  }

  render() {
    return html`
      <button
        type="button"
        class="${this.named ? 'quiet' : 'icon-only'} ${this.small ? 'small' : ''}"
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        aria-label=${this.named ? nothing : this.label}
        title=${this.named ? nothing : this.label}
        @click=${this.#toggle}
        @keydown=${this.#buttonKey}
      >
        ${this.named ? this.label : nothing} ${icon(this.icon)}
      </button>
      ${this.isOpen ? this.#renderList() : nothing}
    `;
  }

  #renderList() {
    return html`<div
      class="menu"
      role="menu"
      popover="auto"
      aria-label=${this.label}
      @toggle=${this.#toggled}
      @keydown=${this.#key}
      @click=${this.#chosen}
    >
      ${this.items.map((item) => (item === null ? html`<hr role="separator" />` : this.#renderItem(item)))}
    </div>`;
  }

  #renderItem(item) {
    const content = html`
      ${item.checked === true ? icon('check') : item.icon ? icon(item.icon) : nothing}
      <span>${item.label}${item.about ? html`<span class="about">${item.about}</span>` : nothing}</span>
    `;
    if (item.href) {
      return html`<a role="menuitem" tabindex="-1" href=${item.href} ?download=${item.download}>${content}</a>`;
    }
    const isChoice = item.checked !== undefined;
    return html`<button
      type="button"
      role=${isChoice ? 'menuitemradio' : 'menuitem'}
      aria-checked=${isChoice ? item.checked : nothing}
      tabindex="-1"
      class=${item.danger ? 'danger' : ''}
      ?disabled=${item.disabled}
      .run=${item.run}
    >
      ${content}
    </button>`;
  }

  get #list() {
    return this.querySelector('.menu');
  }

  get #choices() {
    return [...this.querySelectorAll('[role^=menuitem]:not(:disabled)')];
  }

  async #toggle() {
    if (this.isOpen) {
      this.#list.hidePopover();
      return;
    }
    this.isOpen = true;
    await this.updateComplete;
    this.#list.showPopover();
    this.#place();
    this.#choices[0]?.focus();
  }

  /** Below the button or above it, wherever there is room. */
  #place() {
    const button = this.querySelector('button').getBoundingClientRect();
    const list = this.#list.getBoundingClientRect();
    const { innerWidth: width, innerHeight: height } = window;
    const below = button.bottom + GAP_PX;
    const top = below + list.height > height - EDGE_PX ? button.top - GAP_PX - list.height : below;
    const left = button.right - list.width < EDGE_PX ? button.left : button.right - list.width;
    this.#list.style.top = `${Math.max(EDGE_PX, top)}px`;
    this.#list.style.left = `${Math.max(EDGE_PX, Math.min(left, width - list.width - EDGE_PX))}px`;
  }

  #toggled({ newState }) {
    if (newState === 'closed') {
      const { activeElement: active } = this.getRootNode();
      const hadFocus = !active || this.contains(active) || active === document.body;
      this.isOpen = false;
      if (hadFocus) {
        this.querySelector('button').focus();
      }
    }
  }

  #buttonKey(event) {
    if (event.key === 'ArrowDown' && !this.isOpen) {
      event.preventDefault();
      this.#toggle();
    }
  }

  #key(event) {
    const choices = this.#choices;
    const now = choices.indexOf(this.getRootNode().activeElement);
    switch (event.key) {
      case 'ArrowDown':
        choices[(now + 1) % choices.length]?.focus();
        break;
      case 'ArrowUp':
        choices.at(now - 1)?.focus();
        break;
      case 'Home':
        choices[0]?.focus();
        break;
      case 'End':
        choices.at(-1)?.focus();
        break;
      case 'Tab':
        this.#list.hidePopover();
        return;
      default:
        this.#typeAhead(event.key, choices, now);
        return;
    }
    event.preventDefault();
  }

  /** The first letters lead to an item. */
  #typeAhead(key, choices, now) {
    if (key.length !== 1 || key === ' ') {
      return;
    }
    const time = Date.now();
    this.#typed = (time - this.#typedAt < 700 ? this.#typed : '') + key.toLowerCase();
    this.#typedAt = time;
    const inOrder = [...choices.slice(now + 1), ...choices.slice(0, now + 1)];
    inOrder.find((choice) => choice.textContent.trim().toLowerCase().startsWith(this.#typed))?.focus();
  }

  #chosen(event) {
    const choice = event.target.closest('[role^=menuitem]');
    if (choice) {
      this.#list.hidePopover();
      choice.run?.();
    }
  }
}

customElements.define('parley-menu', ParleyMenu);
