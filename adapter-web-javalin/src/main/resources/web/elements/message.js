/**
 * The elements that show one entry of a conversation.
 *
 * @module elements/message
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { GrowingMarkdown } from './markdown.js';
import { PageElement } from './page-element.js';
import { timeOf } from './time.js';
import './tool.js';

/** Shows the Markdown of its property `text`, which may grow. @element parley-markdown */
class ParleyMarkdown extends HTMLElement {
  #markdown = new GrowingMarkdown(this);

  set text(written) {
    this.#markdown.show(written);
  }
}

/**
 * One message, the answer in progress, or a message on its way to the server.
 *
 * @element parley-message
 * @fires cancel-queued with the turn
 * @fires retry-outgoing, edit-outgoing, discard-outgoing with the message on its way
 */
class ParleyMessage extends PageElement {
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
      <article class="message user ${outgoing.failed ? 'unsent' : 'sending'}" aria-label=${text.message.you}>
        <div class="bubble text">${outgoing.text}</div>
        <footer>
          ${
            outgoing.failed
              ? html`<span class="problem">${text.message.notSent(outgoing.error)}</span>
                <button class="link" @click=${() => this.tell('retry-outgoing', outgoing)}>${text.message.again}</button>
                <button class="link" @click=${() => this.tell('edit-outgoing', outgoing)}>${text.message.edit}</button>
                <button class="link" @click=${() => this.tell('discard-outgoing', outgoing)}>${text.message.discard}</button>`
              : text.message.sending
          }
        </footer>
      </article>
    `;
  }

  #renderResult() {
    const { typed, text: told, link } = this.result;
    return html`
      <article class="message result" aria-label=${text.message.command}>
        <header><code>${typed}</code> <span class="badge">${text.message.onlyYou}</span></header>
        <parley-markdown class="bubble markdown" .text=${told}></parley-markdown>
        ${link ? html`<footer><a href=${link} download>${text.message.download}</a></footer>` : nothing}
      </article>
    `;
  }

  #renderUser() {
    const { message, queued, outcome } = this;
    const own = message.author_id === this.userId;
    return html`
      <article class="message user ${own ? '' : 'other'}" aria-label=${own ? text.message.you : message.author_id}>
        ${own ? nothing : html`<header>${message.author_id}</header>`}
        <div class="bubble text">${message.text}</div>
        <footer>
          ${
            queued
              ? html`<span class="badge">${text.message.queued}</span>
                <button class="link" @click=${() => this.tell('cancel-queued', queued)}>${text.cancel}</button>`
              : nothing
          }
          ${outcome ? this.#renderOutcome(outcome) : nothing} ${timeOf(message.created_at)}
        </footer>
      </article>
    `;
  }

  #renderOutcome(outcome) {
    return outcome.status === 'failed'
      ? html`<span class="problem">${outcome.error?.error_message ?? text.message.failed}</span>`
      : html`<span>${text.message.cancelled[outcome.reason] ?? text.message.cancelled.otherwise}</span>`;
  }

  #renderAssistant() {
    const { message } = this;
    const streaming = message.status === 'streaming';
    const ending = text.message.ending[message.status];
    const written = streaming ? (this.draftText ?? '') : message.text;
    if (!written && (streaming || message.status === 'completed')) {
      return nothing;
    }
    return html`
      <article class="message assistant ${message.status}" aria-label=${text.message.assistant} aria-busy=${streaming}>
        <parley-markdown class="bubble markdown" .text=${written}></parley-markdown>
        <footer>
          ${
            message.status === 'failed'
              ? html`<span class="problem">${message.error?.error_message ?? text.message.failed}</span>`
              : nothing
          }
          ${ending ? html`<span class="badge">${ending}</span>` : nothing}
          ${streaming ? nothing : timeOf(message.ended_at ?? message.created_at)}
        </footer>
      </article>
    `;
  }

  /** A result whose call is in a part of the history that is not here. */
  #renderTool() {
    const { tool_name: name, text: result, failed } = this.message;
    const tool = { name, arguments: null, state: failed ? 'failed' : 'finished', result };
    return html`<parley-tool .tool=${tool}></parley-tool>`;
  }
}

customElements.define('parley-markdown', ParleyMarkdown);
customElements.define('parley-message', ParleyMessage);
