/**
 * The element in which people log in.
 *
 * @module elements/login
 */

import { html, nothing } from 'lit';
import { sentenceOf } from '../model/toasts.js';
import { text } from '../text.js';
import { PageElement } from './page-element.js';

/** @element parley-login */
class ParleyLogin extends PageElement {
  static properties = {
    /** @type {import('../model/login.js').Login} */
    login: { attribute: false },
    problem: { state: true },
    working: { state: true },
  };
  static models = ['login'];

  constructor() {
    super();
    this.problem = null;
    this.working = false;
  }

  firstUpdated() {
    if (matchMedia('(hover: hover)').matches) {
      this.querySelector('input').focus();
    }
  }

  render() {
    return html`
      <main class="login">
        <div class="brand">
          <img src="/assets/parley/icon.svg" alt="" />
          <h1>${text.product}</h1>
        </div>
        <form @submit=${this.#submit} novalidate>
          ${
            this.login.reason
              ? html`<p class="notice" role="alert">${text.login.reason[this.login.reason]}</p>`
              : nothing
          }
          <label class="field" for="login-token">${text.login.token}</label>
          <input
            id="login-token"
            name="token"
            type="password"
            required
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${this.problem !== null}
            aria-describedby="login-problem login-hint"
          />
          <p class="problem" id="login-problem" role="alert">${this.problem ?? nothing}</p>
          <button type="submit" class="primary" ?disabled=${this.working}>${text.login.signIn}</button>
          <p class="hint" id="login-hint">${text.login.hint}</p>
        </form>
      </main>
    `;
  }

  async #submit(event) {
    event.preventDefault();
    const field = event.target.elements.token;
    const token = field.value.trim();
    if (!token) {
      this.problem = text.login.missing;
      field.focus();
      return;
    }
    this.working = true;
    this.problem = null;
    try {
      await this.login.signIn(token);
      field.value = '';
    } catch (error) {
      this.problem = error.code === 'unauthenticated' ? text.login.wrong : sentenceOf(error);
      field.focus();
    }
    this.working = false;
  }
}

customElements.define('parley-login', ParleyLogin);
