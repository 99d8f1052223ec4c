/**
 * @module model/one-at-a-time
 */

/**
 * Work that never runs twice at once: asked for while it runs, it runs once more.
 *
 * @param {function(): Promise} work
 * @returns {function(): Promise}
 */
export function oneAtATime(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) {
      return;
    }
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = false;
    }
  };
}
