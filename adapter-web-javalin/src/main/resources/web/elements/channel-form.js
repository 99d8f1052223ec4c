/**
 * The element in which one channel of somebody is set, confirmed and tested.
 *
 * @module elements/channel-form
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { sentenceOf } from '../model/toasts.js';
import { text } from '../text.js';
import { ask } from './dialog.js';
import { PageElement } from './page-element.js';
import { timeZoneOptions } from './time-zones.js';

const PRIORITIES = [1, 2, 3];

/** Which fields the server may refuse, and which of the form's has the focus then. */
const FIELDS = {
  address: 'address',
  priority: 'priority',
  quiet_hours: 'from',
  'quiet_hours.from': 'from',
  'quiet_hours.until': 'until',
  'quiet_hours.time_zone': 'zone',
  code: 'code',
};

/** @element parley-channel-form */
class ParleyChannelForm extends PageElement {
  static properties = {
    /** @type {import('../model/channels.js').Channels} */
    channels: { attribute: false },
    kind: { attribute: false },
    /** What is wrong: a sentence by the name of a field, `form` for what belongs to none. */
    problems: { state: true },
    /** What was done last. */
    news: { state: true },
    /** Whether something is on its way to the server. */
    working: { state: true },
  };
  static models = ['channels'];

  constructor() {
    super();
    this.problems = {};
    this.news = null;
    this.working = false;
  }

  get #isOwn() {
    return this.channels.userId === null;
  }

  #id(part) {
    return `channel-${this.kind}-${part}`;
  }

  render() {
    const { channels, kind } = this;
    const channel = channels.find(kind);
    const isOpen = channels.kinds.includes(kind);
    return html`
      <section class="panel channel" tabindex="-1" data-kind=${kind} aria-labelledby=${this.#id('name')}>
        <header><h3 id=${this.#id('name')}>${text.channels.kind[kind] ?? kind}</h3>${this.#renderState(channel)}</header>
        ${isOpen ? this.#renderSettings(channel) : this.#renderClosed(channel)}
        <p class="problem" role="alert">${this.problems.form ?? nothing}</p>
        ${isOpen && channel ? this.#renderProof(channel) : nothing}
        <p class="hint news" role="status">${this.news ?? nothing}</p>
      </section>
    `;
  }

  #renderState(channel) {
    if (!channel) {
      return html`<span class="badge">${text.channels.notSet}</span>`;
    }
    return html`
      ${channel.enabled ? nothing : html`<span class="badge">${text.channels.isOff}</span>`}
      ${
        channel.verified_at
          ? html`<span class="badge accent">${text.channels.isConfirmed}</span>`
          : html`<span class="badge warning">${text.channels.isNotConfirmed}</span>`
      }
    `;
  }

  /** One that the server had once. */
  #renderClosed(channel) {
    return html`
      <p class="text">${channel?.address}</p>
      <p class="hint">${text.channels.isClosed}</p>
      <p class="choices">${this.#renderRemove(channel)}</p>
    `;
  }

  #renderSettings(channel) {
    const draft = this.channels.draft(this.kind);
    return html`
      <form @submit=${this.#save} novalidate>
        ${this.#renderAddress(channel, draft)}
        <div class="field priority">
          <label for=${this.#id('priority')}>${text.channels.priority}</label>
          <select
            id=${this.#id('priority')}
            aria-describedby=${this.#id('priority-problem')}
            .value=${String(draft.priority)}
            @change=${({ target }) => this.#change({ priority: Number(target.value) })}
          >
            ${PRIORITIES.map(
              (priority) => html`<option value=${priority} ?selected=${priority === draft.priority}>${text.channels.priorities[priority]}</option>`,
            )}
          </select>
          ${this.#renderProblem('priority')}
        </div>
        ${this.#renderQuiet(draft)}
        ${this.#renderCheck('enabled', draft, text.channels.enabled)}
        ${this.#isOwn ? nothing : this.#renderCheck('verified', draft, text.channels.countsAsConfirmed)}
        <p class="choices">
          <button class="primary" aria-disabled=${this.working}>${text.channels.save}</button>
          ${this.#renderRemove(channel)}
          ${channel && this.channels.isChanged(this.kind) ? html`<span class="hint">${text.channels.isNotSaved}</span>` : nothing}
        </p>
      </form>
    `;
  }

  #renderAddress(channel, draft) {
    const { kind } = this;
    const isOther = this.#isOwn && channel?.verified_at && draft.address.trim() !== channel.address;
    return html`<div class="field">
      <label for=${this.#id('address')}>${text.channels.address[kind] ?? text.channels.title}</label>
      <input
        id=${this.#id('address')}
        type=${{ email: 'email', webhook: 'url' }[kind] ?? 'text'}
        autocomplete=${kind === 'email' && this.#isOwn ? 'email' : 'off'}
        autocapitalize="off"
        spellcheck="false"
        maxlength="2000"
        aria-invalid=${'address' in this.problems}
        aria-describedby="${this.#id('address-problem')} ${this.#id('address-hint')}"
        .value=${live(draft.address)}
        @input=${({ target }) => this.#change({ address: target.value })}
      />
      ${this.#renderProblem('address')}
      <p class="hint" id=${this.#id('address-hint')}>${isOther ? text.channels.anotherAddress : (text.channels.addressHint[kind] ?? nothing)}</p>
    </div>`;
  }

  #renderQuiet(draft) {
    return html`
      ${this.#renderCheck('quiet', draft, text.channels.quiet)}
      ${
        draft.quiet
          ? html`<fieldset class="quiet" aria-describedby=${this.#id('quiet_hours-problem')}>
            <legend class="visually-hidden">${text.channels.quietHours}</legend>
            ${this.#renderTime('from', draft)} ${this.#renderTime('until', draft)}
            <div class="field zone">
              <label for=${this.#id('zone')}>${text.channels.zone}</label>
              <select
                id=${this.#id('zone')}
                aria-invalid=${'quiet_hours.time_zone' in this.problems}
                aria-describedby=${this.#id('quiet_hours.time_zone-problem')}
                .value=${draft.timeZone}
                @change=${({ target }) => this.#change({ timeZone: target.value })}
              >
                ${timeZoneOptions(draft.timeZone)}
              </select>
              ${this.#renderProblem('quiet_hours.time_zone')}
            </div>
          </fieldset>`
          : nothing
      }
      ${this.#renderProblem('quiet_hours')}
    `;
  }

  #renderTime(field, draft) {
    const name = `quiet_hours.${field}`;
    return html`<div class="field">
      <label for=${this.#id(field)}>${text.channels[field]}</label>
      <input
        id=${this.#id(field)}
        type="time"
        aria-invalid=${name in this.problems || 'quiet_hours' in this.problems}
        aria-describedby="${this.#id(`${name}-problem`)} ${this.#id('quiet_hours-problem')}"
        .value=${live(draft[field])}
        @input=${({ target }) => this.#change({ [field]: target.value })}
      />
      ${this.#renderProblem(name)}
    </div>`;
  }

  #renderCheck(field, draft, label) {
    return html`<label class="check">
      <input type="checkbox" .checked=${live(draft[field])} @change=${({ target }) => this.#change({ [field]: target.checked })} />
      <span>${label}</span>
    </label>`;
  }

  #renderProblem(field) {
    return html`<p class="problem" id=${this.#id(`${field}-problem`)} role="alert">${this.problems[field] ?? nothing}</p>`;
  }

  /** Nobody but its user removes a channel; others switch it off. */
  #renderRemove(channel) {
    return channel && this.#isOwn
      ? html`<button type="button" class="danger" @click=${this.#remove}>${text.channels.remove}</button>`
      : nothing;
  }

  /** What can be done with the address that was saved. */
  #renderProof({ address, verified_at: at, write_to: agent }) {
    if (at) {
      return html`${agent ? this.#renderMailbox(agent) : nothing}<p class="choices after">
        <button class="test" aria-disabled=${this.working} @click=${this.#test}>${text.channels.test}</button>
      </p>`;
    }
    if (!this.#isOwn) {
      return html`<p class="hint after">${text.channels.confirmOther}</p>`;
    }
    return html`<form class="after" @submit=${this.#verify} novalidate>
      <p>${text.channels.confirm(address)}</p>
      <div class="by-code">
        <div class="field">
          <label for=${this.#id('code')}>${text.channels.code}</label>
          <input
            id=${this.#id('code')}
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength="40"
            aria-invalid=${'code' in this.problems}
            aria-describedby=${this.#id('code-problem')}
          />
        </div>
        <button aria-disabled=${this.working}>${text.channels.confirmIt}</button>
        <button type="button" aria-disabled=${this.working} @click=${this.#sendCode}>${text.channels.sendCode}</button>
      </div>
      ${this.#renderProblem('code')}
    </form>`;
  }

  #renderMailbox(agent) {
    return html`<p class="hint after mailbox">
      ${text.channels.writeTo} <a href="mailto:${agent}">${agent}</a>. ${text.channels.writeToHint}
    </p>`;
  }

  #change(fields) {
    this.news = null;
    this.channels.change(this.kind, fields);
  }

  async #save(event) {
    event.preventDefault();
    if (await this.#attempt(() => this.channels.save(this.kind), 'address')) {
      const { verified_at: at, enabled } = this.channels.find(this.kind);
      this.news = at || !this.#isOwn ? text.channels.saved(enabled) : text.channels.savedUnconfirmed;
    }
  }

  async #sendCode() {
    const { address } = this.channels.find(this.kind);
    if (await this.#attempt(() => this.channels.sendCode(this.kind))) {
      this.news = text.channels.codeSent(address);
      this.querySelector(`#${this.#id('code')}`)?.focus();
    }
  }

  async #verify(event) {
    event.preventDefault();
    const code = this.querySelector(`#${this.#id('code')}`).value.trim();
    if (!code) {
      this.#refuse('code', text.channels.codeMissing);
      return;
    }
    if (await this.#attempt(() => this.channels.verify(this.kind, code), 'address')) {
      this.news = text.channels.confirmed;
      await this.updateComplete;
      // The form is gone, and the focus with it.
      this.querySelector('.test')?.focus();
    }
  }

  async #test() {
    const { address } = this.channels.find(this.kind);
    if (await this.#attempt(() => this.channels.test(this.kind))) {
      this.news = text.channels.tested(address);
    }
  }

  async #remove() {
    const { address } = this.channels.find(this.kind);
    const sure = await ask(this, {
      title: text.channels.removeTitle(address),
      text: text.channels.removeText,
      confirm: text.channels.remove,
      danger: true,
    });
    if (sure && (await this.#attempt(() => this.channels.remove(this.kind)))) {
      this.news = text.channels.removed;
      await this.updateComplete;
      this.querySelector('section')?.focus();
    }
  }

  /**
   * @param {function(): Promise} work
   * @param {string} [conflict] the field about which others may have decided something
   * @returns {Promise<boolean>} whether it was done
   */
  async #attempt(work, conflict = 'form') {
    if (this.working) {
      return false;
    }
    Object.assign(this, { working: true, problems: {}, news: null });
    try {
      await work();
      return true;
    } catch (error) {
      this.#refuse(fieldOf(error, conflict), sentenceOfRefusal(error));
      return false;
    } finally {
      this.working = false;
    }
  }

  async #refuse(field, sentence) {
    this.problems = { [field]: sentence };
    await this.updateComplete;
    this.querySelector(`#${this.#id(FIELDS[field])}`)?.focus();
  }
}

/** Where on the form a refusal belongs. */
function fieldOf({ code, details }, conflict) {
  switch (code) {
    case 'invalid_code':
      return 'code';
    case 'invalid_state':
      return conflict;
    default:
      return Object.hasOwn(FIELDS, details?.field) ? details.field : 'form';
  }
}

/** The server's sentence begins with the name that the field has on the wire; people know it by another one. */
function sentenceOfRefusal(error) {
  const { field } = error.details ?? {};
  const sentence = sentenceOf(error);
  const subject = text.channels.subject[field];
  return subject && sentence.startsWith(`${field} `) ? `${subject}${sentence.slice(field.length)}` : sentence;
}

customElements.define('parley-channel-form', ParleyChannelForm);
