/**
 * The element in which people log in.
 *
 * @module elements/login
 */

import { html } from 'lit';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

/**
 * @element parley-login
 * @fires problem with an error
 */
class ParleyLogin extends PageElement {
  static properties = {
    /** @type {import('../model/login.js').Login} */
    login: { attribute: false },
  };
  static models = ['login'];

  render() {
    return html`
      <main class="login">
        <h1>${text.product}</h1>
        <form @submit=${this.#submit}>
          <label for="login-token">${text.login.token}</label>
          <input id="login-token" name="token" type="password" required autocomplete="off" spellcheck="false" />
          <p class="hint">${text.login.hint}</p>
          <button type="submit" class="primary">${text.login.signIn}</button>
        </form>
      </main>
    `;
  }

  async #submit(event) {
    event.preventDefault();
    const field = event.target.elements.token;
    try {
      await this.login.signIn(field.value.trim());
      field.value = '';
    } catch (error) {
      this.tell('problem', error);
      field.focus();
    }
  }
}

customElements.define('parley-login', ParleyLogin);
