/**
 * Questions on their way to people.
 *
 * @module model/delivery-watch
 */

/** How long after something is due it has happened, usually. */
const SETTLES_MS = 3_000;

/** How often the server is asked at most. */
const AGAIN_MS = 15_000;

/**
 * Looks again at the open questions of the chat that is open when there should be news of which no event tells: that a question waits
 * for somebody's quiet hours to end, or that a try failed.
 */
export class DeliveryWatch {
  #look;
  #sessionId = null;
  /** When questions were seen first that the server was not asked about yet; in milliseconds since 1970. */
  #seen = new Map();
  #asked = new Set();
  #askedAt = 0;
  #dueAt = null;
  #timer = null;

  /** @param {function(string): Promise} look asks about all questions of a session and shows what the server says */
  constructor(look) {
    this.#look = look;
  }

  /** @param {import('../session-view.js').SessionView} view of the chat that is open */
  follow(view) {
    if (view.sessionId !== this.#sessionId) {
      this.#sessionId = view.sessionId;
      this.#seen.clear();
      this.#asked.clear();
      this.#askedAt = 0;
    }
    const dueAt = this.#nextOf(view, Date.now());
    if (dueAt !== this.#dueAt) {
      clearTimeout(this.#timer);
      this.#dueAt = dueAt;
      this.#timer = dueAt === null ? null : setTimeout(() => this.#isDue(), Math.max(0, dueAt - Date.now()));
    }
  }

  /** The server was asked about these. */
  saw(questions) {
    questions.forEach(({ request_id: id }) => this.#asked.add(id));
    this.#askedAt = Date.now();
  }

  /** @returns {?number} when to ask next, in milliseconds since 1970 */
  #nextOf({ questions }, now) {
    const times = questions
      .filter(({ status }) => status === 'pending')
      .flatMap(({ request_id: id, deliveries = [] }) =>
        this.#asked.has(id) ? this.#newsOf(deliveries) : [this.#seenAt(id, now) + SETTLES_MS],
      );
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** A try in progress ends any time; what waits ends when it says. */
  #newsOf(deliveries) {
    return deliveries
      .filter(({ status, next_attempt_at: next }) => status === 'pending' && next)
      .map(({ attempts, error, next_attempt_at: next }) => (attempts > 0 && !error ? 0 : Date.parse(next) + SETTLES_MS))
      .map((time) => Math.max(time, this.#askedAt + AGAIN_MS));
  }

  #seenAt(id, now) {
    if (!this.#seen.has(id)) {
      this.#seen.set(id, now);
    }
    return this.#seen.get(id);
  }

  #isDue() {
    this.#dueAt = null;
    this.#seen.clear();
    this.#look(this.#sessionId);
  }
}
