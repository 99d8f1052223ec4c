/**
 * @module model/repeating
 */

/**
 * Work that is done again and again for as long as somebody wants that and the page can be seen. It never runs twice at once, and runs
 * at once when the page is seen again.
 */
export class Repeating {
  #work;
  #pause;
  #isWanted = false;
  #isRunning = false;
  #timer = null;

  /**
   * @param {function(): Promise<number|undefined>} work gives how many milliseconds to wait, if not as long as usual; must not throw
   * @param {number} pause how many milliseconds to wait usually
   */
  constructor(work, pause) {
    this.#work = work;
    this.#pause = pause;
  }

  get isWanted() {
    return this.#isWanted;
  }

  begin() {
    if (!this.#isWanted) {
      this.#isWanted = true;
      document.addEventListener('visibilitychange', this.#look);
      this.#run();
    }
  }

  end() {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#look);
  }

  #look = () => {
    clearTimeout(this.#timer);
    this.#run();
  };

  get #mayRun() {
    return this.#isWanted && document.visibilityState === 'visible';
  }

  async #run() {
    if (!this.#mayRun || this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    let pause;
    try {
      pause = await this.#work();
    } finally {
      this.#isRunning = false;
    }
    if (this.#mayRun) {
      this.#timer = setTimeout(() => this.#run(), pause ?? this.#pause);
    }
  }
}

/**
 * How long to wait after a refusal that says so.
 *
 * @param {Error} error
 * @returns {number|undefined} milliseconds
 */
export function pauseAfter(error) {
  const seconds = error.details?.retry_after_seconds;
  return seconds === undefined ? undefined : seconds * 1000;
}
