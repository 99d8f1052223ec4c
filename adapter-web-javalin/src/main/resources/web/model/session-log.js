/**
 * The log of a session, for those who inspect it.
 *
 * @module model/session-log
 */

import { ParleyError } from '../parley-client.js';
import { parsePosition } from '../session-view.js';
import { Observable } from './observable.js';
import { elementsOf } from './raw-json.js';
import { pauseAfter, Repeating } from './repeating.js';

const PAGE = 100;
const LOOKS_EVERY_MS = 3_000;
/** A storage that keeps the end of logs only keeps at least so many events. */
const KEPT = 90;

/**
 * An event of the log.
 *
 * @typedef {object} LogEntry
 * @property {number} seq
 * @property {string} type
 * @property {string} timestamp
 * @property {string} position
 * @property {string} raw the frame as it came
 * @property {object} event
 */

/** All events of one session that the server still has, and those that come. */
export class SessionLog extends Observable {
  #api;
  #position = '0';
  #isTail = false;
  #looks = new Repeating(() => this.#look(), LOOKS_EVERY_MS);

  /** @type {string} */
  sessionId;
  /** @type {?object} */
  session = null;
  /** Those that are here, the oldest first, without a gap. @type {LogEntry[]} */
  entries = [];
  /** Messages that were said before the first of the entries; they belong to events that the server no longer has. */
  before = [];
  /** Whether everything was loaded that there was. */
  isKnown = false;
  /** Why there is nothing (more). @type {?Error} */
  problem = null;

  /**
   * @param {import('../parley-api.js').ParleyApi} api
   * @param {string} sessionId
   */
  constructor(api, sessionId) {
    super();
    this.#api = api;
    this.sessionId = sessionId;
  }

  /** How many events the log had when it was opened. */
  get expected() {
    return this.session ? parsePosition(this.session.position).seq : 0;
  }

  /** Whether older events are gone. */
  get isTruncated() {
    return this.#isTail;
  }

  begin() {
    this.#looks.begin();
  }

  end() {
    this.#looks.end();
  }

  /** Loads what there is, page by page. What was loaded stays, whatever happens. */
  async #look() {
    const path = `/sessions/${encodeURIComponent(this.sessionId)}`;
    try {
      this.session ??= await this.#api.get(path);
      while (this.#looks.isWanted && (await this.#loadPage(path))) {
        this.changed();
      }
      this.isKnown = true;
      this.problem = null;
    } catch (error) {
      this.problem = error;
      if (['not_found', 'invalid_id', 'invalid_request', 'forbidden'].includes(error.code)) {
        this.end();
      }
    }
    this.changed();
    return this.problem ? pauseAfter(this.problem) : undefined;
  }

  /** @returns {Promise<boolean>} whether there is more */
  async #loadPage(path) {
    const json = await this.#api.get(`${path}/events?after=${this.#position}&limit=${PAGE}`, { raw: true });
    const frames = elementsOf(json, 'items').map((raw) => ({ raw, frame: JSON.parse(raw) }));
    const reset = frames.find(({ frame }) => frame.type === 'reset');
    if (reset) {
      await this.#beginAtTail(path, parsePosition(reset.frame.position).seq);
      return true;
    }
    const added = frames.filter(({ frame }) => frame.type === 'event').map(entryOf);
    if (added.length === 0) {
      return false;
    }
    this.entries = [...this.entries, ...added];
    this.#position = `${added.at(-1).seq}`;
    return true; // a page may be short because its events are long
  }

  /** The server keeps the end only; what was said before is asked for, so that the conversation is whole. */
  async #beginAtTail(path, seq) {
    if (this.entries.length > 0 || this.#isTail) {
      throw new ParleyError('invalid_position', 'The server no longer has the events that followed.');
    }
    this.#isTail = true;
    const first = Math.max(1, seq - KEPT + 1);
    this.#position = `${first - 1}`;
    const { items } = await this.#api.get(`${path}/messages?order=desc&before=${first}&limit=${PAGE}`);
    this.before = items.reverse();
  }
}

function entryOf({ raw, frame: { position, event } }) {
  const { seq, type, timestamp } = event;
  return { seq, type, timestamp, position, raw, event };
}
