/**
 * The element that shows how much of a chat the model sees.
 *
 * @module elements/context-meter
 */

import { html, nothing, svg } from 'lit';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

const RADIUS = 8;
const AROUND = 2 * Math.PI * RADIUS;
const NEARLY_FULL = 0.85;

let elements = 0;

/** A ring that fills, and what is behind it when it is opened. @element parley-context-meter */
class ParleyContextMeter extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    /** @type {import('../model/context-meter.js').ContextMeter} */
    context: { attribute: false },
    isOpen: { state: true },
  };
  static models = ['context', 'application.chat'];

  #id = `context-${++elements}`;

  render() {
    const { limits } = this.context;
    const agent = this.application.chat.view?.agent;
    if (!limits || !agent) {
      return nothing;
    }
    const tokens = this.context.seen?.tokens ?? agent.context_tokens;
    const part = Math.min(1, tokens / limits.tokens);
    const label = text.context.label(tokens, limits.tokens);
    return html`
      <button
        class="icon-only meter ${part > NEARLY_FULL ? 'full' : ''}"
        popovertarget=${this.#id}
        title=${label}
        aria-label=${label}
      >
        ${ring(part)}
      </button>
      <div id=${this.#id} class="menu card" popover="auto" role="dialog" aria-label=${text.context.title} @toggle=${this.#toggled}>
        ${this.isOpen ? this.#renderDetails() : nothing}
      </div>
    `;
  }

  updated() {
    if (this.isOpen) {
      this.context.look(this.application.chat.view.seq);
    }
  }

  #renderDetails() {
    const { seen, limits } = this.context;
    const { chat } = this.application;
    return html`
      <h3>${text.context.title}</h3>
      ${
        seen
          ? html`<dl>
              <div><dt>${text.context.messages}</dt><dd>${text.context.of(seen.messages, limits.messages)}</dd></div>
              <div><dt>${text.context.tokens}</dt><dd>${text.context.of(seen.tokens, limits.tokens)}</dd></div>
              <div><dt>${text.context.dropped}</dt><dd>${seen.dropped.toLocaleString()}</dd></div>
            </dl>
            <p class="hint">${seen.dropped > 0 ? text.context.someDropped : text.context.allSeen}</p>`
          : html`<p class="hint"><span class="spinner"></span></p>`
      }
      ${
        chat.mayWrite
          ? html`<button class="small" @click=${this.#clear}>${text.context.clear}</button>`
          : nothing
      }
    `;
  }

  #toggled({ newState, target }) {
    this.isOpen = newState === 'open';
    if (this.isOpen) {
      const button = this.querySelector('button').getBoundingClientRect();
      target.style.top = `${button.bottom + 6}px`;
      target.style.left = `${Math.max(8, Math.min(button.right - target.offsetWidth, innerWidth - target.offsetWidth - 8))}px`;
    }
  }

  #clear() {
    this.querySelector('[popover]').hidePopover();
    this.tell('send-text', { text: '/clear' });
  }
}

function ring(part) {
  return html`<svg class="ring" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
    ${svg`<circle cx="11" cy="11" r=${RADIUS}></circle>
      <circle class="part" cx="11" cy="11" r=${RADIUS} stroke-dasharray="${part * AROUND} ${AROUND}"></circle>`}
  </svg>`;
}

customElements.define('parley-context-meter', ParleyContextMeter);
