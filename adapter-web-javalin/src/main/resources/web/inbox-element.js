/**
 * The element that shows the questions that wait in other sessions.
 *
 * @module inbox-element
 */

import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import './question-element.js';

/**
 * A button with the number of questions; it opens a list in which they can be answered.
 *
 * @element parley-inbox
 * @fires open-question with the question, to show its session
 */
class ParleyInbox extends LitElement {
  static properties = {
    /** Questions that this user may answer or that were just answered here, the oldest first. */
    questions: { attribute: false },
    /** How many wait. */
    count: { attribute: false },
    /** The title of a question's session; null if this user cannot open it. */
    titleOf: { attribute: false },
    respond: { attribute: false },
  };

  constructor() {
    super();
    this.questions = [];
    this.count = 0;
  }

  createRenderRoot() {
    return this;
  }

  close() {
    this.querySelector('dialog').close();
  }

  render() {
    const { count } = this;
    const text = `${count} ${count === 1 ? 'question' : 'questions'}`;
    return html`
      <span role="status">
        ${
          count > 0
            ? html`<button class="waiting" aria-haspopup="dialog" @click=${this.#show}>
              ${text}<span class="visually-hidden"> in other chats</span>
            </button>`
            : nothing
        }
      </span>
      <dialog class="inbox" aria-labelledby="inbox-title">
        <header>
          <h3 id="inbox-title">Questions in other chats</h3>
          <button class="icon" aria-label="Close" @click=${this.close}><span aria-hidden="true">✕</span></button>
        </header>
        ${this.questions.length === 0 ? html`<p class="hint">No question waits.</p>` : nothing}
        ${repeat(
          this.questions,
          (question) => question.request_id,
          (question) => this.#renderQuestion(question),
        )}
      </dialog>
    `;
  }

  #renderQuestion(question) {
    const title = this.titleOf(question);
    return html`
      ${
        title === null
          ? nothing
          : html`<button class="link" @click=${() => this.#open(question)}>Open “${title}”</button>`
      }
      <parley-question .question=${question} .answerable=${true} .respond=${this.respond}></parley-question>
    `;
  }

  #show() {
    this.querySelector('dialog').showModal();
  }

  #open(question) {
    this.close();
    this.dispatchEvent(new CustomEvent('open-question', { detail: question, bubbles: true }));
  }
}

customElements.define('parley-inbox', ParleyInbox);
