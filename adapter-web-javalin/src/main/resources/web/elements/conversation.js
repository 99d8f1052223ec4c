/**
 * The element that shows one session's conversation.
 *
 * @module elements/conversation
 */

import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { conversation, currentTurn, emptyView, mayAnswer } from '../session-view.js';
import { text } from '../text.js';
import './countdown.js';
import { icon } from './icon.js';
import './message.js';
import { PageElement } from './page-element.js';
import './question.js';
import { ScrollPlace } from './scroll-place.js';
import { dayOf } from './time.js';
import './tool.js';
import { Window } from './window.js';

const ANNOUNCED_CHARACTERS = 500;
const REVEALED_MS = 2500;
/** Answers that tell themselves how their turn ended. */
const BROKEN_OFF = new Set(['stopped', 'failed']);

/**
 * The history, the answer in progress and what is on its way. Only a window of it is in the document: more is put there as the
 * reader comes near its edges, and what the reader sees stays where it is. While an answer streams, only its own element is
 * rendered anew. It stays at the end as the answer grows, unless the reader scrolled up.
 *
 * @element parley-conversation
 * @fires show-older, show-newer, show-beginning, show-latest when other parts of the history are wanted
 */
class ParleyConversation extends PageElement {
  static properties = {
    /** @type {import('../model/open-chat.js').OpenChat} */
    chat: { attribute: false },
    /** Messages on their way to the server. */
    outgoing: { attribute: false },
    /** What commands told: `{key, seq, typed, text, link}`. */
    results: { attribute: false },
    /** Sends an answer to a question, see `parley-question`. */
    respond: { attribute: false },
    userId: { attribute: false },
    /** Whether it is shown as it was, and nothing can be done with it. */
    past: { attribute: false },
  };
  static models = ['chat'];

  #place = new ScrollPlace(() => this.#moved());
  #window = new Window();
  #entries = [];
  #parts = [];
  #session = null;
  #sent = 0;
  #looked = [];

  constructor() {
    super();
    this.outgoing = [];
    this.results = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.chat.addEventListener('reveal', this.#reveal);
    this.chat.addEventListener('at-beginning', this.#toBeginning);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.chat.removeEventListener('reveal', this.#reveal);
    this.chat.removeEventListener('at-beginning', this.#toBeginning);
    this.#place.forget();
  }

  /** Puts the focus on the message before or after the one that has it. */
  step(direction) {
    const messages = [...this.querySelectorAll('.entries article, .entries section.question, .entries summary')];
    const now = messages.findIndex((message) => message.contains(this.getRootNode().activeElement));
    const next = now < 0 ? messages.at(-1) : messages[now + direction];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  willUpdate() {
    const { sessionId } = this.chat;
    if (this.#session !== sessionId) {
      this.#session = sessionId;
      this.#window = new Window();
      this.#place.toEnd();
    }
    const sent = this.outgoing.length + this.results.length;
    if (sent > this.#sent) {
      this.#window.toEnd();
      this.#place.toEnd();
    }
    this.#sent = sent;
    this.#readEntries();
    this.#window.over(this.#entries, this.#place.isAtEnd && this.chat.isLatest);
    this.#place.hasEnd = this.chat.isLatest && this.#window.reachesEnd(this.#entries);
  }

  render() {
    const { chat } = this;
    const view = chat.read;
    const hasOlder = this.#window.start > 0 || chat.hasOlder;
    return html`
      <div
        class="scroller"
        tabindex="0"
        role="log"
        aria-label=${text.conversation.name}
        aria-live="off"
        @scroll=${this.#scrolled}
        @keydown=${this.#keydown}
      >
        <div class="entries">
          ${hasOlder ? this.#renderLoading(chat.loading === 'older') : nothing}
          ${guard([this.#entries, this.#window.start, this.#window.end, view?.turns, chat.hasOlder, this.userId], () =>
            this.#renderEntries(),
          )}
          ${chat.isLatest && this.#window.reachesEnd(this.#entries) && view ? this.#renderActivity(view) : nothing}
          ${chat.loading === 'newer' ? this.#renderLoading(true) : nothing}
        </div>
      </div>
      ${this.#isAtLatest ? nothing : html`<button class="to-end small" @click=${this.#toLatest}>
            ${icon('arrowDown')} ${text.conversation.latest}
          </button>`}
      <div class="visually-hidden" role="status">${this.#announcement}</div>
    `;
  }

  firstUpdated() {
    this.#place.watch(this.querySelector('.scroller'), this.querySelector('.entries'));
  }

  updated() {
    const draft = this.chat.view?.draft;
    if (draft) {
      const element = this.querySelector(`parley-message[data-key="${CSS.escape(draft.messageId)}"]`);
      if (element) {
        element.draftText = draft.text;
      }
    }
    const looked = [this.#entries, this.#window.start, this.#window.end, this.chat.loading];
    if (looked.some((part, index) => part !== this.#looked[index])) {
      this.#looked = looked;
      this.#settleWithChildren();
    } else {
      this.#place.settle();
    }
  }

  /** What has just come has its size only when it has rendered itself, which it has before the next picture is drawn. */
  async #settleWithChildren() {
    const children = this.querySelectorAll('.entry > parley-message, .entry > parley-tool, .entry > parley-question');
    await Promise.all([...children].map((child) => child.updateComplete));
    if (this.isConnected && this.chat.view) {
      this.#place.settle();
      this.#lookAround();
    }
  }

  get #isAtLatest() {
    return this.#place.isAtEnd && this.chat.isLatest && this.#window.reachesEnd(this.#entries);
  }

  /** The entries, read anew only if something that they consist of changed. */
  #readEntries() {
    const view = this.chat.read;
    const parts = [
      ...[view?.messages, view?.draft?.messageId, view?.turns, view?.outcomes, view?.questions, view?.toolStarts],
      ...[view?.session?.access, this.outgoing, this.results, this.chat.isLatest],
    ];
    if (parts.every((part, index) => part === this.#parts[index]) && this.#parts.length > 0) {
      return;
    }
    this.#parts = parts;
    const known = new Set(view?.messages.map((message) => message.message_id));
    const outgoing = this.chat.isLatest
      ? this.outgoing
          .filter((message) => !known.has(message.messageId))
          .map((message) => ({ key: message.messageId, outgoing: message }))
      : [];
    const results = this.chat.isLatest ? this.results : [];
    this.#entries = [...conversation(view ?? emptyView(null), results), ...outgoing];
  }

  #renderEntries() {
    const { start, end } = this.#window;
    const brokenOff = new Set(
      this.#entries.filter(({ message }) => BROKEN_OFF.has(message?.status)).map(({ message }) => message.turn_id),
    );
    const queued = this.chat.read?.turns.filter((turn) => turn.status === 'queued') ?? [];
    let day = this.#dayBefore(start);
    return repeat(
      this.#entries.slice(start, end),
      ({ key }) => key,
      (entry) => {
        const at = entry.message?.created_at;
        const newDay = at && dayOf(at) !== day ? dayOf(at) : null;
        day = newDay ?? day;
        return html`<div class="entry" data-key=${entry.key}>
          ${newDay ? html`<p class="day">${newDay}</p>` : nothing} ${this.#renderEntry(entry, brokenOff, queued)}
        </div>`;
      },
    );
  }

  /** The day of what is above the window: nobody knows whether it is another one as long as it is not here. */
  #dayBefore(start) {
    const isBeginning = start === 0 && !this.chat.hasOlder;
    const known = this.#entries.slice(0, start).findLast(({ message }) => message);
    const { message } = known ?? this.#entries.find((entry) => entry.message) ?? {};
    return isBeginning || !message ? null : dayOf(message.created_at);
  }

  #renderEntry({ key, message, draft, tool, question, note, outgoing }, brokenOff, queued) {
    const view = this.chat.read;
    if (tool) {
      return html`<parley-tool .tool=${tool}></parley-tool>`;
    }
    if (message?.role === 'tool') {
      return html`<parley-tool .tool=${strayResult(message)}></parley-tool>`;
    }
    if (question) {
      return html`<parley-question
        .question=${question}
        .answerable=${!this.past && mayAnswer(question, this.userId, view.session?.access)}
        .respond=${this.respond}
        .past=${this.past}
      ></parley-question>`;
    }
    const shown = message ?? (draft && { message_id: key, role: 'assistant', status: 'streaming', text: '' });
    const place = queued.findIndex((turn) => turn.message_id === key);
    return html`<parley-message
      data-key=${key}
      .message=${shown}
      .outgoing=${outgoing}
      .result=${note}
      .queued=${place < 0 ? null : { turn: queued[place], place }}
      .outcome=${message && !brokenOff.has(message.turn_id) ? view.outcomes[key] : undefined}
      .userId=${this.userId}
      .past=${this.past}
    ></parley-message>`;
  }

  #renderLoading(isLoading) {
    return html`<p class="loading-more" role="status">
      ${isLoading ? html`<span class="spinner"></span> ${text.conversation.loading}` : nothing}
    </p>`;
  }

  #renderActivity(view) {
    if (view.agent.waiting_for) {
      return html`<p class="activity">${icon('clock')} ${text.conversation.waits}</p>`;
    }
    const [running] = view.runningTools;
    if (running) {
      return html`<p class="activity"><span class="spinner"></span> ${text.conversation.runs(running.call.name)}</p>`;
    }
    const isThinking = !view.draft?.text && (view.draft || view.agent.activity === 'thinking');
    return isThinking
      ? html`<p class="activity">
          <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${text.conversation.thinking}
          ${this.#renderElapsed(view)}
        </p>`
      : nothing;
  }

  /** How long the agent thinks already, if that is long. */
  #renderElapsed(view) {
    const since = currentTurn(view)?.started_at;
    return since && !this.past
      ? html`<parley-countdown .until=${since} .say=${() => text.conversation.since(Date.now() - Date.parse(since))}></parley-countdown>`
      : nothing;
  }

  /** For those who do not see the answer grow: that it began, and then all at once. */
  get #announcement() {
    const { view } = this.chat;
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

  #scrolled() {
    this.#place.scrolled();
    this.#lookAround();
  }

  /** Puts more into the document, or has more loaded, where the reader comes near an edge. */
  #lookAround() {
    const { chat } = this;
    if (this.#place.isNearTop && !this.#window.showOlder() && chat.hasOlder && chat.loading === null) {
      this.tell('show-older');
    } else if (this.#place.isNearBottom && !this.#window.showNewer(this.#entries, chat.isLatest)) {
      if (!chat.isLatest && chat.loading === null) {
        this.tell('show-newer');
      }
    }
    this.requestUpdate();
  }

  /** What is shown has another size now. */
  #moved() {
    this.requestUpdate();
  }

  #keydown(event) {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === 'End') {
      event.preventDefault();
      this.#toLatest();
    } else if (event.key === 'Home') {
      event.preventDefault();
      this.tell('show-beginning');
    }
  }

  #toLatest() {
    this.tell('show-latest');
    this.#window.toEnd();
    this.#place.toEnd();
    this.requestUpdate();
  }

  #toBeginning = async () => {
    this.#place.toStart();
    this.#readEntries();
    this.#window.toStart();
    this.requestUpdate();
    await this.updateComplete;
    this.#place.toStart();
  };

  /** Shows one message and marks it for a moment. */
  #reveal = async ({ detail: seq }) => {
    this.#readEntries();
    const entry = this.#entries.findLast(({ message }) => message && message.seq <= seq);
    if (!entry) {
      return;
    }
    this.#window.around(this.#entries.indexOf(entry), this.#entries);
    this.#place.leaveEnd();
    this.requestUpdate();
    await this.updateComplete;
    const element = this.querySelector(`.entry[data-key="${CSS.escape(entry.key)}"]`);
    await element?.querySelector('parley-message')?.updateComplete;
    element?.scrollIntoView({ block: 'center' });
    element?.querySelector('article')?.focus({ preventScroll: true });
    element?.classList.add('revealed');
    setTimeout(() => element?.classList.remove('revealed'), REVEALED_MS);
  };
}

/** A result whose call is in a part of the history that is not here. */
function strayResult({ tool_name: name, text: result, failed }) {
  return { name, arguments: null, state: failed ? 'failed' : 'finished', result, startedAt: null, endedAt: null };
}

customElements.define('parley-conversation', ParleyConversation);
