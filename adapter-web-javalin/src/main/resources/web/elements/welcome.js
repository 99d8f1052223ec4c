/**
 * The element that is shown before a chat has begun.
 *
 * @module elements/welcome
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

/** @element parley-welcome */
class ParleyWelcome extends PageElement {
  static properties = {
    /** @type {import('../model/profiles.js').Profiles} */
    profiles: { attribute: false },
    userId: { attribute: false },
  };
  static models = ['profiles'];

  render() {
    const { items } = this.profiles;
    return html`
      <section class="say">
        ${icon('chat')}
        <div class="say-text">
          <h2>${text.chat.welcome}</h2>
          <p>${text.chat.welcomeHint}</p>
        </div>
        ${
          this.profiles.areOffered
            ? html`<fieldset class="profiles">
              <legend class="visually-hidden">${text.chat.profile}</legend>
              ${items.map((profile) => this.#renderProfile(profile))}
            </fieldset>`
            : nothing
        }
      </section>
    `;
  }

  #renderProfile({ name, description, model }) {
    return html`<label>
      <input
        type="radio"
        name="profile"
        .checked=${this.profiles.chosen === name}
        @change=${() => this.profiles.choose(name)}
      />
      <strong>${name === 'default' ? text.chat.defaultProfile : name}</strong>
      ${description ? html`<span>${description}</span>` : nothing} ${model ? html`<span>${model}</span>` : nothing}
    </label>`;
  }
}

customElements.define('parley-welcome', ParleyWelcome);
