/**
 * The element that shows the questions that wait in other sessions.
 *
 * @module elements/inbox
 */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text.js';
import { PageElement } from './page-element.js';
import './question.js';

/**
 * A button with the number of questions; it opens a list in which they can be answered.
 *
 * @element parley-inbox
 * @fires open-question with the question, to show its session
 */
class ParleyInbox extends PageElement {
  static properties = {
    /** @type {import('../model/inbox.js').Inbox} */
    inbox: { attribute: false },
    /** The session whose questions are shown elsewhere. */
    besides: { attribute: false },
    /** The title of a question's session; null if this user cannot open it. */
    titleOf: { attribute: false },
    respond: { attribute: false },
  };
  static models = ['inbox'];

  close() {
    this.querySelector('dialog').close();
  }

  render() {
    const count = this.inbox.waitingBeside(this.besides);
    const questions = this.inbox.questions.filter((question) => question.session_id !== this.besides);
    return html`
      <span role="status">
        ${
          count > 0
            ? html`<button class="waiting" aria-haspopup="dialog" @click=${this.#show}>
              ${text.inbox.count(count)}<span class="visually-hidden"> ${text.inbox.elsewhere}</span>
            </button>`
            : nothing
        }
      </span>
      <dialog class="inbox" aria-labelledby="inbox-title" @close=${() => (this.inbox.isRead = false)}>
        <header>
          <h3 id="inbox-title">${text.inbox.title}</h3>
          <button class="icon" aria-label=${text.close} @click=${this.close}><span aria-hidden="true">✕</span></button>
        </header>
        ${questions.length === 0 ? html`<p class="hint">${text.inbox.empty}</p>` : nothing}
        ${repeat(
          questions,
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
          : html`<button class="link" @click=${() => this.#open(question)}>${text.inbox.open(title)}</button>`
      }
      <parley-question .question=${question} .answerable=${true} .respond=${this.respond}></parley-question>
    `;
  }

  #show() {
    this.inbox.isRead = true;
    this.querySelector('dialog').showModal();
  }

  #open(question) {
    this.close();
    this.tell('open-question', question);
  }
}

customElements.define('parley-inbox', ParleyInbox);
