/**
 * The element that shows the events of a log.
 *
 * @module elements/event-list
 */

import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

/** As in the style. */
const ROW_PX = 36;
/** Rows above and below what is seen. */
const MARGIN = 10;
const SUMMARY_CHARACTERS = 160;
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/**
 * A list of any length, of which only what is seen is in the document. One event is chosen.
 *
 * @element parley-event-list
 * @fires choose-event with the event's entry
 */
class ParleyEventList extends PageElement {
  static properties = {
    /** @type {import('../model/session-log.js').LogEntry[]} */
    entries: { attribute: false },
    /** The one that is chosen; null if none is. @type {?import('../model/session-log.js').LogEntry} */
    chosen: { attribute: false },
  };

  #resizes = new ResizeObserver(() => this.requestUpdate());
  #top = 0;

  constructor() {
    super();
    this.entries = [];
    this.chosen = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  firstUpdated() {
    this.#resizes.observe(this.#scroller);
  }

  get #scroller() {
    return this.querySelector('.events');
  }

  get #start() {
    return Math.max(0, Math.min(Math.floor(this.#top / ROW_PX), this.entries.length) - MARGIN);
  }

  get #end() {
    const seen = Math.ceil((this.#scroller?.clientHeight ?? 600) / ROW_PX);
    return Math.min(this.entries.length, Math.floor(this.#top / ROW_PX) + seen + MARGIN);
  }

  willUpdate(changed) {
    if (changed.has('entries') && this.#top > this.entries.length * ROW_PX) {
      this.#top = 0;
    }
  }

  render() {
    const start = this.#start;
    const chosen = this.entries.indexOf(this.chosen);
    const isThere = chosen >= start && chosen < this.#end;
    return html`
      <div
        class="events"
        role="listbox"
        tabindex="0"
        aria-label=${text.inspector.events}
        aria-activedescendant=${isThere ? idOf(this.chosen) : ''}
        @scroll=${this.#scrolled}
        @keydown=${this.#keydown}
        @click=${this.#clicked}
      >
        <div class="events-all" role="presentation">
          <div class="events-seen" role="presentation">
            ${repeat(
              this.entries.slice(start, this.#end),
              ({ seq }) => seq,
              (entry, at) => this.#renderRow(entry, start + at),
            )}
          </div>
        </div>
      </div>
    `;
  }

  #renderRow(entry, at) {
    const { seq, type, timestamp, event } = entry;
    const moment = new Date(timestamp);
    return html`<div
      class="event"
      id=${idOf(entry)}
      role="option"
      aria-selected=${entry === this.chosen}
      aria-posinset=${at + 1}
      aria-setsize=${this.entries.length}
      .entry=${entry}
    >
      <span class="seq">${seq}</span>
      <time datetime=${timestamp} title=${DATE_AND_TIME.format(moment)}>${CLOCK.format(moment)}</time>
      <span class="type">${type}</span>
      <span class="summary">${summaryOf(event)}</span>
    </div>`;
  }

  updated(changed) {
    const scroller = this.#scroller;
    this.querySelector('.events-all').style.height = `${this.entries.length * ROW_PX}px`;
    this.querySelector('.events-seen').style.transform = `translateY(${this.#start * ROW_PX}px)`;
    if (changed.has('chosen') || changed.has('entries')) {
      this.#showChosen(scroller);
    }
  }

  /** Where it was out of sight, it comes into the middle. */
  #showChosen(scroller) {
    const at = this.entries.indexOf(this.chosen);
    const top = at * ROW_PX;
    if (at >= 0 && (top < scroller.scrollTop || top + ROW_PX > scroller.scrollTop + scroller.clientHeight)) {
      const isNear = Math.abs(top - scroller.scrollTop) < scroller.clientHeight + 2 * ROW_PX;
      const below = top + ROW_PX - scroller.clientHeight;
      const near = top < scroller.scrollTop ? top : below;
      scroller.scrollTop = isNear ? near : top - scroller.clientHeight / 2;
    }
  }

  #scrolled({ target }) {
    this.#top = target.scrollTop;
    this.requestUpdate();
  }

  #clicked({ target }) {
    const entry = target.closest('.event')?.entry;
    if (entry) {
      this.tell('choose-event', entry);
    }
  }

  #keydown(event) {
    const last = this.entries.length - 1;
    const now = this.entries.indexOf(this.chosen);
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / ROW_PX) - 1);
    const moves = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + page, PageUp: now - page, Home: 0, End: last };
    const next = moves[event.key];
    if (next !== undefined && last >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.tell('choose-event', this.entries[Math.max(0, Math.min(next, last))]);
    }
  }
}

function idOf({ seq }) {
  return `event-${seq}`;
}

/** What an event is about, in a line. */
function summaryOf({ type, payload }) {
  const { message, call, request, response, session, agent, error } = payload;
  const parts = [
    type === 'custom' && payload.name,
    message && (message.author_id ?? message.tool_name ?? message.role),
    message?.text,
    ...(message?.tool_calls ?? []).map(({ name }) => name),
    call && `${call.name} ${call.arguments}`,
    request?.question,
    response?.author_id,
    session && `${session.status} ${session.title}`,
    payload.user_id,
    payload.access,
    agent?.activity,
    payload.status,
    payload.reason,
    error?.error_code,
    payload.attempt > 1 && text.inspector.attempt(payload.attempt),
  ];
  return parts
    .filter(Boolean)
    .join(' · ')
    .slice(0, SUMMARY_CHARACTERS);
}

customElements.define('parley-event-list', ParleyEventList);
