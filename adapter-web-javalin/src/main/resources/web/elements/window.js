/**
 * Which part of a long list is in the document.
 *
 * @module elements/window
 */

/** How many entries are put there at once, and how many may be there. */
const STEP = 40;
const MOST = 120;

/** A window that moves over entries, each of which has a `key`. It knows where it is by its first entry. */
export class Window {
  #first = null;

  /** Index of the first entry in it. */
  start = 0;
  /** Index behind the last entry in it. */
  end = 0;
  #isAtEnd = true;

  /**
   * Finds its place again after the entries changed.
   *
   * @param {{key: string}[]} entries
   * @param {boolean} follows whether it goes along with new entries at the end
   */
  over(entries, follows) {
    if (this.#isAtEnd && follows) {
      this.end = entries.length;
      if (this.end - this.start > MOST || this.start >= this.end || this.#first === null) {
        this.start = Math.max(0, this.end - MOST + STEP);
      } else {
        this.#findFirst(entries);
      }
    } else {
      const size = this.end - this.start;
      this.#findFirst(entries);
      this.end = Math.min(entries.length, this.start + Math.max(size, STEP));
    }
    this.#first = entries[this.start]?.key ?? null;
  }

  /** Whether the last entry is in it. */
  reachesEnd(entries) {
    return this.end >= entries.length;
  }

  /** @returns {boolean} whether there was something to show */
  showOlder() {
    if (this.start === 0) {
      return false;
    }
    this.start = Math.max(0, this.start - STEP);
    const end = Math.min(this.end, this.start + MOST);
    this.#isAtEnd &&= end === this.end;
    this.end = end;
    this.#first = null;
    return true;
  }

  /**
   * @param {{key: string}[]} entries
   * @param {boolean} areAll whether they reach to the end of everything
   * @returns {boolean} whether there was something to show
   */
  showNewer(entries, areAll) {
    if (this.end >= entries.length) {
      this.#isAtEnd = areAll;
      return false;
    }
    this.end = Math.min(entries.length, this.end + STEP);
    this.start = Math.max(this.start, this.end - MOST);
    this.#first = null;
    return true;
  }

  toEnd() {
    this.#isAtEnd = true;
    this.start = Infinity;
  }

  toStart() {
    this.#isAtEnd = false;
    this.start = 0;
    this.end = MOST - STEP;
    this.#first = null;
  }

  around(index, entries) {
    this.#isAtEnd = false;
    this.start = Math.max(0, index - STEP);
    this.end = Math.min(entries.length, index + STEP);
    this.#first = null;
  }

  /** Entries may have come before the first one. */
  #findFirst(entries) {
    if (this.#first !== null && entries[this.start]?.key !== this.#first) {
      const found = entries.findIndex(({ key }) => key === this.#first);
      const size = this.end - this.start;
      this.start = found >= 0 ? found : Math.max(0, Math.min(this.start, entries.length - size));
    }
  }
}
