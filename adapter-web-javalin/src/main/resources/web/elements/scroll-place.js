/**
 * Where a reader is.
 *
 * @module elements/scroll-place
 */

const NEAR_END_PX = 80;
const INTENTION_LASTS_MS = 500;
/** In heights of what is seen. */
const NEAR_EDGE = 1.5;

/**
 * What a reader sees stays where it is while things above and below come, go and change their size; or, at the end, the end stays
 * in sight.
 */
export class ScrollPlace {
  #moved;
  #resizes = new ResizeObserver(() => this.#resized());
  #scroller = null;
  #entries = null;
  #last = { scrollTop: 0, scrollHeight: 0, clientHeight: 0 };
  /** Until when scrolling is the reader's own. */
  #intendedUntil = 0;
  /** The first entry in sight, and where it is. @type {?{element: Element, top: number}} */
  #anchor = null;

  isAtEnd = true;
  /** Whether the end of what is there is the end of everything, and not only of a part. */
  hasEnd = true;

  /** @param {function(): void} moved is called when the reader may see something else */
  constructor(moved) {
    this.#moved = moved;
  }

  watch(scroller, entries) {
    this.#scroller = scroller;
    this.#entries = entries;
    this.#resizes.observe(scroller);
    this.#resizes.observe(entries);
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      scroller.addEventListener(type, () => (this.#intendedUntil = performance.now() + INTENTION_LASTS_MS), {
        passive: true,
      });
    }
  }

  forget() {
    this.#resizes.disconnect();
  }

  get isNearTop() {
    return this.#scroller.scrollTop < this.#scroller.clientHeight * NEAR_EDGE;
  }

  get isNearBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < clientHeight * NEAR_EDGE;
  }

  toEnd() {
    this.isAtEnd = true;
    this.#anchor = null;
  }

  leaveEnd() {
    this.isAtEnd = false;
    this.#anchor = null;
  }

  toStart() {
    this.leaveEnd();
    if (this.#scroller) {
      this.#scroller.scrollTop = 0;
      this.#remember();
    }
  }

  /** The reader, or this, has scrolled. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    if (this.#anchor && scrollTop === this.#last.scrollTop) {
      return; // That was this.
    }
    const nearEnd = this.hasEnd && scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    const hasSameSize = scrollHeight === this.#last.scrollHeight && clientHeight === this.#last.clientHeight;
    const isReader = hasSameSize || performance.now() < this.#intendedUntil;
    // Far from the end without the reader having scrolled up, something has just changed its size.
    if (nearEnd || (scrollTop < this.#last.scrollTop && isReader)) {
      this.isAtEnd = nearEnd;
    }
    this.#remember();
    this.#anchor = this.isAtEnd ? null : this.#findAnchor();
  }

  /** Goes back to where the reader is. */
  settle() {
    if (!this.#scroller) {
      return;
    }
    if (this.isAtEnd) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
      this.#remember();
    } else if (this.#anchor?.element.isConnected) {
      const moved = this.#topOf(this.#anchor.element) - this.#anchor.top;
      if (Math.abs(moved) >= 1) {
        this.#scroller.scrollTop += moved;
        this.#remember();
      }
    }
  }

  /** Called when everything has rendered itself, before anything is painted. */
  #resized() {
    this.settle();
    this.#moved();
  }

  #remember() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#last = { scrollTop, scrollHeight, clientHeight };
  }

  #findAnchor() {
    const entries = this.#entries.querySelectorAll(':scope > .entry');
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const bottom = this.#topOf(entries[middle]) + entries[middle].offsetHeight;
      [low, high] = bottom > 0 ? [low, middle] : [middle + 1, high];
    }
    const element = entries[low];
    return element ? { element, top: this.#topOf(element) } : null;
  }

  #topOf(element) {
    return element.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
  }
}
