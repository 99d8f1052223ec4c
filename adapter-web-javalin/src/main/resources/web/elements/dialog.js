/**
 * Questions to the user in a modal dialog.
 *
 * @module elements/dialog
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

/**
 * @typedef {object} DialogQuestion
 * @property {string} title
 * @property {string} [text]
 * @property {string} confirm what the button says that means yes
 * @property {boolean} [danger] whether yes cannot be undone
 * @property {{label: string, value: string, maxLength: number}} [field] asks for a text
 */

/**
 * Asks the user, in front of everything else.
 *
 * @param {Node} where any node of the page, which need not stay there
 * @param {DialogQuestion} question
 * @returns {Promise<string|boolean|null>} the text of the field or true; null if the user declined
 */
export async function ask(where, question) {
  const root = where.getRootNode();
  const dialog = document.createElement('parley-dialog');
  dialog.question = question;
  (root.body ?? root.querySelector('.widget') ?? root).append(dialog);
  try {
    return await dialog.answer();
  } finally {
    dialog.remove();
  }
}

/** @element parley-dialog */
class ParleyDialog extends PageElement {
  static properties = {
    /** @type {DialogQuestion} */
    question: { attribute: false },
  };

  #answered = null;

  /** @returns {Promise<string|boolean|null>} see {@link ask} */
  async answer() {
    await this.updateComplete;
    const field = this.querySelector('input');
    if (field) {
      field.value = this.question.field.value;
    }
    this.querySelector('dialog').showModal();
    field?.select();
    return new Promise((resolve) => (this.#answered = resolve));
  }

  render() {
    const { question } = this;
    return html`
      <dialog aria-labelledby="dialog-title" @close=${() => this.#answer(null)}>
        <form @submit=${this.#submit}>
          <h2 id="dialog-title">${question.title}</h2>
          ${question.text ? html`<p>${question.text}</p>` : nothing}
          ${
            question.field
              ? html`<label class="field">${question.field.label} <input maxlength=${question.field.maxLength} autocomplete="off" /></label>`
              : nothing
          }
          <div class="choices">
            <button type="button" @click=${() => this.#answer(null)}>${text.cancel}</button>
            <button type="submit" class=${question.danger ? 'danger solid' : 'primary'}>${question.confirm}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #submit(event) {
    event.preventDefault();
    this.#answer(this.question.field ? this.querySelector('input').value : true);
  }

  #answer(answer) {
    const answered = this.#answered;
    this.#answered = null;
    answered?.(answer);
  }
}

customElements.define('parley-dialog', ParleyDialog);
