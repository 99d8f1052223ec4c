/**
 * State that elements show.
 *
 * @module model/observable
 */

/**
 * Something that tells when it changed. Whoever shows it looks at all of it again; several changes in one task are seen at
 * once.
 */
export class Observable extends EventTarget {
  /** Tells those who watch. */
  changed() {
    this.dispatchEvent(new Event('change'));
  }

  /**
   * Tells of something that happened.
   *
   * @param {string} type
   * @param {*} [detail]
   */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
