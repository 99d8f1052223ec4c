/**
 * The field in which people write.
 *
 * @module elements/composer
 */

import { html, nothing } from 'lit';
import { keepTypedText, typedText } from '../model/typed-text.js';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

/** The longest message the server takes, in code points. */
export const MAX_CODE_POINTS = 5000;
const SHOW_COUNT_FROM = 4500;

const TYPING_REPEAT_MS = 3000;
const TYPING_STOPS_MS = 5000;

/**
 * A text field with a Send and, while the agent works, a Stop button. What was typed is kept for each chat until it is
 * sent, also over a reload.
 *
 * @element parley-composer
 * @fires send-text with `{text}`
 * @fires stop-turn
 * @fires typing with `{chat, active}`
 */
class ParleyComposer extends PageElement {
  static properties = {
    /** Which chat the text belongs to. */
    chat: { attribute: false },
    busy: { attribute: false },
    stopping: { attribute: false },
    text: { state: true },
  };

  #typingSince = 0;
  #typingChat = null;
  #typingTimer = null;

  constructor() {
    super();
    this.text = '';
    this.busy = false;
    this.stopping = false;
  }

  /** @param {string} typed comes before what is there */
  putBack(typed) {
    this.#change(this.text.trim() ? `${typed}\n${this.text}` : typed);
    this.updateComplete.then(() => this.takeFocus());
  }

  takeFocus() {
    this.querySelector('textarea')?.focus();
  }

  willUpdate(changed) {
    if (changed.has('chat')) {
      this.#endTyping();
      this.text = typedText(this.chat);
    }
  }

  render() {
    const count = codePoints(this.text);
    const tooLong = count > MAX_CODE_POINTS;
    return html`
      <form class="composer" @submit=${this.#submit}>
        <label class="visually-hidden" for="composer-text">${text.composer.label}</label>
        <textarea
          id="composer-text"
          rows="1"
          placeholder=${text.composer.placeholder}
          enterkeyhint="send"
          autocomplete="off"
          aria-describedby="composer-count"
          aria-invalid=${tooLong}
          .value=${this.text}
          @input=${this.#input}
          @keydown=${this.#keydown}
          @blur=${this.#endTyping}
        ></textarea>
        ${
          this.busy
            ? html`<button type="button" class="stop" ?disabled=${this.stopping} @click=${this.#stop}>
              ${this.stopping ? text.composer.stopping : text.composer.stop}
            </button>`
            : nothing
        }
        <button type="submit" class="primary" ?disabled=${tooLong || !this.text.trim()}>${text.composer.send}</button>
        <p id="composer-count" class="count ${tooLong ? 'problem' : ''}" aria-live="polite">
          ${
            count >= SHOW_COUNT_FROM
              ? text.composer.length(count, MAX_CODE_POINTS)
              : nothing
          }
        </p>
      </form>
    `;
  }

  updated() {
    const field = this.querySelector('textarea');
    if (field.value !== this.text) {
      field.value = this.text;
    }
    if (!CSS.supports('field-sizing', 'content')) {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight + 2}px`;
    }
  }

  #input(event) {
    this.#change(event.target.value);
    if (!this.text.trim()) {
      this.#endTyping();
      return;
    }
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#endTyping(), TYPING_STOPS_MS);
    if (Date.now() - this.#typingSince > TYPING_REPEAT_MS) {
      this.#typingSince = Date.now();
      this.#typingChat = this.chat;
      this.tell('typing', { chat: this.chat, active: true });
    }
  }

  #keydown(event) {
    // While an input method composes a character, Enter belongs to it; Safari reports that by the key code only.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      this.#submit(event);
    }
  }

  #submit(event) {
    event.preventDefault();
    if (this.text.trim() && codePoints(this.text) <= MAX_CODE_POINTS) {
      const typed = this.text;
      this.#endTyping();
      this.#change('');
      this.tell('send-text', { text: typed });
    }
  }

  #stop() {
    this.tell('stop-turn', {});
  }

  #change(typed) {
    this.text = typed;
    keepTypedText(this.chat, typed);
  }

  #endTyping() {
    clearTimeout(this.#typingTimer);
    if (this.#typingSince) {
      this.#typingSince = 0;
      this.tell('typing', { chat: this.#typingChat, active: false });
    }
  }
}

function codePoints(typed) {
  let count = typed.length;
  for (let index = 0; index < typed.length - 1; index++) {
    if ((typed.charCodeAt(index) & 0xfc00) === 0xd800 && (typed.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      count--;
      index++;
    }
  }
  return count;
}

customElements.define('parley-composer', ParleyComposer);
