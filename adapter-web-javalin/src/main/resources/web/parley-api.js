/**
 * A client of Parley's REST routes for browsers and Node, without dependencies. Which routes there are says
 * `docs/protocol.md`.
 *
 * ```js
 * const api = new ParleyApi({ url: 'https://example.org', token });
 * const { items } = await api.get('/sessions?limit=50');
 * ```
 *
 * @module parley-api
 */

import { TokenSource } from './client/token.js';
import { ParleyError } from './parley-client.js';

/** One server, as one user sees it. */
export class ParleyApi {
  #url;
  #tokens;
  #fetch;

  /**
   * @param {object} [options]
   * @param {string} [options.url] of the server, without `/api`; default is the page's own
   * @param {string|function({refused: ?string}): (string|Promise<string>)} [options.token] not needed with a login cookie. A
   *   function is asked for each request, and once more with the token that the server refused
   * @param {typeof fetch} [options.fetch] the implementation; default is the global one
   */
  constructor({ url = '', token, fetch = (...request) => globalThis.fetch(...request) } = {}) {
    this.#url = url.replace(/\/+$/, '');
    this.#tokens = new TokenSource(token);
    /** Whether it is the browser's cookie that tells the server who this is. */
    this.usesCookie = token === undefined;
    this.#fetch = fetch;
  }

  /** @see call */
  get(path, options) {
    return this.call('GET', path, options);
  }

  /** @see call */
  post(path, body = {}, options = {}) {
    return this.call('POST', path, { ...options, body });
  }

  /** @see call */
  patch(path, body, options = {}) {
    return this.call('PATCH', path, { ...options, body });
  }

  /** @see call */
  put(path, body, options = {}) {
    return this.call('PUT', path, { ...options, body });
  }

  /** @see call */
  delete(path, options) {
    return this.call('DELETE', path, options);
  }

  /**
   * Calls a route and gives its answer.
   *
   * @param {string} method
   * @param {string} path below `/api`, such as `/sessions`
   * @param {{body?: object, token?: string, signal?: AbortSignal, raw?: boolean}} [options] a token given here is used this once; `raw` gives
   *     the answer as the text that came
   * @returns {Promise<?object|string>} null if the answer has no body
   * @throws {ParleyError} with the server's code, sentence and details, or `unreachable`; `details.status` is the status
   */
  async call(method, path, { raw = false, ...options } = {}) {
    const response = await this.#answered(method, path, options);
    return raw ? response.text() : parsed(response);
  }

  /**
   * Gets a file.
   *
   * @param {string} path below `/api`
   * @returns {Promise<Blob>}
   * @throws {ParleyError} see {@link call}
   */
  async file(path) {
    return (await this.#answered('GET', path)).blob();
  }

  async #answered(method, path, { token, ...request } = {}) {
    const bearer = token ?? (await this.#tokens.get());
    let response = await this.#send(method, path, bearer, request);
    if (response.status === 401 && token === undefined && this.#tokens.renews) {
      const other = await this.#tokens.get(bearer);
      response = other && other !== bearer ? await this.#send(method, path, other, request) : response;
    }
    if (!response.ok) {
      throw refusal(response, await parsed(response));
    }
    return response;
  }

  #send(method, path, bearer, { body, signal }) {
    const headers = {};
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    if (bearer) {
      headers.Authorization = `Bearer ${bearer}`;
    }
    return this.#reach(`${this.#url}/api${path}`, {
      method,
      headers,
      signal,
      body: body && JSON.stringify(body),
      cache: 'no-store',
      credentials: bearer && this.#tokens.renews ? 'omit' : 'same-origin',
    });
  }

  async #reach(url, init) {
    try {
      return await this.#fetch(url, init);
    } catch (failure) {
      if (failure.name === 'AbortError') {
        throw failure;
      }
      throw new ParleyError('unreachable', 'The server cannot be reached. Check the connection and try again.');
    }
  }
}

function refusal({ status }, answer) {
  const error = answer?.error;
  return new ParleyError(
    error?.error_code ?? `http_${status}`,
    error?.error_message ?? `The server answered with status ${status}.`,
    { ...error?.details, status },
  );
}

async function parsed(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
