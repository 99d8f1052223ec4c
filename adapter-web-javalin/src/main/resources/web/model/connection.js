/**
 * The connection to the server, as people see it.
 *
 * @module model/connection
 */

import { Observable } from './observable.js';

const NEWS_LASTS_MS = 5000;
const ASK_WHY_AFTER = 2;

/** Event `opened` when the server has given a sign of life on a new connection, `expired` when the login is over. */
export class Connection extends Observable {
  #client;
  #whyNot;
  #failures = 0;
  #newsTimer = null;

  /** `idle`, `connecting`, `open`, `waiting` or `ended`. */
  state = 'idle';
  /** When the next attempt is made, while `waiting`; milliseconds since 1970. */
  retryAt = null;
  /** Why there is no connection any more, if it does not come back by itself. @type {?Error} */
  ended = null;
  /** What is known of why it does not come back: `model`, `storage`, `draining`, `unreachable`. @type {?string} */
  reason = null;
  /** After a lost connection, for a moment: `{events, reset}`. */
  caughtUp = null;

  /**
   * @param {import('../parley-client.js').ParleyClient} client
   * @param {function(): Promise<?string>} whyNot finds out why the server takes no connections
   */
  constructor(client, whyNot) {
    super();
    this.#client = client;
    this.#whyNot = whyNot;
    client.addEventListener('state', ({ detail }) => this.#stateChanged(detail));
    client.addEventListener('end', ({ detail }) => this.#hasEnded(detail.error));
    client.addEventListener('recovered', ({ detail }) => this.#recovered(detail));
  }

  open() {
    this.ended = null;
    this.#client.connect();
    this.changed();
  }

  close() {
    this.#client.close();
  }

  /** The network or the page came back. */
  wake() {
    this.#client.wake();
  }

  #stateChanged({ state, retryAt }) {
    this.state = state;
    this.retryAt = retryAt;
    if (state === 'open') {
      this.#client.ping().then(
        () => this.#isAlive(),
        () => {},
      );
    } else if (state === 'waiting') {
      this.caughtUp = null;
      this.#failed();
    }
    this.changed();
  }

  #isAlive() {
    this.#failures = 0;
    this.reason = null;
    this.changed();
    this.emit('opened');
  }

  async #failed() {
    if (++this.#failures >= ASK_WHY_AFTER) {
      const reason = await this.#whyNot();
      if (this.#failures > 0) {
        this.reason = reason;
        this.changed();
      }
    }
  }

  #recovered({ events, reset }) {
    this.caughtUp = { events, reset };
    clearTimeout(this.#newsTimer);
    this.#newsTimer = setTimeout(() => {
      this.caughtUp = null;
      this.changed();
    }, NEWS_LASTS_MS);
    this.changed();
  }

  #hasEnded(error) {
    if (error.code === 'unauthenticated') {
      this.emit('expired');
    } else {
      this.ended = error;
      this.changed();
    }
  }
}

/**
 * Why a server takes no connections, as its own health tells.
 *
 * @param {string} [url] of the server; default is the page's own
 * @returns {Promise<?string>} see {@link Connection#reason}; null if all seems to be well
 */
export async function whyNot(url = '') {
  try {
    const response = await fetch(`${url}/health/ready`, { cache: 'no-store' });
    const { status, model_ready: hasModel } = await response.json();
    if (status === 'draining') {
      return 'draining';
    }
    if (status === 'storage_unreachable') {
      return 'storage';
    }
    return hasModel === false ? 'model' : null;
  } catch {
    return 'unreachable';
  }
}
