/**
 * The element that shows a conversation as it was.
 *
 * @module elements/replay-view
 */

import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { text } from '../text.js';
import './conversation.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** @element parley-replay-view */
class ParleyReplayView extends PageElement {
  static properties = {
    /** @type {import('../model/replay.js').Replay} */
    replay: { attribute: false },
    userId: { attribute: false },
  };
  static models = ['replay'];

  render() {
    const { replay } = this;
    const { session } = replay.view;
    const status = text.sessions.status[session?.status];
    return html`
      <header class="replay-head">
        <h3>${session ? session.title || text.chat.untitled : text.inspector.beforeAll}</h3>
        ${status ? html`<span class="badge">${status}</span>` : nothing}
        ${session?.deleted_at ? html`<span class="badge danger">${text.inspector.deleted}</span>` : nothing}
      </header>
      ${keyed(
        replay,
        html`<parley-conversation .chat=${replay} .past=${true} .userId=${this.userId}></parley-conversation>`,
      )}
      ${this.#renderControls()}
    `;
  }

  #renderControls() {
    const { replay } = this;
    const { place, end, entry, isPlaying } = replay;
    const told = text.inspector.place(place, end, entry?.type, entry && MOMENT.format(new Date(entry.timestamp)));
    return html`<div class="replay-controls" role="group" aria-label=${text.inspector.replay}>
      <div class="replay-line">
        ${this.#renderButton(isPlaying ? 'pause' : 'play', isPlaying ? text.inspector.pause : text.inspector.play, end === 0, () => this.#toggle())}
        ${this.#renderButton('before', text.inspector.before, place === 0, () => this.#go(place - 1))}
        <input
          type="range"
          min="0"
          max=${end}
          step="1"
          .value=${String(place)}
          aria-label=${text.inspector.slider}
          aria-valuetext=${told}
          @input=${({ target }) => this.#go(Number(target.value))}
          @keydown=${this.#keydown}
        />
        ${this.#renderButton('after', text.inspector.after, place === end, () => this.#go(place + 1))}
      </div>
      <p class="hint replay-place">${told}</p>
    </div>`;
  }

  #renderButton(picture, label, disabled, run) {
    return html`<button class="icon-only" title=${label} aria-label=${label} ?disabled=${disabled} @click=${run}>${icon(picture)}</button>`;
  }

  #go(place) {
    this.replay.pause();
    this.replay.goTo(place);
  }

  #toggle() {
    this.replay.isPlaying ? this.replay.pause() : this.replay.play();
  }

  #keydown(event) {
    if (event.key === ' ') {
      event.preventDefault();
      this.#toggle();
    }
  }
}

customElements.define('parley-replay-view', ParleyReplayView);
