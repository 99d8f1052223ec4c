/**
 * The element that shows a question to people and takes the answer.
 *
 * @module elements/question
 */

import { html, nothing } from 'lit';
import { sentenceOf } from '../model/toasts.js';
import { newId } from '../parley-client.js';
import { text } from '../text.js';
import { avatar } from './avatar.js';
import './countdown.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import { timeOf } from './time.js';
import { shownArguments } from './tool.js';

const SOON_MS = 3_600_000;
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

let elements = 0;

/**
 * A question with the form its kind of answer needs, or how it ended.
 *
 * @element parley-question
 */
class ParleyQuestion extends PageElement {
  static properties = {
    /** The question as the server describes it. */
    question: { attribute: false },
    /** Whether this user may answer. */
    answerable: { attribute: false },
    /** Whether it is shown as it was. */
    past: { attribute: false },
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
          <span class="badge ${question.status === 'pending' ? 'accent' : ''}">${this.#name}</span>
          ${question.status === 'pending' && !this.past ? this.#renderTime() : nothing}
        </p>
        ${this.#renderAsked()}
        ${question.status === 'pending' ? [this.#renderDeliveries(), this.#renderOpen()] : this.#renderOutcome()}
      </section>
    `;
  }

  #renderTime() {
    const { expires_at: end } = this.question;
    const isSoon = Date.parse(end) - Date.now() < SOON_MS;
    return html`<span class=${isSoon ? 'soon' : ''} title=${DATE_AND_TIME.format(new Date(end))}>
      ${icon('clock')} <parley-countdown .until=${end} .say=${text.question.timeLeft}></parley-countdown>
    </span>`;
  }

  get #name() {
    const { status, kind } = this.question;
    if (kind.type !== 'approval') {
      return text.question.name;
    }
    return status === 'pending' ? text.question.approvalNeeded : text.question.approval;
  }

  /** What is asked; of a call its exact arguments, as long as they can be judged. */
  #renderAsked() {
    const { question } = this;
    const { call } = question.kind;
    if (!call) {
      return html`<p class="text" id="${this.#id}-text">${question.question}</p>`;
    }
    if (question.status !== 'pending') {
      return html`<p id="${this.#id}-text">${text.question.mayCall} <code>${call.name}</code>?</p>`;
    }
    return html`
      <p id="${this.#id}-text">${text.question.mayCall} <code>${call.name}</code> ${text.question.withArguments}</p>
      ${
        this.mode === 'edit'
          ? nothing
          : html`<pre tabindex="0" role="group" aria-label=${text.tool.arguments}>${shownArguments(call.arguments)}</pre>`
      }
    `;
  }

  /** Whom the question reached beyond this page, whom it did not, and what is waited for. */
  #renderDeliveries() {
    return (this.question.deliveries ?? [])
      .filter(({ status }) => status !== 'superseded')
      .map((delivery) => html`<p class="hint delivery">${wayOf(delivery)}</p>`);
  }

  #renderOpen() {
    const { question } = this;
    if (!this.answerable) {
      return html`<p class="hint">${text.question.waitingFor(question.responders)}</p>`;
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
          ${this.#renderButtons(text.question.answer)}
        `;
      default:
        return html`
          ${this.#renderText(text.question.yourAnswer, '', rulesOf(kind))} ${this.#renderButtons(text.question.answer)}
        `;
    }
  }

  #renderApproval() {
    const { kind } = this.question;
    switch (this.mode) {
      case 'edit':
        return html`
          ${this.#renderText(text.question.argumentsField, shownArguments(kind.call.arguments), null, true)}
          ${this.#renderButtons(text.question.approveChanged, true)}
        `;
      case 'refuse':
        return html`
          ${this.#renderText(text.question.reason, '', null)} ${this.#renderButtons(text.question.refuse, true, 'danger')}
        `;
      default:
        return html`
          <p class="choices">
            <button type="submit" class="primary" ?disabled=${this.sending}>
              ${icon('check')} ${this.sending ? text.message.sending : text.question.approve}
            </button>
            ${
              kind.call && kind.editable
                ? html`<button type="button" ?disabled=${this.sending} @click=${() => this.#turnTo('edit')}>
                  ${text.question.edit}
                </button>`
                : nothing
            }
            <button type="button" class="danger" ?disabled=${this.sending} @click=${() => this.#turnTo('refuse')}>
              ${text.question.refuseStep}
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
        <button type="submit" class=${style} ?disabled=${this.sending}>${this.sending ? text.message.sending : confirm}</button>
        ${
          isStep
            ? html`<button type="button" ?disabled=${this.sending} @click=${() => this.#turnTo(null)}>${text.question.back}</button>`
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
        const channel = text.question.channel[response.channel] ?? '';
        return html`
          ${this.#renderAnswer(response.answer)}
          <p class="hint outcome">${avatar(response.author_id)} ${response.author_id} ${channel} · ${timeOf(response.at)}</p>
        `;
      }
      case 'expired':
        return html`
          <p class="hint">${text.question.nobodyAnswered} ${timeOf(question.expires_at)}.</p>
          ${question.default_answer ? this.#renderAnswer(question.default_answer) : nothing}
        `;
      default:
        return html`<p class="hint">${text.question.withdrawn}</p>`;
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
    const decision = answer.approved ? text.question.approved : text.question.refused;
    return html`
      <p class="answer text ${answer.approved ? 'yes' : 'no'}">${icon(answer.approved ? 'check' : 'close')}<strong>${decision}</strong>${answer.reason ? `: ${answer.reason}` : nothing}</p>
      ${
        answer.edited_arguments == null
          ? nothing
          : html`<details>
            <summary>${text.question.changedArguments}</summary>
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
    this.problem = problemOf(this.question.kind, answer);
    if (this.problem !== null) {
      this.querySelector('textarea, input')?.focus();
      return;
    }
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
      this.problem = sentenceOf(error);
    }
    this.sending = false;
    await this.updateComplete;
    // The buttons may be gone, and the focus with them.
    this.querySelector(this.problem === null ? 'section' : 'textarea, input')?.focus();
  }

  #read(fields) {
    const { kind } = this.question;
    const written = fields.get('text')?.replaceAll('\r\n', '\n');
    if (kind.type === 'choice') {
      return { options: fields.getAll('option') };
    }
    if (kind.type !== 'approval') {
      return { text: written };
    }
    if (this.mode === 'refuse') {
      return written.trim() ? { approved: false, reason: written } : { approved: false };
    }
    return this.mode === 'edit' && written !== shownArguments(kind.call.arguments)
      ? { approved: true, edited_arguments: written }
      : { approved: true };
  }
}

/**
 * What is wrong with an answer, as far as that can be told without the server; null if nothing is. Patterns are the server's
 * business: its regular expressions are not those of browsers.
 */
function problemOf({ type, minimum, maximum, call }, answer) {
  if (type === 'choice') {
    return answer.options.length === 0 ? text.question.nothingSelected : null;
  }
  if (type === 'approval') {
    return call && answer.edited_arguments !== undefined ? problemOfArguments(answer.edited_arguments) : null;
  }
  const length = [...answer.text].length;
  if (!answer.text.trim()) {
    return text.question.nothingWritten;
  }
  if (minimum && length < minimum) {
    return text.question.tooShort(minimum, length);
  }
  return maximum && length > maximum ? text.question.tooLong(maximum, length) : null;
}

function problemOfArguments(json) {
  try {
    const value = JSON.parse(json);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? null : text.question.noObject;
  } catch (defect) {
    return text.question.noJson(defect.message);
  }
}

/** How far a question is on its way to somebody. */
function wayOf({ status, channel, recipient_id: person, attempts, updated_at: at, error, next_attempt_at: next }) {
  const way = text.question.channel[channel] ?? channel;
  const why = error ? html` · ${error}` : nothing;
  switch (status) {
    case 'sent':
      return html`${text.question.asked(person, way)} · ${timeOf(at)}`;
    case 'failed':
      return html`${text.question.notReached(person, way)} · ${timeOf(at)}${why}`;
    default:
      if (error) {
        return html`${text.question.notReachedYet(person, way)} ${timeOf(next)}${why}`;
      }
      return attempts === 0 && Date.parse(next) > Date.now()
        ? html`${text.question.askedLater(person, way)} ${timeOf(next)}`
        : text.question.beingAsked(person, way);
  }
}

/** What a free text has to be like; null if it may be anything. */
function rulesOf({ minimum, maximum, pattern }) {
  const rules = [];
  if (minimum > 1) {
    rules.push(text.question.atLeast(minimum));
  }
  if (maximum) {
    rules.push(text.question.atMost(maximum));
  }
  if (pattern) {
    rules.push(text.question.mustMatch(pattern));
  }
  return rules.length > 0 ? rules.join(', ') : null;
}

customElements.define('parley-question', ParleyQuestion);
