/**
 * The element that shows one session's conversation.
 *
 * @module elements/conversation
 */

import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { conversation, emptyView, mayAnswer, queuedTurn } from '../session-view.js';
import { text } from '../text.js';
import './message.js';
import { PageElement } from './page-element.js';
import './question.js';
import './tool.js';

const NEAR_END_PX = 80;
const ANNOUNCED_CHARACTERS = 500;
/** Answers that tell themselves how their turn ended. */
const BROKEN_OFF = new Set(['stopped', 'failed']);

/**
 * The history, the answer in progress and what is on its way. While an answer streams, only its own element is rendered
 * anew. It stays at the end as the answer grows, unless the reader scrolled up.
 *
 * @element parley-conversation
 * @fires show-earlier
 */
class ParleyConversation extends PageElement {
  static properties = {
    view: { attribute: false },
    /** Messages on their way to the server. */
    outgoing: { attribute: false },
    /** What commands told: `{key, seq, typed, text, link}`. */
    results: { attribute: false },
    /** Sends an answer to a question, see `parley-question`. */
    respond: { attribute: false },
    userId: { attribute: false },
    loadingEarlier: { attribute: false },
    atEnd: { state: true },
  };

  #resizes = new ResizeObserver(() => this.#resized());
  /** How far the end was from what the reader sees, while older messages are put above it. */
  #heightFromEnd = null;
  #lastTop = 0;

  constructor() {
    super();
    this.atEnd = true;
    this.outgoing = [];
    this.results = [];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  willUpdate(changed) {
    const before = changed.get('view');
    if (changed.has('view') && before?.sessionId !== this.view?.sessionId) {
      this.atEnd = true;
    }
    for (const own of ['outgoing', 'results']) {
      if (changed.has(own) && this[own].length > (changed.get(own)?.length ?? 0)) {
        this.atEnd = true;
      }
    }
    const first = this.view?.messages[0]?.seq;
    const grewAtTop = before?.sessionId === this.view?.sessionId && first < before?.messages[0]?.seq;
    if (grewAtTop) {
      this.#heightFromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    }
  }

  render() {
    const { view } = this;
    return html`
      <div class="scroller" tabindex="0" role="log" aria-label=${text.conversation.name} aria-live="off" @scroll=${this.#scrolled}>
        <div class="entries">
          ${
            view?.earlier
              ? html`<button class="earlier" ?disabled=${this.loadingEarlier} @click=${this.#showEarlier}>
                ${text.conversation.earlier}
              </button>`
              : nothing
          }
          ${guard(
            [
              ...[view?.messages, view?.draft?.messageId, view?.turns, view?.outcomes, view?.questions],
              ...[view?.session?.access, this.outgoing, this.results, this.userId],
            ],
            () => this.#renderEntries(),
          )}
          ${view ? this.#renderActivity(view) : nothing}
        </div>
      </div>
      ${
        this.atEnd
          ? nothing
          : html`<button class="to-end" @click=${this.#toEnd}><span aria-hidden="true">↓</span> ${text.conversation.latest}</button>`
      }
      <div class="visually-hidden" role="status">${this.#announcement}</div>
    `;
  }

  firstUpdated() {
    this.#resizes.observe(this.#scroller);
    this.#resizes.observe(this.querySelector('.entries'));
  }

  updated() {
    const draft = this.view?.draft;
    if (draft) {
      const element = this.querySelector(`parley-message[data-id="${CSS.escape(draft.messageId)}"]`);
      if (element) {
        element.draftText = draft.text;
      }
    }
    this.#settle();
  }

  #renderEntries() {
    const { view } = this;
    const entries = conversation(view ?? emptyView(null), this.results);
    const brokenOff = new Set();
    for (const { message } of entries) {
      if (BROKEN_OFF.has(message?.status)) {
        brokenOff.add(message.turn_id);
      }
    }
    const outgoing = this.outgoing
      .filter((message) => !view?.messages.some((known) => known.message_id === message.messageId))
      .map((message) => ({ key: message.messageId, outgoing: message }));
    return repeat(
      [...entries, ...outgoing],
      ({ key }) => key,
      (entry) => this.#renderEntry(entry, brokenOff),
    );
  }

  #renderEntry({ key, message, draft, tool, question, note, outgoing }, brokenOff) {
    const { view } = this;
    if (tool) {
      return html`<parley-tool .tool=${tool}></parley-tool>`;
    }
    if (question) {
      return html`<parley-question
        .question=${question}
        .answerable=${mayAnswer(question, this.userId, view.session?.access)}
        .respond=${this.respond}
      ></parley-question>`;
    }
    const shown = message ?? (draft && { message_id: key, role: 'assistant', status: 'streaming', text: '' });
    return html`<parley-message
      data-id=${key}
      .message=${shown}
      .outgoing=${outgoing}
      .result=${note}
      .queued=${view && queuedTurn(view, key)}
      .outcome=${message && !brokenOff.has(message.turn_id) ? view.outcomes[key] : undefined}
      .userId=${this.userId}
    ></parley-message>`;
  }

  #renderActivity(view) {
    if (view.agent.waiting_for) {
      return html`<p class="activity">${text.conversation.waits}</p>`;
    }
    if (!view.draft?.text && (view.draft || view.agent.activity === 'thinking')) {
      return html`<p class="activity">${text.conversation.thinking}<span class="dots" aria-hidden="true"></span></p>`;
    }
    return nothing;
  }

  /** For those who do not see the answer grow: that it began, and then all at once. */
  get #announcement() {
    const { view } = this;
    if (!view) {
      return '';
    }
    if (view.draft) {
      return text.conversation.answering;
    }
    const question = view.questions.findLast((asked) => asked.status === 'pending');
    if (question) {
      return text.conversation.question(question.question.slice(0, ANNOUNCED_CHARACTERS));
    }
    const last = view.messages.findLast((message) => message.role === 'assistant' && message.text);
    return last ? text.conversation.answer(last.text.slice(0, ANNOUNCED_CHARACTERS)) : '';
  }

  get #scroller() {
    return this.querySelector('.scroller');
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const nearEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    // Only the reader scrolls up; far from the end without that, the text has just grown.
    if (nearEnd || scrollTop < this.#lastTop) {
      this.atEnd = nearEnd;
    }
    this.#lastTop = scrollTop;
  }

  /** Called when the messages have rendered themselves, before anything is painted. */
  #resized() {
    if (this.#heightFromEnd !== null) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight - this.#heightFromEnd;
      this.#heightFromEnd = null;
    }
    this.#settle();
  }

  #settle() {
    if (this.atEnd) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
  }

  #toEnd() {
    this.atEnd = true;
    this.#settle();
  }

  #showEarlier() {
    this.tell('show-earlier');
  }
}

customElements.define('parley-conversation', ParleyConversation);
