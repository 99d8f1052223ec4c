/**
 * The element that shows Markdown.
 *
 * @module elements/markdown-element
 */

import { copyCode } from './code-block.js';
import { GrowingMarkdown } from './markdown.js';

/** Rendering takes at most a quarter of the time, however long the text is. */
const REST_PER_WORK = 3;
const SHORT_WORK_MS = 4;

/** @element parley-markdown */
class ParleyMarkdown extends HTMLElement {
  #markdown = new GrowingMarkdown(this);
  #shown = { text: null, grows: true };
  #wanted = null;
  #restsUntil = 0;
  #timer = null;

  connectedCallback() {
    this.addEventListener('click', copyCode);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  /**
   * What is shown: `{text, grows}`. Text that grows may be shown a little later, so that the page stays responsive; the last one,
   * which does not grow any more, is shown at once.
   */
  set content(content) {
    const { text, grows } = content;
    if (this.#shown.text === text && this.#shown.grows === grows) {
      return;
    }
    clearTimeout(this.#timer);
    this.#wanted = content;
    const rest = grows ? this.#restsUntil - performance.now() : 0;
    if (rest > 0) {
      this.#timer = setTimeout(() => this.#show(), rest);
    } else {
      this.#show();
    }
  }

  #show() {
    const began = performance.now();
    this.#shown = this.#wanted;
    this.#markdown.show(this.#shown.text, !this.#shown.grows);
    const worked = performance.now() - began;
    this.#restsUntil = worked > SHORT_WORK_MS ? began + worked * (1 + REST_PER_WORK) : 0;
  }
}

customElements.define('parley-markdown', ParleyMarkdown);
