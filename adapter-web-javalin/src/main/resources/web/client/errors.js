/**
 * @module client/errors
 */

/**
 * A refusal by the server, or a connection that ended. `code` is one of the server's error codes or one of
 * `protocol_error`, `refused`, `too_large`, `unauthenticated`, `origin_not_allowed`, `too_many_connections` (the server
 * ended the connection), `connection_lost` (it broke before the reply to something that must not be sent twice),
 * `timed_out` (no reply), `closed` (the client was closed) and `unreachable` (no answer over REST).
 */
export class ParleyError extends Error {
  /**
   * @param {string} code
   * @param {string} message a sentence for people
   * @param {object} [details]
   */
  constructor(code, message, details = {}) {
    super(message);
    this.name = 'ParleyError';
    this.code = code;
    this.details = details;
  }
}
