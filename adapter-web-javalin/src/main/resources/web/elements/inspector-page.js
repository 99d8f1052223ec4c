/**
 * The element that shows the log of a session, and the session as it was.
 *
 * @module elements/inspector-page
 */

import { html, nothing } from 'lit';
import { Replay } from '../model/replay.js';
import { SessionLog } from '../model/session-log.js';
import { sentenceOf } from '../model/toasts.js';
import { text } from '../text.js';
import { copyText } from './code-block.js';
import './event-list.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import { PageElement } from './page-element.js';
import './replay-view.js';
import { shortTimeOf } from './time.js';
import { shownArguments } from './tool.js';

const PANES = ['log', 'replay'];
const COPIED_MS = 2000;

/** @element parley-inspector-page */
class ParleyInspectorPage extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
    type: { state: true },
    search: { state: true },
    /** Which part is seen where there is no room for both. */
    pane: { state: true },
    copied: { state: true },
  };
  static models = ['application.router', 'application.sessions', 'application.inbox', 'log', 'replay'];

  /** @type {?SessionLog} */
  log = null;
  /** @type {?Replay} */
  replay = null;
  #found = { of: null, entries: [] };

  constructor() {
    super();
    this.type = '';
    this.search = '';
    this.pane = 'log';
    this.copied = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#open(null);
  }

  performUpdate() {
    if (this.isConnected) {
      this.#open(this.application.router.place.session);
    }
    super.performUpdate();
  }

  #open(sessionId) {
    if ((this.log?.sessionId ?? null) === sessionId) {
      return;
    }
    this.replay?.leave();
    this.log?.end();
    this.log = sessionId ? new SessionLog(this.application.api, sessionId) : null;
    this.replay = this.log && new Replay(this.log);
    Object.assign(this, { type: '', search: '' });
    this.log?.begin();
  }

  render() {
    const { log, application } = this;
    const title = log?.session ? application.sessions.titleOf(log.session) : text.inspector.title;
    return html`
      <main class="operator inspector" data-pane=${this.pane} @choose-event=${({ detail }) => this.#choose(detail)}>
        <header class="bar">
          ${listButton(this, application.inbox.count)}
          <div class="naming">
            <h2>${title}</h2>
            ${
              log?.session
                ? html`<p class="origin"><a href="#session=${log.sessionId}">${text.inspector.toChat}</a> · <a href="#page=inspector">${text.inspector.another}</a></p>`
                : nothing
            }
          </div>
        </header>
        ${log ? this.#renderLog() : this.#renderChoice()}
      </main>
    `;
  }

  #renderChoice() {
    const { sessions } = this.application;
    return html`<div class="scroller" tabindex="0" role="region" aria-label=${text.inspector.title}>
      <div class="sheet narrow">
        <p>${text.inspector.which}</p>
        <p class="hint">${text.inspector.own}</p>
        <form class="by-id" @submit=${this.#openById}>
          <label class="field">${text.inspector.id}<input name="id" required autocomplete="off" spellcheck="false" maxlength="64" /></label>
          <button class="primary">${text.inspector.openOne}</button>
        </form>
        <ul class="session-links">
          ${sessions.items.map(
            (session) => html`<li>
              <a href="#page=inspector&session=${session.session_id}">
                <span class="name">${sessions.titleOf(session)}</span>
                <span class="hint">${text.inspector.eventCount(Number.parseInt(session.position, 10))} · ${shortTimeOf(session.last_active_at)}</span>
              </a>
            </li>`,
          )}
        </ul>
      </div>
    </div>`;
  }

  #renderLog() {
    const { log } = this;
    if (log.entries.length === 0 && log.problem) {
      return html`<section class="say" role="alert">
        ${icon('warning')}
        <div class="say-text"><p>${text.inspector.problem[log.problem.code] ?? sentenceOf(log.problem)}</p></div>
        <p class="choices"><a class="button" href="#page=inspector">${text.inspector.another}</a></p>
      </section>`;
    }
    return html`
      <div role="status">${this.#renderState()}</div>
      <fieldset class="panes">
        <legend class="visually-hidden">${text.inspector.show}</legend>
        ${PANES.map(
          (pane) => html`<label
            ><input type="radio" name="pane" .checked=${this.pane === pane} @change=${() => (this.pane = pane)} />${text.inspector.panes[pane]}</label
          >`,
        )}
      </fieldset>
      <div class="inspected">
        <section class="log-pane" aria-label=${text.inspector.panes.log}>${this.#renderEvents()}</section>
        <section class="replay-pane" aria-label=${text.inspector.panes.replay}>
          <parley-replay-view .replay=${this.replay} .userId=${this.application.login.user?.user_id}></parley-replay-view>
        </section>
      </div>
    `;
  }

  #renderState() {
    const { log } = this;
    if (log.problem) {
      return html`<p class="connection problem">${icon('warning')} <span>${text.inspector.stopped} ${sentenceOf(log.problem)}</span></p>`;
    }
    if (!log.isKnown) {
      return html`<p class="connection"><span class="spinner"></span> <span>${text.inspector.loading(log.entries.length, log.expected)}</span></p>`;
    }
    return log.isTruncated ? html`<p class="connection">${icon('warning')} <span>${text.inspector.truncated(log.entries[0]?.seq)}</span></p>` : nothing;
  }

  #renderEvents() {
    const { log, replay } = this;
    const found = this.#entries();
    const types = new Map();
    log.entries.forEach(({ type }) => types.set(type, (types.get(type) ?? 0) + 1));
    return html`
      <div class="event-filter">
        <select aria-label=${text.inspector.type} @change=${({ target }) => (this.type = target.value)}>
          <option value="" ?selected=${this.type === ''}>${text.inspector.allTypes}</option>
          ${[...types].sort().map(([type, count]) => html`<option value=${type} ?selected=${this.type === type}>${type} (${text.number(count)})</option>`)}
        </select>
        <input
          type="search"
          placeholder=${text.inspector.search}
          aria-label=${text.inspector.search}
          autocomplete="off"
          maxlength="200"
          .value=${this.search}
          @input=${({ target }) => (this.search = target.value)}
        />
      </div>
      <p class="hint event-count" role="status">${text.inspector.found(found.length, log.entries.length)}</p>
      <parley-event-list .entries=${found} .chosen=${replay.entry}></parley-event-list>
      ${replay.entry ? this.#renderRaw(replay.entry) : nothing}
    `;
  }

  #renderRaw(entry) {
    const label = this.copied ? text.code.copied : text.inspector.copy;
    return html`<div class="raw">
      <header>
        <h3>${text.inspector.event(entry.seq, entry.type)}</h3>
        <button class="icon-only small" title=${label} aria-label=${label} @click=${() => this.#copy(entry)}>
          ${icon(this.copied ? 'check' : 'copy')}
        </button>
      </header>
      <pre tabindex="0" role="group" aria-label=${text.inspector.raw}>${shownArguments(entry.raw)}</pre>
    </div>`;
  }

  /** Those that are looked for; found anew only if something changed. */
  #entries() {
    const { entries } = this.log;
    const of = [entries, this.type, this.search];
    if (!this.#found.of?.every((part, at) => part === of[at])) {
      const part = this.search.trim().toLowerCase();
      const isWanted = ({ type, raw }) => (!this.type || type === this.type) && (!part || raw.toLowerCase().includes(part));
      this.#found = { of, entries: this.type || part ? entries.filter(isWanted) : entries };
    }
    return this.#found.entries;
  }

  #choose(entry) {
    this.replay.pause();
    this.replay.goTo(this.log.entries.indexOf(entry) + 1);
  }

  #openById(event) {
    event.preventDefault();
    const id = event.target.elements.id.value.trim();
    if (id) {
      this.application.router.go({ page: 'inspector', session: id });
    }
  }

  async #copy({ raw }) {
    if (await copyText(raw)) {
      this.copied = true;
      setTimeout(() => (this.copied = false), COPIED_MS);
    }
  }
}

customElements.define('parley-inspector-page', ParleyInspectorPage);
