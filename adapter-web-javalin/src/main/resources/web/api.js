/**
 * The REST calls of the page. The login cookie goes with them by itself.
 *
 * @module api
 */

import { ParleyError } from './parley-client.js';

/**
 * Calls a route and gives its answer.
 *
 * @param {string} method
 * @param {string} path below `/api`, such as `/sessions`
 * @param {{body?: object, token?: string}} [options]
 * @returns {Promise<?object>} null if the answer has no body
 * @throws {ParleyError} with the server's code and sentence, or `unreachable`
 */
export async function call(method, path, { body, token } = {}) {
  const headers = {};
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (token !== undefined) {
    headers.Authorization = `Bearer ${token}`;
  }
  const response = await reach(`/api${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
    cache: 'no-store',
  });
  const answer = await parsed(response);
  if (!response.ok) {
    const error = answer?.error;
    throw new ParleyError(
      error?.error_code ?? `http_${response.status}`,
      error?.error_message ?? `The server answered with status ${response.status}.`,
      error?.details ?? {},
    );
  }
  return answer;
}

async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch {
    throw new ParleyError('unreachable', 'The server cannot be reached. Check the connection and try again.');
  }
}

async function parsed(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
