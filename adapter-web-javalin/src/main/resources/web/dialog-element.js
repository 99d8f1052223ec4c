/**
 * Questions to the user in a modal dialog.
 *
 * @module dialog-element
 */

import { LitElement, html, nothing } from 'lit';

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} [text]
 * @property {string} confirm what the button says that means yes
 * @property {boolean} [danger] whether yes cannot be undone
 * @property {{label: string, value: string, maxLength: number}} [field] asks for a text
 */

/**
 * @element parley-dialog
 */
class ParleyDialog extends LitElement {
  static properties = { question: { state: true } };

  #answered = null;

  createRenderRoot() {
    return this;
  }

  /**
   * @param {Question} question
   * @returns {Promise<string|boolean|null>} the text of the field or true; null if the user declined
   */
  async ask(question) {
    this.#answer(null);
    this.question = question;
    await this.updateComplete;
    const field = this.querySelector('input');
    if (field) {
      field.value = question.field.value;
    }
    this.querySelector('dialog').showModal();
    field?.select();
    return new Promise((resolve) => (this.#answered = resolve));
  }

  render() {
    const { question } = this;
    if (!question) {
      return nothing;
    }
    return html`
      <dialog aria-labelledby="dialog-title" @close=${() => this.#answer(null)}>
        <form @submit=${this.#submit}>
          <h2 id="dialog-title">${question.title}</h2>
          ${question.text ? html`<p>${question.text}</p>` : nothing}
          ${
            question.field
              ? html`<label>${question.field.label} <input maxlength=${question.field.maxLength} autocomplete="off" /></label>`
              : nothing
          }
          <div class="choices">
            <button type="button" @click=${() => this.#answer(null)}>Cancel</button>
            <button type="submit" class=${question.danger ? 'danger' : 'primary'}>${question.confirm}</button>
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
    this.querySelector('dialog')?.close();
    answered?.(answer);
  }
}

customElements.define('parley-dialog', ParleyDialog);
