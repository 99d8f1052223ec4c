/**
 * The element that tells how the connection is, when there is something to tell.
 *
 * @module elements/connection-line
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import './countdown.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const SHORT_WAIT_MS = 2000;

/**
 * @element parley-connection-line
 * @fires connect-again when the user wants to, after the connection ended for good
 */
class ParleyConnectionLine extends PageElement {
  static properties = {
    /** @type {import('../model/connection.js').Connection} */
    connection: { attribute: false },
    /** Whether something is shown that may get old. */
    wasOpen: { attribute: false },
  };
  static models = ['connection'];

  render() {
    return html`<div role="status">${this.#renderLine()}</div>`;
  }

  #renderLine() {
    const { state, ended, caughtUp, reason } = this.connection;
    if (ended) {
      return html`<p class="connection problem">
        ${icon('warning')} <span>${text.connection.ended[ended.code] ?? ended.message}</span>
        <button class="link" @click=${() => this.tell('connect-again')}>${text.connection.again}</button>
      </p>`;
    }
    if (!navigator.onLine && state !== 'open') {
      return html`<p class="connection">${icon('warning')} <span>${text.connection.offline}</span></p>`;
    }
    if (state === 'waiting' || (state === 'connecting' && (this.wasOpen || reason))) {
      return html`<p class="connection">
        <span class="spinner"></span>
        <span>${text.connection.reasons[reason] ?? text.connection.reconnecting} ${this.#renderWait()}</span>
        <button class="link" @click=${() => this.connection.wake()}>${text.connection.now}</button>
      </p>`;
    }
    return caughtUp && (caughtUp.events > 0 || caughtUp.reset)
      ? html`<p class="connection fine">${icon('check')} <span>${text.connection.caughtUp(caughtUp)}</span></p>`
      : nothing;
  }

  /** How long the next attempt is away, if that is worth telling. */
  #renderWait() {
    const { retryAt } = this.connection;
    return retryAt && retryAt - Date.now() > SHORT_WAIT_MS
      ? html`<parley-countdown .until=${retryAt} .say=${text.connection.nextTry} aria-hidden="true"></parley-countdown>`
      : nothing;
  }
}

customElements.define('parley-connection-line', ParleyConnectionLine);
