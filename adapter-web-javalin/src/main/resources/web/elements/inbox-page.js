/**
 * The element that shows all questions that wait for a user.
 *
 * @module elements/inbox-page
 */

import { html, nothing } from 'lit';
import { html as htmlOfAnyTag, literal } from 'lit/static-html.js';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text.js';
import './connection-line.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import { PageElement } from './page-element.js';
import './question.js';

/** @element parley-inbox-page */
class ParleyInboxPage extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    /** Whether it is a small part of a page, not its main one. */
    compact: { attribute: false },
    /** What the bar has at its end. */
    barEnd: { attribute: false },
  };
  static models = ['application.inbox', 'application.sessions', 'application.login'];

  connectedCallback() {
    super.connectedCallback();
    this.application.inbox.read(true);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.application.inbox.read(false);
  }

  render() {
    const { inbox, connection } = this.application;
    const tag = this.compact ? literal`section` : literal`main`;
    return htmlOfAnyTag`
      <${tag} class="inbox">
        <header class="bar">
          ${listButton(this, inbox.count)}
          <div class="naming">
            <h2>${text.inbox.title}</h2>
          </div>
          ${this.barEnd ?? nothing}
        </header>
        <parley-connection-line .connection=${connection} .wasOpen=${true}></parley-connection-line>
        ${inbox.questions.length === 0 ? this.#renderNone() : this.#renderQuestions()}
      </${tag}>
    `;
  }

  #renderNone() {
    if (!this.application.inbox.isKnown) {
      return html`<div class="loading" role="status"><span class="spinner"></span></div>`;
    }
    return html`<section class="say">
      ${icon('inbox')}
      <div class="say-text">
        <h2>${text.inbox.empty}</h2>
        <p>${text.inbox.emptyHint}</p>
      </div>
    </section>`;
  }

  #renderQuestions() {
    const { inbox } = this.application;
    return html`
      <div class="scroller" tabindex="0" role="region" aria-label=${text.inbox.title}>
        <div class="entries">
          <p class="hint">${text.inbox.count(inbox.count)}</p>
          ${repeat(
            inbox.questions,
            (question) => question.request_id,
            (question) => this.#renderQuestion(question),
          )}
        </div>
      </div>
    `;
  }

  #renderQuestion(question) {
    const { sessions } = this.application;
    const session = sessions.find(question.session_id);
    // Who is asked need not take part in the chat.
    const mayOpen = session || question.responders.length === 0;
    return html`
      <section class="inbox-entry">
        ${
          mayOpen
            ? html`<a class="where" href="#session=${question.session_id}"
              >${icon('chat')} ${session ? sessions.titleOf(session) : text.inbox.someChat}</a
            >`
            : nothing
        }
        <parley-question
          .question=${question}
          .answerable=${true}
          .respond=${this.application.respond}
        ></parley-question>
      </section>
    `;
  }
}

customElements.define('parley-inbox-page', ParleyInboxPage);
