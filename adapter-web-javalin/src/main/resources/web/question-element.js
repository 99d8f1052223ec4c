/**
 * The element that shows a question to people and takes the answer.
 *
 * @module question-element
 */

import { LitElement, html, nothing } from 'lit';
import { timeOf } from './message-element.js';
import { newId, ParleyError } from './parley-client.js';
import { shownArguments } from './tool-element.js';

const CHANNELS = { email: 'by email', slack: 'in Slack' };

let elements = 0;

/**
 * A question with the form its kind of answer needs, or how it ended.
 *
 * @element parley-question
 */
class ParleyQuestion extends LitElement {
  static properties = {
    /** The question as the server describes it. */
    question: { attribute: false },
    /** Whether this user may answer. */
    answerable: { attribute: false },
    /** Sends an answer: `(question, answer, responseId) => Promise`; rejected with a sentence for people. */
    respond: { attribute: false },
    /** `edit`, `refuse` or null: what the user of an approval does besides looking. */
    mode: { state: true },
    sending: { state: true },
    /** What the server had against the answer. */
    problem: { state: true },
  };

  #id = `question-${++elements}`;
  /** The last answer that was tried: the same one has the same id again. */
  #tried = { content: null, responseId: null };

  constructor() {
    super();
    this.mode = null;
    this.sending = false;
    this.problem = null;
  }

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    const before = changed.get('question');
    if (before && before.request_id !== this.question.request_id) {
      this.mode = null;
      this.problem = null;
    }
  }

  render() {
    const { question } = this;
    return html`
      <section class="question ${question.status}" tabindex="-1" aria-labelledby="${this.#id}-text">
        <p class="about">
          <span class="badge">${this.#name}</span>
          ${question.status === 'pending' ? html`<span>Answer by ${timeOf(question.expires_at)}</span>` : nothing}
        </p>
        ${this.#renderAsked()}
        ${question.status === 'pending' ? this.#renderOpen() : this.#renderOutcome()}
      </section>
    `;
  }

  get #name() {
    const { status, kind } = this.question;
    if (status === 'pending') {
      return kind.type === 'approval' ? 'Approval needed' : 'Question';
    }
    return kind.type === 'approval' ? 'Approval' : 'Question';
  }

  /** What is asked; of a call its exact arguments, as long as they can be judged. */
  #renderAsked() {
    const { question } = this;
    const { call } = question.kind;
    if (!call) {
      return html`<p class="text" id="${this.#id}-text">${question.question}</p>`;
    }
    if (question.status !== 'pending') {
      return html`<p id="${this.#id}-text">May the agent call <code>${call.name}</code>?</p>`;
    }
    return html`
      <p id="${this.#id}-text">May the agent call <code>${call.name}</code> with these arguments?</p>
      ${
        this.mode === 'edit'
          ? nothing
          : html`<pre tabindex="0" role="group" aria-label="Arguments">${shownArguments(call.arguments)}</pre>`
      }
    `;
  }

  #renderOpen() {
    const { question } = this;
    if (!this.answerable) {
      const who = question.responders.length > 0 ? question.responders.join(', ') : 'people who may write in this chat';
      return html`<p class="hint">Waiting for an answer of ${who}.</p>`;
    }
    return html`
      <form @submit=${this.#submit} novalidate>
        ${this.#renderForm()}
        <p class="problem" id="${this.#id}-problem" role="alert">${this.problem ?? nothing}</p>
      </form>
    `;
  }

  #renderForm() {
    const { kind } = this.question;
    switch (kind.type) {
      case 'approval':
        return this.#renderApproval();
      case 'choice':
        return html`
          <fieldset aria-describedby="${this.#id}-problem">
            <legend class="visually-hidden">${this.question.question}</legend>
            ${kind.options.map(
              (option) => html`<label class="option">
                <input type=${kind.multiple ? 'checkbox' : 'radio'} name="option" .value=${option} />
                <span class="text">${option}</span>
              </label>`,
            )}
          </fieldset>
          ${this.#renderButtons('Answer')}
        `;
      default:
        return html`
          ${this.#renderText('Your answer', '', rulesOf(kind))} ${this.#renderButtons('Answer')}
        `;
    }
  }

  #renderApproval() {
    const { kind } = this.question;
    switch (this.mode) {
      case 'edit':
        return html`
          ${this.#renderText('Arguments, a JSON object', shownArguments(kind.call.arguments), null, true)}
          ${this.#renderButtons('Approve with changes', true)}
        `;
      case 'refuse':
        return html`
          ${this.#renderText('Reason (may be left out)', '', null)} ${this.#renderButtons('Refuse', true, 'danger')}
        `;
      default:
        return html`
          <p class="choices">
            <button type="submit" class="primary" ?disabled=${this.sending}>${this.sending ? 'Sending…' : 'Approve'}</button>
            ${
              kind.call && kind.editable
                ? html`<button type="button" ?disabled=${this.sending} @click=${() => this.#turnTo('edit')}>
                  Edit arguments
                </button>`
                : nothing
            }
            <button type="button" class="danger" ?disabled=${this.sending} @click=${() => this.#turnTo('refuse')}>
              Refuse…
            </button>
          </p>
        `;
    }
  }

  #renderText(label, value, rules, isCode = false) {
    const id = `${this.#id}-field`;
    return html`
      <label for=${id}>${label}</label>
      <textarea
        id=${id}
        name="text"
        class=${isCode ? 'code' : ''}
        rows=${isCode ? Math.min(12, value.split('\n').length + 1) : 2}
        spellcheck=${isCode ? 'false' : 'true'}
        autocomplete="off"
        aria-invalid=${this.problem !== null}
        aria-describedby="${this.#id}-rules ${this.#id}-problem"
        .defaultValue=${value}
      ></textarea>
      <p class="hint" id="${this.#id}-rules">${rules ?? nothing}</p>
    `;
  }

  #renderButtons(confirm, isStep = false, style = 'primary') {
    return html`
      <p class="choices">
        <button type="submit" class=${style} ?disabled=${this.sending}>${this.sending ? 'Sending…' : confirm}</button>
        ${
          isStep
            ? html`<button type="button" ?disabled=${this.sending} @click=${() => this.#turnTo(null)}>Back</button>`
            : nothing
        }
      </p>
    `;
  }

  #renderOutcome() {
    const { question } = this;
    switch (question.status) {
      case 'answered': {
        const { response } = question;
        const channel = CHANNELS[response.channel] ?? '';
        return html`
          ${this.#renderAnswer(response.answer)}
          <p class="hint">${response.author_id} ${channel} ${timeOf(response.at)}</p>
        `;
      }
      case 'expired':
        return html`
          <p class="hint">Nobody answered by ${timeOf(question.expires_at)}.</p>
          ${question.default_answer ? this.#renderAnswer(question.default_answer) : nothing}
        `;
      default:
        return html`<p class="hint">Withdrawn; it needs no answer any more.</p>`;
    }
  }

  #renderAnswer(answer) {
    if (answer.text != null) {
      return html`<p class="answer text">${answer.text}</p>`;
    }
    if (answer.options != null) {
      return html`<ul class="answer">
        ${answer.options.map((option) => html`<li class="text">${option}</li>`)}
      </ul>`;
    }
    const decision = answer.approved ? 'Approved' : 'Refused';
    return html`
      <p class="answer text"><strong>${decision}</strong>${answer.reason ? `: ${answer.reason}` : nothing}</p>
      ${
        answer.edited_arguments == null
          ? nothing
          : html`<details>
            <summary>With changed arguments</summary>
            <pre tabindex="0">${shownArguments(answer.edited_arguments)}</pre>
          </details>`
      }
    `;
  }

  async #turnTo(mode) {
    this.mode = mode;
    this.problem = null;
    await this.updateComplete;
    this.querySelector(mode ? 'textarea' : 'button.primary')?.focus();
  }

  async #submit(event) {
    event.preventDefault();
    if (this.sending) {
      return;
    }
    const answer = this.#read(new FormData(event.target));
    const content = JSON.stringify(answer);
    if (content !== this.#tried.content) {
      this.#tried = { content, responseId: newId() };
    }
    const { question } = this;
    this.sending = true;
    this.problem = null;
    try {
      await this.respond(question, answer, this.#tried.responseId);
    } catch (error) {
      this.problem = error instanceof ParleyError ? error.message : 'Something went wrong on this page. Try again.';
    }
    this.sending = false;
    await this.updateComplete;
    // The buttons may be gone, and the focus with them.
    this.querySelector(this.problem === null ? 'section' : 'textarea, input')?.focus();
  }

  #read(fields) {
    const { kind } = this.question;
    const text = fields.get('text')?.replaceAll('\r\n', '\n');
    if (kind.type === 'choice') {
      return { options: fields.getAll('option') };
    }
    if (kind.type !== 'approval') {
      return { text };
    }
    if (this.mode === 'refuse') {
      return text.trim() ? { approved: false, reason: text } : { approved: false };
    }
    return this.mode === 'edit' && text !== shownArguments(kind.call.arguments)
      ? { approved: true, edited_arguments: text }
      : { approved: true };
  }
}

/** What a free text has to be like; null if it may be anything. */
function rulesOf({ minimum, maximum, pattern }) {
  const rules = [];
  if (minimum > 1) {
    rules.push(`at least ${minimum.toLocaleString()} characters`);
  }
  if (maximum) {
    rules.push(`at most ${maximum.toLocaleString()} characters`);
  }
  if (pattern) {
    rules.push(`must match ${pattern}`);
  }
  return rules.length > 0 ? rules.join(', ') : null;
}

customElements.define('parley-question', ParleyQuestion);
