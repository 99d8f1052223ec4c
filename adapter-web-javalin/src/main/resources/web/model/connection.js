/**
 * The connection to the server, as people see it.
 *
 * @module model/connection
 */

import { Observable } from './observable.js';

/** Event `opened` when the server has given a sign of life on a new connection, `expired` when the login is over. */
export class Connection extends Observable {
  #client;

  /** `idle`, `connecting`, `open`, `waiting` or `ended`. */
  state = 'idle';
  /** Why there is no connection any more, if it does not come back by itself. @type {?Error} */
  ended = null;

  /** @param {import('../parley-client.js').ParleyClient} client */
  constructor(client) {
    super();
    this.#client = client;
    client.addEventListener('state', ({ detail }) => this.#stateChanged(detail.state));
    client.addEventListener('end', ({ detail }) => this.#hasEnded(detail.error));
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

  #stateChanged(state) {
    this.state = state;
    this.changed();
    if (state === 'open') {
      this.#client.ping().then(
        () => this.emit('opened'),
        () => {},
      );
    }
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
