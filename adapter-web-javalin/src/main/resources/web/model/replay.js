/**
 * A conversation as it was.
 *
 * @module model/replay
 */

import { applyFrame, emptyView } from '../session-view.js';
import { Observable } from './observable.js';

/** So many events lie between views that are kept. */
const STEP = 200;

/** Milliseconds between events while it plays; longer pauses of the log are not waited for. */
const BETWEEN_EVENTS_MS = 400;

/**
 * The conversation after any event of a log: events alone decide, and the text of answers that were being written is not among them. It
 * can be shown in place of an open chat.
 */
export class Replay extends Observable {
  #log;
  /** Views by how many events they have seen. */
  #kept = new Map();
  #timer = null;
  #followsEnd = true;
  #place = 0;

  /** What is shown. @type {import('../session-view.js').SessionView} */
  view;
  // As of a chat that is open and shows all there is.
  isLatest = true;
  hasOlder = false;
  loading = null;

  /** @param {import('./session-log.js').SessionLog} log */
  constructor(log) {
    super();
    this.#log = log;
    this.view = emptyView(log.sessionId);
    log.addEventListener('change', this.#grown);
    this.#grown();
  }

  get sessionId() {
    return this.#log.sessionId;
  }

  get read() {
    return this.view;
  }

  /** How many events were seen: 0 for none, as many as there are for the present. */
  get place() {
    return this.#place;
  }

  get end() {
    return this.#log.entries.length;
  }

  get isPlaying() {
    return this.#timer !== null;
  }

  /** The event that was seen last. @type {?import('./session-log.js').LogEntry} */
  get entry() {
    return this.#log.entries[this.#place - 1] ?? null;
  }

  /** @param {number} place */
  goTo(place) {
    this.#place = Math.max(0, Math.min(place, this.end));
    this.#followsEnd = this.#place === this.end;
    this.view = this.#viewAt(this.#place);
    this.changed();
  }

  /** From the beginning, if it is at the end. */
  play() {
    if (this.#place === this.end) {
      this.goTo(0);
    }
    this.#timer ??= setInterval(() => this.#step(), BETWEEN_EVENTS_MS);
    this.changed();
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.changed();
  }

  leave() {
    this.pause();
    this.#log.removeEventListener('change', this.#grown);
  }

  #step() {
    this.goTo(this.#place + 1);
    if (this.#place === this.end) {
      this.pause();
    }
  }

  /** Who looks at the present goes on to do so. */
  #grown = () => {
    if (this.#followsEnd) {
      this.goTo(this.end);
    } else {
      this.changed();
    }
  };

  #viewAt(place) {
    let from = place - (place % STEP);
    while (from > 0 && !this.#kept.has(from)) {
      from -= STEP;
    }
    let view = this.#kept.get(from) ?? this.#beginning();
    for (let seen = from; seen < place; seen++) {
      const { position, event } = this.#log.entries[seen];
      view = applyFrame(view, { type: 'event', session_id: this.sessionId, position, event }).view;
      if ((seen + 1) % STEP === 0) {
        this.#kept.set(seen + 1, view);
      }
    }
    return view;
  }

  /** Of a log whose beginning is gone: what had been said before the first event that is there. */
  #beginning() {
    const [first] = this.#log.entries;
    if (!first || first.seq === 1) {
      return emptyView(this.sessionId);
    }
    const messages = this.#log.before.filter(({ status, ended_at: end }) => status !== 'streaming' && !(Date.parse(end) > Date.parse(first.timestamp)));
    return { ...emptyView(this.sessionId, `${first.seq - 1}`), messages };
  }
}
