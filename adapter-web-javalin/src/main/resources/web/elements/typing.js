/**
 * @module elements/typing
 */

const REPEAT_MS = 3000;
const STOPS_MS = 5000;

/** Whether somebody types, told at the beginning, now and then, and at the end. */
export class Typing {
  #tell;
  #since = 0;
  #chat = null;
  #timer = null;

  /** @param {function({chat: ?string, active: boolean}): void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * @param {?string} chat
   * @param {string} text what is there now
   */
  typed(chat, text) {
    if (!text.trim()) {
      this.end();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), STOPS_MS);
    if (Date.now() - this.#since > REPEAT_MS) {
      this.#since = Date.now();
      this.#chat = chat;
      this.#tell({ chat, active: true });
    }
  }

  end() {
    clearTimeout(this.#timer);
    if (this.#since) {
      this.#since = 0;
      this.#tell({ chat: this.#chat, active: false });
    }
  }
}
