/**
 * The field in which people write.
 *
 * @module composer
 */

import { LitElement, html, nothing } from 'lit';
import { forget, keep, kept } from './tab-storage.js';

/** The longest message the server takes, in code points. */
export const MAX_CODE_POINTS = 5000;
const SHOW_COUNT_FROM = 4500;

const TYPING_REPEAT_MS = 3000;
const TYPING_STOPS_MS = 5000;

/**
 * Lets a text that was typed in one chat belong to another.
 *
 * @param {?string} from
 * @param {?string} to
 */
export function moveText(from, to) {
  const text = kept(storageKey(from));
  if (text) {
    keep(storageKey(to), text);
    forget(storageKey(from));
  }
}

/**
 * A text field with a Send and, while the agent works, a Stop button. What was typed is kept for each chat until it is
 * sent, also over a reload.
 *
 * @element parley-composer
 * @fires send-text with `{text}`
 * @fires stop-turn
 * @fires typing with `{chat, active}`
 */
class ParleyComposer extends LitElement {
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

  createRenderRoot() {
    return this;
  }

  /** @param {string} text comes before what is there */
  putBack(text) {
    this.#change(this.text.trim() ? `${text}\n${this.text}` : text);
    this.updateComplete.then(() => this.takeFocus());
  }

  takeFocus() {
    this.querySelector('textarea')?.focus();
  }

  willUpdate(changed) {
    if (changed.has('chat')) {
      this.#endTyping();
      this.text = kept(storageKey(this.chat)) ?? '';
    }
  }

  render() {
    const count = codePoints(this.text);
    const tooLong = count > MAX_CODE_POINTS;
    return html`
      <form class="composer" @submit=${this.#submit}>
        <label class="visually-hidden" for="composer-text">Message</label>
        <textarea
          id="composer-text"
          rows="1"
          placeholder="Write a message"
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
              ${this.stopping ? 'Stopping…' : 'Stop'}
            </button>`
            : nothing
        }
        <button type="submit" class="primary" ?disabled=${tooLong || !this.text.trim()}>Send</button>
        <p id="composer-count" class="count ${tooLong ? 'problem' : ''}" aria-live="polite">
          ${
            count >= SHOW_COUNT_FROM
              ? `${count.toLocaleString()} of ${MAX_CODE_POINTS.toLocaleString()} characters`
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
      this.#tell('typing', { chat: this.chat, active: true });
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
      const { text } = this;
      this.#endTyping();
      this.#change('');
      this.#tell('send-text', { text });
    }
  }

  #stop() {
    this.#tell('stop-turn', {});
  }

  #change(text) {
    this.text = text;
    if (text) {
      keep(storageKey(this.chat), text);
    } else {
      forget(storageKey(this.chat));
    }
  }

  #endTyping() {
    clearTimeout(this.#typingTimer);
    if (this.#typingSince) {
      this.#typingSince = 0;
      this.#tell('typing', { chat: this.#typingChat, active: false });
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

function storageKey(chat) {
  return `text.${chat ?? 'new'}`;
}

function codePoints(text) {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      count--;
      index++;
    }
  }
  return count;
}

customElements.define('parley-composer', ParleyComposer);
