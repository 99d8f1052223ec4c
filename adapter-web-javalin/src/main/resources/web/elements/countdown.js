/**
 * The element that counts down to a moment.
 *
 * @module elements/countdown
 */

import { PageElement } from './page-element.js';

/**
 * Text that tells how much time is left. Those who do not see it are told by what surrounds it, once.
 *
 * @element parley-countdown
 */
class ParleyCountdown extends PageElement {
  static properties = {
    /** The moment, as ISO-8601 or milliseconds since 1970. */
    until: { attribute: false },
    /** Says how many milliseconds are left: `(number) => string`. */
    say: { attribute: false },
  };

  #timer = null;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  render() {
    return this.say(Math.max(0, new Date(this.until).getTime() - Date.now()));
  }
}

customElements.define('parley-countdown', ParleyCountdown);
