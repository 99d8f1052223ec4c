/**
 * How people are reached when they are not looking at the page.
 *
 * @module model/channels
 */

import { Observable } from './observable.js';

/** When nothing is sent, unless somebody wants it otherwise. */
const NIGHT = { from: '22:00', until: '07:00' };

/**
 * What somebody typed and chose, whether it can be saved or not.
 *
 * @typedef {object} Draft
 * @property {string} address
 * @property {number} priority
 * @property {boolean} quiet whether there are quiet hours
 * @property {string} from such as `22:00`
 * @property {string} until
 * @property {string} timeZone
 * @property {boolean} enabled
 * @property {boolean} verified whether the address shall count as confirmed; only administrators say that, of others
 */

/**
 * Somebody's channels and what is being changed about them, which outlives refusals, other pages and an expired login. Event
 * `problem` with an error.
 */
export class Channels extends Observable {
  #api;
  #timeZone;
  /** Counts whom they were of: what comes later for somebody else is of no use. */
  #opened = 0;
  /** @type {Map<string, Draft>} */
  #drafts = new Map();

  /** Whose they are; null for those of the user of the page. @type {?string} */
  userId = null;
  /** Over which this server reaches people. @type {string[]} */
  kinds = [];
  /** As the server has them. @type {object[]} */
  items = [];
  isKnown = false;
  /** Why they are not known. @type {?Error} */
  problem = null;

  /**
   * @param {import('../parley-api.js').ParleyApi} api
   * @param {string} [timeZone] the browser's
   */
  constructor(api, timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone) {
    super();
    this.#api = api;
    this.#timeZone = timeZone;
  }

  /** Those of somebody, by an administrator, or with null one's own. */
  open(userId) {
    if (userId !== this.userId) {
      this.#become(userId);
    }
    return this.refresh();
  }

  forget() {
    this.#drafts.clear();
    this.#become(null);
  }

  async refresh() {
    const opened = this.#opened;
    try {
      const { items, kinds } = await this.#api.get(this.#path());
      if (opened === this.#opened) {
        kinds.forEach((kind) => this.#came(kind, items.find((channel) => channel.kind === kind)));
        Object.assign(this, { items, kinds, isKnown: true, problem: null });
      }
    } catch (error) {
      if (opened === this.#opened) {
        this.problem = error;
      }
      this.emit('problem', error);
    }
    this.changed();
  }

  /** @returns {object|undefined} the channel of a kind, if it was set */
  find(kind) {
    return this.items.find((channel) => channel.kind === kind);
  }

  /** @returns {Draft} */
  draft(kind) {
    return this.#drafts.get(this.#key(kind)) ?? draftOf(this.find(kind), this.#timeZone);
  }

  /** Whether something was changed that is not saved. */
  isChanged(kind) {
    return !isSame(this.draft(kind), draftOf(this.find(kind), this.#timeZone));
  }

  /**
   * Changes what is to be saved.
   *
   * @param {string} kind
   * @param {Partial<Draft>} fields
   */
  change(kind, fields) {
    const draft = { ...this.draft(kind), ...fields };
    if (fields.address !== undefined && fields.verified === undefined) {
      // Nobody said of another address that it counts.
      const { address, verified_at: at } = this.find(kind) ?? {};
      draft.verified = Boolean(at) && draft.address.trim() === address;
    }
    this.#drafts.set(this.#key(kind), draft);
    this.changed();
  }

  /** @throws {ParleyError} if it was refused; what is to be saved stays as it is */
  async save(kind) {
    const draft = this.draft(kind);
    await this.#replace(kind, draft, this.#api.put(this.#path(kind), settingsOf(draft, this.userId !== null)));
  }

  /** Removes a channel of one's own. */
  async remove(kind) {
    const opened = this.#opened;
    await this.#told(this.#api.delete(this.#path(kind)));
    if (opened === this.#opened) {
      this.#drafts.delete(this.#key(kind));
      this.items = this.items.filter((channel) => channel.kind !== kind);
      this.changed();
    }
  }

  /** Has a code sent to the address that was saved. */
  sendCode(kind) {
    return this.#told(this.#api.post(`${this.#path(kind)}/verification`));
  }

  /** Confirms the address that was saved. */
  verify(kind, code) {
    const before = draftOf(this.find(kind), this.#timeZone);
    return this.#replace(kind, before, this.#api.put(`${this.#path(kind)}/verification`, { code }));
  }

  /** Has a few words sent to the address that was saved. */
  test(kind) {
    return this.#told(this.#api.post(`${this.#path(kind)}/test`));
  }

  #become(userId) {
    this.#opened++;
    Object.assign(this, { userId, items: [], kinds: [], isKnown: false, problem: null });
    this.changed();
  }

  /** @param {Draft} base what the answer is about */
  async #replace(kind, base, answer) {
    const opened = this.#opened;
    const channel = await this.#told(answer);
    if (opened === this.#opened) {
      this.#came(kind, channel, base);
      this.items = [...this.items.filter((other) => other.kind !== kind), channel];
      this.changed();
    }
  }

  /** What somebody is about to change stays, everything else is as the server says now. */
  #came(kind, channel, base = draftOf(this.find(kind), this.#timeZone)) {
    const key = this.#key(kind);
    const draft = this.#drafts.get(key);
    if (draft) {
      const saved = draftOf(channel, this.#timeZone);
      const rebased = Object.fromEntries(
        Object.entries(draft).map(([field, value]) => [field, value === base[field] ? saved[field] : value]),
      );
      isSame(rebased, saved) ? this.#drafts.delete(key) : this.#drafts.set(key, rebased);
    }
  }

  async #told(answer) {
    try {
      return await answer;
    } catch (error) {
      this.emit('problem', error);
      throw error;
    }
  }

  #key(kind) {
    return JSON.stringify([this.userId, kind]);
  }

  #path(kind) {
    const all = this.userId === null ? '/me/channels' : `/users/${encodeURIComponent(this.userId)}/channels`;
    return kind === undefined ? all : `${all}/${kind}`;
  }
}

/** @returns {Draft} */
function draftOf(channel, timeZone) {
  const quiet = channel?.quiet_hours;
  return {
    address: channel?.address ?? '',
    priority: channel?.priority ?? 1,
    quiet: Boolean(quiet),
    from: quiet?.from ?? NIGHT.from,
    until: quiet?.until ?? NIGHT.until,
    timeZone: quiet?.time_zone ?? timeZone,
    enabled: channel?.enabled ?? true,
    verified: Boolean(channel?.verified_at),
  };
}

/** What the server is asked to save. */
function settingsOf({ address, priority, quiet, from, until, timeZone, enabled, verified }, isForeign) {
  return {
    address: address.trim(),
    priority,
    enabled,
    ...(quiet && { quiet_hours: { from, until, time_zone: timeZone } }),
    ...(isForeign && { verified }),
  };
}

/** Quiet hours that are not wanted may be any. */
function isSame(one, other) {
  const unused = one.quiet || other.quiet ? [] : ['from', 'until', 'timeZone'];
  return Object.keys(one).every((field) => unused.includes(field) || one[field] === other[field]);
}
