/**
 * What a browser tab keeps over a reload: texts that were typed but not sent. It lives as long as the tab, and the page works
 * without it where the browser forbids or limits storage.
 *
 * @module tab-storage
 */

const PREFIX = 'parley.';

/**
 * @param {string} key
 * @param {*} value any JSON
 */
export function keep(key, value) {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Only a reload would miss it.
  }
}

/**
 * @param {string} key
 * @returns {*} null if there is nothing
 */
export function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    sessionStorage.removeItem(PREFIX + key);
  } catch {
    // There is nothing then.
  }
}

/** Forgets everything, as after a logout. */
export function forgetAll() {
  try {
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX))
      .forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // There is nothing then.
  }
}
