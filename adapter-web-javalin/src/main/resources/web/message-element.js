/**
 * The elements that show one entry of a conversation.
 *
 * @module message-element
 */

import { LitElement, html, nothing } from 'lit';
import { GrowingMarkdown } from './markdown.js';
import './tool-element.js';

/** Shows the Markdown of its property `text`, which may grow. @element parley-markdown */
class ParleyMarkdown extends HTMLElement {
  #markdown = new GrowingMarkdown(this);

  set text(text) {
    this.#markdown.show(text);
  }
}

const ROLE_NAMES = { assistant: 'Assistant', system: 'Note', tool: 'Tool' };
const ENDINGS = { stopped: 'Stopped', interrupted: 'Interrupted; the answer began anew' };
const CANCELLATIONS = {
  stopped: 'Withdrawn',
  interrupted: 'Set aside for a newer message',
  session_ended: 'Not answered: the chat ended',
};

/**
 * One message, the answer in progress, or a message on its way to the server.
 *
 * @element parley-message
 * @fires cancel-queued with the turn
 * @fires retry-outgoing, edit-outgoing, discard-outgoing with the message on its way
 */
class ParleyMessage extends LitElement {
  static properties = {
    message: { attribute: false },
    /** The text of the answer in progress. */
    draftText: { attribute: false },
    /** The turn that waits in the queue, for a user's message. */
    queued: { attribute: false },
    /** How the turn of a user's message ended, if not with an answer. */
    outcome: { attribute: false },
    /** `{messageId, text, failed, error}`: on its way to the server. */
    outgoing: { attribute: false },
    /** `{typed, text, link}`: what a command told. */
    result: { attribute: false },
    userId: { attribute: false },
  };

  createRenderRoot() {
    return this;
  }

  render() {
    if (this.outgoing) {
      return this.#renderOutgoing();
    }
    if (this.result) {
      return this.#renderResult();
    }
    switch (this.message.role) {
      case 'user':
        return this.#renderUser();
      case 'tool':
        return this.#renderTool();
      case 'system':
        return html`<p class="note">${this.message.text}</p>`;
      default:
        return this.#renderAssistant();
    }
  }

  #renderOutgoing() {
    const { outgoing } = this;
    return html`
      <article class="message user ${outgoing.failed ? 'unsent' : 'sending'}" aria-label="You">
        <div class="bubble text">${outgoing.text}</div>
        <footer>
          ${
            outgoing.failed
              ? html`<span class="problem">Not sent: ${outgoing.error}</span>
                <button class="link" @click=${() => this.#tell('retry-outgoing', outgoing)}>Try again</button>
                <button class="link" @click=${() => this.#tell('edit-outgoing', outgoing)}>Edit</button>
                <button class="link" @click=${() => this.#tell('discard-outgoing', outgoing)}>Discard</button>`
              : 'Sending…'
          }
        </footer>
      </article>
    `;
  }

  #renderResult() {
    const { typed, text, link } = this.result;
    return html`
      <article class="message result" aria-label="Command">
        <header><code>${typed}</code> <span class="badge">Only you see this</span></header>
        <parley-markdown class="bubble markdown" .text=${text}></parley-markdown>
        ${link ? html`<footer><a href=${link} download>Download</a></footer>` : nothing}
      </article>
    `;
  }

  #renderUser() {
    const { message, queued, outcome } = this;
    const own = message.author_id === this.userId;
    return html`
      <article class="message user ${own ? '' : 'other'}" aria-label=${own ? 'You' : message.author_id}>
        ${own ? nothing : html`<header>${message.author_id}</header>`}
        <div class="bubble text">${message.text}</div>
        <footer>
          ${
            queued
              ? html`<span class="badge">Queued</span>
                <button class="link" @click=${() => this.#tell('cancel-queued', queued)}>Cancel</button>`
              : nothing
          }
          ${outcome ? this.#renderOutcome(outcome) : nothing} ${timeOf(message.created_at)}
        </footer>
      </article>
    `;
  }

  #renderOutcome(outcome) {
    return outcome.status === 'failed'
      ? html`<span class="problem">${outcome.error?.error_message ?? 'The answer failed.'}</span>`
      : html`<span>${CANCELLATIONS[outcome.reason] ?? 'Cancelled'}</span>`;
  }

  #renderAssistant() {
    const { message } = this;
    const streaming = message.status === 'streaming';
    const text = streaming ? (this.draftText ?? '') : message.text;
    if (!text && (streaming || message.status === 'completed')) {
      return nothing;
    }
    return html`
      <article class="message assistant ${message.status}" aria-label=${ROLE_NAMES.assistant} aria-busy=${streaming}>
        <parley-markdown class="bubble markdown" .text=${text}></parley-markdown>
        <footer>
          ${
            message.status === 'failed'
              ? html`<span class="problem">${message.error?.error_message ?? 'The answer failed.'}</span>`
              : nothing
          }
          ${ENDINGS[message.status] ? html`<span class="badge">${ENDINGS[message.status]}</span>` : nothing}
          ${streaming ? nothing : timeOf(message.ended_at ?? message.created_at)}
        </footer>
      </article>
    `;
  }

  /** A result whose call is in a part of the history that is not here. */
  #renderTool() {
    const { tool_name: name, text, failed } = this.message;
    const tool = { name, arguments: null, state: failed ? 'failed' : 'finished', result: text };
    return html`<parley-tool .tool=${tool}></parley-tool>`;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/**
 * A moment for people: the time today, date and time before.
 *
 * @param {?string} iso
 */
export function timeOf(iso) {
  if (!iso) {
    return nothing;
  }
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  return html`<time datetime=${iso} title=${DATE_AND_TIME.format(moment)}
    >${(today ? TIME : DATE_AND_TIME).format(moment)}</time
  >`;
}

customElements.define('parley-markdown', ParleyMarkdown);
customElements.define('parley-message', ParleyMessage);
