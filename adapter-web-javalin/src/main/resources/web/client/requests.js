/**
 * What a client waits for.
 *
 * @module client/requests
 */

import { ParleyError } from './errors.js';

/**
 * How a request is treated.
 *
 * @typedef {object} RequestOptions
 * @property {boolean} [repeatable] whether it may be sent again after a lost connection
 * @property {boolean} [patient] whether it waits for its reply as long as it takes
 */

/** Requests that wait for their replies, in the order in which they were made. */
export class Requests {
  #replyTimeoutMs;
  #send;
  #refs = 0;
  #waiting = new Map();

  /**
   * @param {number} replyTimeoutMs for those that are not patient, from the time they are sent
   * @param {function(object): void} send
   */
  constructor(replyTimeoutMs, send) {
    this.#replyTimeoutMs = replyTimeoutMs;
    this.#send = send;
  }

  /** @returns {string} a name for a frame and its reply */
  newRef() {
    return `${++this.#refs}`;
  }

  /**
   * @param {object} frame
   * @param {RequestOptions} options
   * @param {boolean} now whether there is a connection to send it over
   * @returns {Promise<object>} the reply
   */
  make(frame, { repeatable = false, patient = false }, now) {
    return new Promise((resolve, reject) => {
      const ref = this.newRef();
      const request = { frame: { ...frame, ref }, repeatable, patient, sent: false, timer: null, resolve, reject };
      this.#waiting.set(ref, request);
      if (now) {
        this.#transmit(request);
      }
    });
  }

  /** @returns {function(): void} sends those that wait by now */
  sending() {
    const waiting = [...this.#waiting.values()];
    return () => waiting.filter((request) => this.#waiting.has(request.frame.ref)).forEach((request) => this.#transmit(request));
  }

  /** @returns {boolean} whether the frame is the reply to a request */
  reply(frame) {
    const request = this.#find(frame.ref);
    if (request) {
      this.#settle(request);
      request.resolve(frame);
    }
    return request !== undefined;
  }

  /** @returns {boolean} whether somebody asked for it */
  refuse(ref, error) {
    const request = this.#find(ref);
    if (request) {
      this.#settle(request);
      request.reject(error);
    }
    return request !== undefined;
  }

  /** The connection is gone: what must not be sent twice fails, everything else waits for the next one. */
  broke() {
    for (const request of [...this.#waiting.values()]) {
      clearTimeout(request.timer);
      if (request.sent && !request.repeatable) {
        this.#settle(request);
        request.reject(new ParleyError('connection_lost', 'The connection broke before the server replied.'));
      }
    }
  }

  refuseAll(error) {
    [...this.#waiting.keys()].forEach((ref) => this.refuse(ref, error));
  }

  #find(ref) {
    return ref == null ? undefined : this.#waiting.get(ref);
  }

  #transmit(request) {
    request.sent = true;
    if (!request.patient) {
      clearTimeout(request.timer);
      request.timer = setTimeout(
        () => this.refuse(request.frame.ref, new ParleyError('timed_out', 'The server did not reply in time.')),
        this.#replyTimeoutMs,
      );
    }
    this.#send(request.frame);
  }

  #settle(request) {
    clearTimeout(request.timer);
    this.#waiting.delete(request.frame.ref);
  }
}
