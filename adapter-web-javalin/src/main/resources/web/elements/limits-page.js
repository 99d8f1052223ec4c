/**
 * The element that shows what is limited, how much is left, and what does not go.
 *
 * @module elements/limits-page
 */

import { html, nothing } from 'lit';
import { sentenceOf } from '../model/toasts.js';
import { text } from '../text.js';
import './countdown.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import { PageElement } from './page-element.js';

/** @element parley-limits-page */
class ParleyLimitsPage extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
  };
  static models = ['application.limits', 'application.inbox'];

  connectedCallback() {
    super.connectedCallback();
    this.application.limits.begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.application.limits.end();
  }

  render() {
    const { limits, inbox } = this.application;
    return html`
      <main class="operator limits">
        <header class="bar">
          ${listButton(this, inbox.count)}
          <div class="naming"><h2>${text.limits.title}</h2></div>
        </header>
        <div role="status">
          ${limits.problem ? html`<p class="connection problem">${icon('warning')} <span>${sentenceOf(limits.problem)}</span></p>` : nothing}
        </div>
        <div class="scroller" tabindex="0" role="region" aria-label=${text.limits.title}>
          <div class="sheet narrow">
            ${limits.limits ? this.#renderLimits(limits) : html`<p class="loading-more" role="status"><span class="spinner"></span>${text.loading}</p>`}
            ${limits.limitations ? this.#renderLimitations(limits.limitations) : nothing}
          </div>
        </div>
      </main>
    `;
  }

  #renderLimits({ limits, buckets, knownAt }) {
    return html`
      <section aria-labelledby="limits-left">
        <h3 id="limits-left">${text.limits.left}</h3>
        <p class="hint">${buckets.length > 0 ? text.limits.leftHint : text.limits.noBuckets}</p>
        <ul class="buckets">${buckets.map((bucket) => this.#renderBucket(bucket, knownAt))}</ul>
      </section>
      <section aria-labelledby="limits-all">
        <h3 id="limits-all">${text.limits.all}</h3>
        <dl class="facts list">
          ${Object.entries(limits).map(
            ([name, value]) => html`<div>
              <dt>${text.limits.name[name] ?? name}</dt>
              <dd>${text.limits.value(name, value)}</dd>
            </div>`,
          )}
        </dl>
      </section>
    `;
  }

  #renderBucket({ bucket, limit, window_seconds: window, remaining, reset_seconds: reset }, knownAt) {
    const name = text.limits.bucket[bucket] ?? bucket;
    return html`<li data-bucket=${bucket}>
      <span class="name">${name}</span>
      <meter min="0" max=${limit} low=${limit / 4} value=${remaining} aria-label=${name}></meter>
      <span class="value">${text.limits.of(remaining, limit, window)}</span>
      <span class="hint">
        ${
          reset > 0
            ? html`<parley-countdown .until=${knownAt + reset * 1000} .say=${text.limits.refilled}></parley-countdown>`
            : text.limits.isFull
        }
      </span>
    </li>`;
  }

  #renderLimitations(limitations) {
    const [here, elsewhere] = [true, false].map((applies) => limitations.filter((limitation) => limitation.applies === applies));
    return html`
      <section aria-labelledby="limitations">
        <h3 id="limitations">${text.limits.limitations}</h3>
        <p class="hint">${text.limits.limitationsHint}</p>
        ${here.map((limitation) => this.#renderLimitation(limitation))}
        ${
          elsewhere.length > 0
            ? html`<details class="numbers">
              <summary>${text.limits.elsewhere(elsewhere.length)}</summary>
              ${elsewhere.map((limitation) => this.#renderLimitation(limitation))}
            </details>`
            : nothing
        }
      </section>
    `;
  }

  #renderLimitation({ title, description, workaround }) {
    return html`<article class="limitation">
      <h4>${title}</h4>
      <p>${description}</p>
      ${workaround ? html`<p class="hint">${text.limits.workaround}: ${workaround}</p>` : nothing}
    </article>`;
  }
}

customElements.define('parley-limits-page', ParleyLimitsPage);
