/**
 * The field in which people write.
 *
 * @module elements/composer
 */

import { html, nothing } from 'lit';
import { USUAL_MESSAGE_CODE_POINTS } from '../model/limits.js';
import { keepTypedText, typedText } from '../model/typed-text.js';
import { text } from '../text.js';
import { Completing } from './completing.js';
import './countdown.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import { Typing } from './typing.js';

/** How much of the longest message has to be there for its length to be told. */
const SHOW_COUNT_FROM = 0.9;

/**
 * A text field with buttons that send, queue or interrupt, and stop. What was typed is kept for each chat until it is sent, also
 * over a reload.
 *
 * @element parley-composer
 * @fires send-text with `{text, ifBusy}`
 * @fires stop-turn
 * @fires typing with `{chat, active}`
 */
class ParleyComposer extends PageElement {
  static properties = {
    /** Which chat the text belongs to. */
    chat: { attribute: false },
    busy: { attribute: false },
    /** How many messages wait. */
    waiting: { attribute: false },
    stopping: { attribute: false },
    /** @type {import('../model/commands.js').Commands} */
    commands: { attribute: false },
    /** @type {import('../model/delivery.js').Delivery} */
    delivery: { attribute: false },
    /** @type {import('../model/limits.js').Limits} */
    limits: { attribute: false },
    text: { state: true },
  };
  static models = ['commands', 'delivery', 'limits'];

  #typing = new Typing((detail) => this.tell('typing', detail));
  #completing = new Completing(this);

  constructor() {
    super();
    this.text = '';
    this.busy = false;
    this.waiting = 0;
    this.stopping = false;
  }

  /** @param {string} typed comes before what is there */
  putBack(typed) {
    this.#change(this.text.trim() ? `${typed}\n${this.text}` : typed);
    this.updateComplete.then(() => this.takeFocus());
  }

  /** The text was changed elsewhere. */
  readAgain() {
    this.text = typedText(this.chat);
    this.updateComplete.then(() => this.takeFocus());
  }

  takeFocus() {
    this.querySelector('textarea')?.focus();
  }

  /** @param {string} typed takes the place of what is there */
  complete(typed) {
    this.#change(typed);
    this.takeFocus();
  }

  willUpdate(changed) {
    if (changed.has('chat')) {
      this.#typing.end();
      this.text = typedText(this.chat);
    }
    this.#completing.update(this.commands, this.text);
  }

  render() {
    const count = codePoints(this.text);
    const most = this.#most;
    const tooLong = count > most;
    return html`
      ${this.#renderLimit()}
      <form class="composer" @submit=${this.#submit}>
        ${this.#completing.render()}
        <label class="visually-hidden" for="composer-text">${text.composer.label}</label>
        <textarea
          id="composer-text"
          rows="1"
          placeholder=${this.busy ? text.composer.placeholderBusy : text.composer.placeholder}
          enterkeyhint="send"
          autocomplete="off"
          aria-describedby="composer-count"
          aria-invalid=${tooLong}
          ${this.#completing.describe()}
          .value=${this.text}
          @input=${this.#input}
          @keydown=${this.#keydown}
          @blur=${() => this.#typing.end()}
        ></textarea>
        <div class="composer-foot">
          <p id="composer-count" class="count ${tooLong ? 'problem' : ''}" aria-live="polite">
            ${count >= most * SHOW_COUNT_FROM ? text.composer.length(count, most) : this.#renderHint()}
          </p>
          ${this.#renderButtons(tooLong || !this.text.trim())}
        </div>
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

  /** The longest message that the server takes, in code points. */
  get #most() {
    return this.limits?.messageCodePoints ?? USUAL_MESSAGE_CODE_POINTS;
  }

  #renderHint() {
    return this.waiting > 0
      ? html`<span>${text.composer.waiting(this.waiting)}</span>`
      : html`<span class="keys">${text.composer.keys}</span>`;
  }

  #renderButtons(nothingToSend) {
    const { busy, stopping } = this;
    return html`
      ${
        busy
          ? html`<button type="button" class="stop small" ?disabled=${stopping} @click=${this.#stop}>
              ${icon('stop')} ${stopping ? text.composer.stopping : text.composer.stop}
            </button>
            ${
              nothingToSend
                ? nothing
                : html`<button type="button" class="small" title=${text.composer.interruptHint} @click=${this.#interrupt}>
                  ${icon('bolt')} ${text.composer.interrupt}
                </button>`
            }`
          : nothing
      }
      <button
        type="submit"
        class="primary send"
        ?disabled=${nothingToSend}
        aria-label=${busy ? text.composer.queue : text.composer.send}
        title=${busy ? text.composer.queue : text.composer.send}
      >
        ${icon('arrowUp')}
      </button>
    `;
  }

  /** When there were too many requests, and what was written waits for that to pass. */
  #renderLimit() {
    const time = this.delivery?.nextAttempt ?? null;
    return html`<div role="status" class="limit-place">
      ${
        time === null
          ? nothing
          : html`<p class="limit">
            ${icon('clock')}
            <span>${text.composer.limited} <parley-countdown .until=${time} .say=${text.message.goesOut}></parley-countdown></span>
          </p>`
      }
    </div>`;
  }

  #input(event) {
    this.#change(event.target.value);
    this.#typing.typed(this.chat, this.text);
  }

  #keydown(event) {
    // While an input method composes a character, keys belong to it; Safari reports that by the key code only.
    if (event.isComposing || event.keyCode === 229 || this.#completing.pressed(event)) {
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#send(event.ctrlKey || event.metaKey ? 'interrupt' : undefined);
    } else if (event.key === 'Escape' && this.busy && !this.stopping) {
      event.preventDefault();
      this.#stop();
    }
  }

  #submit(event) {
    event.preventDefault();
    this.#send();
  }

  #interrupt() {
    this.#send('interrupt');
    this.takeFocus();
  }

  #send(ifBusy) {
    if (this.text.trim() && codePoints(this.text) <= this.#most) {
      const typed = this.text;
      this.#typing.end();
      this.#change('');
      this.tell('send-text', { text: typed, ifBusy: this.busy ? ifBusy : undefined });
    }
  }

  #stop() {
    this.tell('stop-turn');
  }

  #change(typed) {
    this.text = typed;
    keepTypedText(this.chat, typed);
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
