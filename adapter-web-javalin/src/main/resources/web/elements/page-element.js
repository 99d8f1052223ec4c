/**
 * What the elements of the page have in common.
 *
 * @module elements/page-element
 */

import { LitElement } from 'lit';

/**
 * An element without a shadow, so that the page's styles and labels reach into it. It renders anew when one of the models
 * changes that its properties hold.
 */
export class PageElement extends LitElement {
  /** Where it has an {@link import('../model/observable.js').Observable}: names of properties, such as `application.login`. */
  static models = [];

  #watched = new Map();
  #renderAnew = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#watch();
    this.requestUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watched.forEach((model) => model.removeEventListener('change', this.#renderAnew));
    this.#watched.clear();
  }

  performUpdate() {
    this.#watch();
    super.performUpdate();
  }

  /**
   * Tells whatever surrounds this element.
   *
   * @param {string} type
   * @param {*} [detail]
   * @returns {boolean} whether nobody prevented what follows by itself
   */
  tell(type, detail) {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, cancelable: true }));
  }

  #watch() {
    for (const name of this.constructor.models) {
      const before = this.#watched.get(name);
      const now = name.split('.').reduce((owner, part) => owner?.[part], this) ?? undefined;
      if (before !== now) {
        before?.removeEventListener('change', this.#renderAnew);
        now?.addEventListener('change', this.#renderAnew);
        now ? this.#watched.set(name, now) : this.#watched.delete(name);
      }
    }
  }
}
