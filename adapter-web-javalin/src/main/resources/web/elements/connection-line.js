/**
 * The element that tells when there is no connection.
 *
 * @module elements/connection-line
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

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
    const { state, ended } = this.connection;
    if (ended) {
      return html`<p class="connection problem">
        ${ended.message}
        <button class="link" @click=${() => this.tell('connect-again')}>${text.connection.again}</button>
      </p>`;
    }
    if (!navigator.onLine && state !== 'open') {
      return html`<p class="connection">${text.connection.offline}</p>`;
    }
    if (state === 'waiting' || (state === 'connecting' && this.wasOpen)) {
      return html`<p class="connection">
        ${text.connection.reconnecting}
        <button class="link" @click=${() => this.connection.wake()}>${text.connection.now}</button>
      </p>`;
    }
    return nothing;
  }
}

customElements.define('parley-connection-line', ParleyConnectionLine);
