/**
 * The element that shows one message.
 *
 * @module elements/message
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { avatar } from './avatar.js';
import { copyText } from './code-block.js';
import './countdown.js';
import { icon } from './icon.js';
import './markdown-element.js';
import { PageElement } from './page-element.js';
import { timeOf } from './time.js';

const COPIED_MS = 2000;

/**
 * One message, the answer in progress, a message on its way to the server, or what a command told.
 *
 * @element parley-message
 * @fires cancel-queued with the turn
 * @fires retry-outgoing, edit-outgoing, discard-outgoing with the message on its way
 * @fires regenerate, fork-here, ask-again with the message
 * @fires save-file with the link of a file, which is followed unless somebody prevents that
 * @fires say-again with the message, which may be an answer that failed
 */
class ParleyMessage extends PageElement {
  static properties = {
    message: { attribute: false },
    /** The text of the answer in progress. */
    draftText: { attribute: false },
    /** `{turn, place}`: the turn that waits in the queue, and how many come before it, for a user's message. */
    queued: { attribute: false },
    /** How the turn of a user's message ended, if not with an answer. */
    outcome: { attribute: false },
    /** On its way to the server, see `model/outbox`. */
    outgoing: { attribute: false },
    /** `{typed, text, link}`: what a command told. */
    result: { attribute: false },
    userId: { attribute: false },
    /** Whether it is shown as it was, and can only be copied. */
    past: { attribute: false },
    copied: { state: true },
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
      case 'system':
        return html`<p class="note">${this.message.text}</p>`;
      default:
        return this.#renderAssistant();
    }
  }

  #renderOutgoing() {
    const { outgoing } = this;
    return html`
      <article class="message user ${outgoing.failed ? 'unsent' : 'sending'}" aria-label=${text.message.you} tabindex="-1">
        <div class="bubble text">${outgoing.text}</div>
        <footer>${this.#renderProgress(outgoing)}</footer>
      </article>
    `;
  }

  #renderProgress(outgoing) {
    if (outgoing.failed) {
      return html`<span class="problem">${icon('warning')} ${text.message.notSent(outgoing.error)}</span>
        <button class="link" @click=${() => this.tell('retry-outgoing', outgoing)}>${text.message.again}</button>
        <button class="link" @click=${() => this.tell('edit-outgoing', outgoing)}>${text.message.edit}</button>
        <button class="link" @click=${() => this.tell('discard-outgoing', outgoing)}>${text.message.discard}</button>`;
    }
    if (outgoing.retryAt) {
      return html`<span>${icon('clock')} <parley-countdown .until=${outgoing.retryAt} .say=${text.message.goesOut}></parley-countdown></span>
        <button class="link" @click=${() => this.tell('discard-outgoing', outgoing)}>${text.message.discard}</button>`;
    }
    return html`<span class="spinner"></span> ${text.message.sending}`;
  }

  #renderResult() {
    const { typed, text: told, link } = this.result;
    return html`
      <article class="message result" aria-label=${text.message.command} tabindex="-1">
        <header>${icon('slash')} <code>${typed}</code> <span class="badge">${text.message.onlyYou}</span></header>
        <parley-markdown class="markdown" .content=${{ text: told, grows: false }}></parley-markdown>
        ${
          link
            ? html`<footer>
              <a class="button" href=${link} download @click=${this.#save}>${icon('download')} ${text.message.download}</a>
            </footer>`
            : nothing
        }
      </article>
    `;
  }

  #renderUser() {
    const { message, queued } = this;
    const own = message.author_id === this.userId;
    return html`
      <article
        class="message user ${own ? '' : 'other'}"
        aria-label=${own ? text.message.you : message.author_id}
        tabindex="-1"
      >
        ${own ? nothing : html`<header>${avatar(message.author_id)} ${message.author_id}</header>`}
        <div class="bubble text">${message.text}</div>
        <footer>
          ${
            queued
              ? html`<span class="badge warning">${text.message.queued(queued.place)}</span>
                ${this.#renderLink(text.cancel, 'cancel-queued', queued.turn)}`
              : nothing
          }
          ${this.outcome ? this.#renderOutcome(this.outcome) : nothing}
          ${message.channel && message.channel !== 'web' ? html`<span>${text.question.channel[message.channel]}</span>` : nothing}
          <span class="tools">
            ${this.#renderCopy()}
            ${this.#renderTool('pencil', text.message.askAgain, 'ask-again')}
            ${timeOf(message.created_at)}
          </span>
        </footer>
      </article>
    `;
  }

  #renderOutcome(outcome) {
    if (outcome.status !== 'failed') {
      return html`<span>${text.message.cancelled[outcome.reason] ?? text.message.cancelled.otherwise}</span>`;
    }
    return html`
      <span class="problem">${icon('warning')} ${this.#sentenceOf(outcome.error)}</span>
      ${this.#renderLink(text.message.again, 'say-again', this.message)}
    `;
  }

  #renderAssistant() {
    const { message } = this;
    const streaming = message.status === 'streaming';
    const written = streaming ? (this.draftText ?? '') : message.text;
    if (!written && (streaming || message.status === 'completed')) {
      return nothing;
    }
    return html`
      <article
        class="message assistant ${message.status}"
        aria-label=${text.message.assistant}
        aria-busy=${streaming}
        tabindex="-1"
      >
        ${
          written
            ? html`<parley-markdown class="bubble markdown" .content=${{ text: written, grows: streaming }}></parley-markdown>`
            : nothing
        }
        ${streaming ? nothing : this.#renderEnd()}
      </article>
    `;
  }

  #renderEnd() {
    const { message } = this;
    const ending = text.message.ending[message.status];
    const isFinal = message.text && message.tool_calls.length === 0;
    return html`
      <footer>
        ${
          message.status === 'failed'
            ? html`<span class="problem">${icon('warning')} ${this.#sentenceOf(message.error)}</span>
              ${this.#renderLink(text.message.again, 'say-again', message)}`
            : nothing
        }
        ${ending ? html`<span class="badge">${ending}</span>` : nothing}
        <span class="tools">
          ${message.text ? this.#renderCopy() : nothing}
          ${
            isFinal
              ? html`${this.#renderTool('refresh', text.message.regenerate, 'regenerate')}
                ${this.#renderTool('branch', text.message.fork, 'fork-here')}`
              : nothing
          }
          ${timeOf(message.ended_at ?? message.created_at)} ${this.#renderUsage(message)}
        </span>
      </footer>
    `;
  }

  #renderUsage({ model, usage }) {
    const tokens = usage && usage.completion_tokens > 0 ? text.message.tokens(usage) : null;
    const parts = [model, tokens].filter(Boolean);
    return parts.length > 0 ? html`<span class="usage">${parts.join(' · ')}</span>` : nothing;
  }

  #renderLink(label, event, detail) {
    return this.past ? nothing : html`<button class="link" @click=${() => this.tell(event, detail)}>${label}</button>`;
  }

  #renderTool(picture, label, event) {
    if (this.past) {
      return nothing;
    }
    return html`<button
      class="icon-only small"
      title=${label}
      aria-label=${label}
      @click=${() => this.tell(event, this.message)}
    >
      ${icon(picture)}
    </button>`;
  }

  #renderCopy() {
    const label = this.copied ? text.code.copied : text.message.copy;
    return html`<button class="icon-only small" title=${label} aria-label=${label} @click=${this.#copy}>
      ${icon(this.copied ? 'check' : 'copy')}
    </button>`;
  }

  #save(event) {
    if (!this.tell('save-file', this.result.link)) {
      event.preventDefault();
    }
  }

  async #copy() {
    if (await copyText(this.message.text)) {
      this.copied = true;
      setTimeout(() => (this.copied = false), COPIED_MS);
    }
  }

  /** What went wrong and, where that is known, what can be done. */
  #sentenceOf(error) {
    return text.failures[error?.error_code] ?? error?.error_message ?? text.message.failed;
  }
}

customElements.define('parley-message', ParleyMessage);
