/**
 * What the address says is to be seen.
 *
 * @module model/router
 */

import { Observable } from './observable.js';

/**
 * A place of the page: `session` – a chat, with its id, or none for a new one –, or another page by its name.
 *
 * @typedef {object} Place
 * @property {string} page `chat`, or a name such as `inbox`
 * @property {?string} session
 * @property {URLSearchParams} parameters all parts of the address's fragment
 */

/** The fragment of the address: `#session=ID` or `#page=NAME`, with parameters of the page behind it. */
export class Router extends Observable {
  constructor() {
    super();
    window.addEventListener('hashchange', () => this.changed());
  }

  /** @type {Place} */
  get place() {
    const parameters = parts();
    return { page: parameters.get('page') ?? 'chat', session: parameters.get('session'), parameters };
  }

  /**
   * The token of a login link, once: the address bar and the browser's history forget it.
   *
   * @returns {?string}
   */
  takeToken() {
    const parameters = parts();
    const token = parameters.get('token');
    if (token !== null) {
      parameters.delete('token');
      history.replaceState(null, '', addressOf(parameters));
    }
    return token;
  }

  /**
   * Goes to a place.
   *
   * @param {Object<string, string>} parameters the fragment's parts; none for a new chat
   * @param {{replace?: boolean}} [options] whether the browser's history forgets where we are now
   */
  go(parameters, { replace = false } = {}) {
    const address = addressOf(new URLSearchParams(parameters));
    if (address !== location.pathname + location.search + location.hash) {
      history[replace ? 'replaceState' : 'pushState'](null, '', address);
    }
    this.changed();
  }
}

function parts() {
  return new URLSearchParams(location.hash.slice(1));
}

function addressOf(parameters) {
  return location.pathname + location.search + (parameters.size > 0 ? `#${parameters}` : '');
}
