/**
 * The messages that are on their way to the server. They are kept over a reload and sent with the same id again, so each
 * takes effect once however often it is tried. Commands have no id; only the user sends them again.
 *
 * @module model/outbox
 */

import { isCommand, newId } from '../parley-client.js';
import { text as words } from '../text.js';
import { keep, kept } from './tab-storage.js';

const KEY = 'outbox';

/**
 * A message on its way.
 *
 * @typedef {object} Outgoing
 * @property {string} messageId
 * @property {?string} sessionId null until its session is started
 * @property {string} text
 * @property {?string} ifBusy `interrupt`, or null to wait
 * @property {boolean} failed whether it was refused and waits for the user
 * @property {?string} error a sentence why
 * @property {?number} retryAt when it is tried again by itself; milliseconds since 1970
 */

/** Never changes a message in place, so that what shows them sees what changed. */
export class Outbox {
  /** @type {Outgoing[]} */
  #messages = (kept(KEY) ?? []).map(afterReload);
  #changed;

  /** @param {function(): void} changed is called after each change */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {Outgoing[]} */
  get messages() {
    return this.#messages;
  }

  /** @returns {Outgoing} */
  add(sessionId, text, ifBusy = null) {
    const message = { messageId: newId(), sessionId, text, ifBusy, failed: false, error: null, retryAt: null };
    this.#become([...this.#messages, message]);
    return message;
  }

  /** @returns {Outgoing|undefined} the message */
  find(messageId) {
    return this.#messages.find((message) => message.messageId === messageId);
  }

  /** @returns {Outgoing|undefined} the message after the change */
  change(messageId, changes) {
    this.#become(
      this.#messages.map((message) => (message.messageId === messageId ? { ...message, ...changes } : message)),
    );
    return this.find(messageId);
  }

  remove(messageId) {
    if (this.find(messageId)) {
      this.#become(this.#messages.filter((message) => message.messageId !== messageId));
    }
  }

  clear() {
    this.#become([]);
  }

  #become(messages) {
    this.#messages = messages;
    keep(KEY, messages);
    this.#changed();
  }
}

function afterReload(message) {
  return isCommand(message.text) && !message.failed
    ? { ...message, failed: true, error: words.message.commandUnknown }
    : { ...message, retryAt: null };
}
