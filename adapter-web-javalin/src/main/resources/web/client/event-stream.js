/**
 * The events of one session, one after the other.
 *
 * @module client/event-stream
 */

import { parsePosition } from '../session-view.js';

/** How many items may wait for a slow reader; what comes after that is asked for again when the reader is there. */
const MOST_WAITING = 1000;

const ENDINGS = new Set(['message.completed', 'message.stopped', 'message.failed']);

/**
 * An event of the log, with the position behind it; or, for those who want the text as it grows, `message.delta` with
 * `{message_id, offset, text}`; or `reset` with `{snapshot}`, if the server no longer has what followed the last position.
 *
 * @typedef {object} StreamItem
 * @property {string} type
 * @property {string} position where to go on later
 * @property {object} payload
 * @property {number} [seq]
 * @property {string} [event_id]
 * @property {string} [timestamp]
 */

/**
 * A reader's place in a log, and what has come for it: each event once and in order.
 *
 * @implements {AsyncIterableIterator<StreamItem>}
 */
export class EventStream {
  #cursor;
  #deltas;
  #closed;
  #drained;
  #items = [];
  #behind = false;
  #ended = false;
  #error = null;
  #readers = [];

  /**
   * @param {object} options
   * @param {string} [options.position] where to begin; without it, with what comes next
   * @param {boolean} [options.deltas]
   * @param {function(): void} options.closed the reader went
   * @param {function(): void} options.drained the reader wants to go on from {@link position}
   */
  constructor({ position, deltas = false, closed, drained }) {
    this.#cursor = position === undefined ? null : { ...parsePosition(position), messageId: null };
    this.#deltas = deltas;
    this.#closed = closed;
    this.#drained = drained;
  }

  /** @returns {?string} up to where the reader has everything, or will have it; null if it begins with what comes next */
  get position() {
    if (this.#cursor === null) {
      return null;
    }
    const { seq, offset } = this.#cursor;
    return this.#deltas && offset > 0 ? `${seq}.${offset}` : `${seq}`;
  }

  /**
   * Takes a frame in, if it is news.
   *
   * @returns {boolean} whether something before it is missing
   */
  take(frame) {
    if (this.#behind || this.#ended) {
      return false;
    }
    if (this.#cursor === null) {
      if (frame.type === 'reset') {
        this.begin(frame.position);
      }
      return false;
    }
    switch (frame.type) {
      case 'event':
        return this.#takeEvent(frame);
      case 'delta':
        return this.#takeDelta(frame);
      case 'reset':
        this.#takeReset(frame);
        return false;
      default:
        return false;
    }
  }

  /** Begins at a place, if it has not begun yet. */
  begin(position) {
    this.#cursor ??= { ...parsePosition(position), messageId: null };
  }

  /** Nothing comes any more. */
  end(error = null) {
    if (!this.#ended) {
      this.#ended = true;
      this.#error = error;
      this.#serve();
    }
  }

  next() {
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      this.#serve();
    });
  }

  async return(value) {
    this.#items = [];
    this.end();
    this.#closed();
    return { done: true, value };
  }

  async throw(error) {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #takeEvent({ event, position }) {
    const { seq } = this.#cursor;
    if (event.seq <= seq) {
      return false;
    }
    if (event.seq > seq + 1) {
      return true;
    }
    const { type, payload } = event;
    if (type === 'message.started') {
      this.#cursor.messageId = payload.message_id;
      this.#cursor.offset = 0;
    } else if (ENDINGS.has(type)) {
      this.#addRest(payload.message);
      this.#cursor.messageId = null;
      this.#cursor.offset = 0;
    }
    this.#cursor.seq = event.seq;
    this.#add({ ...event, position });
    return false;
  }

  #takeDelta(frame) {
    const cursor = this.#cursor;
    const { seq } = parsePosition(frame.position);
    if (!this.#deltas || seq < cursor.seq) {
      return false;
    }
    cursor.messageId ??= frame.message_id;
    if (seq > cursor.seq || frame.offset > cursor.offset) {
      return true;
    }
    const known = cursor.offset - frame.offset;
    if (cursor.messageId === frame.message_id && known < frame.text.length) {
      this.#addText(frame, known);
    }
    return false;
  }

  #addText({ position, message_id: messageId, text }, known) {
    const { offset } = this.#cursor;
    this.#cursor.offset += text.length - known;
    const last = this.#items.at(-1);
    if (last?.type === 'message.delta' && last.payload.message_id === messageId) {
      last.payload.text += text.slice(known);
      last.position = position;
      return;
    }
    this.#add({ type: 'message.delta', position, payload: { message_id: messageId, offset, text: text.slice(known) } });
  }

  /** Text that came with the end of its answer. */
  #addRest({ message_id: messageId, text }) {
    const { seq, offset, messageId: streaming } = this.#cursor;
    if (this.#deltas && (streaming ?? messageId) === messageId && offset < text.length) {
      this.#addText({ position: `${seq}.${text.length}`, message_id: messageId, text }, offset);
    }
  }

  #takeReset({ position, snapshot }) {
    const { seq } = parsePosition(position);
    if (this.#cursor.seq !== seq) {
      this.#cursor = { seq, offset: 0, messageId: null };
      this.#add({ type: 'reset', seq, position, payload: { snapshot } });
    }
  }

  #add(item) {
    this.#items.push(item);
    this.#behind = this.#items.length >= MOST_WAITING;
    this.#serve();
  }

  #serve() {
    while (this.#readers.length > 0 && this.#items.length > 0) {
      this.#readers.shift().resolve({ done: false, value: this.#items.shift() });
    }
    if (this.#behind && this.#items.length === 0) {
      this.#behind = false;
      this.#drained();
    }
    if (this.#ended && this.#items.length === 0) {
      for (const { resolve, reject } of this.#readers.splice(0)) {
        const error = this.#error;
        this.#error = null;
        error ? reject(error) : resolve({ done: true, value: undefined });
      }
    }
  }
}
