/**
 * What was typed in each chat and not sent yet, kept over a reload.
 *
 * @module model/typed-text
 */

import { forget, keep, kept } from './tab-storage.js';

/**
 * @param {?string} sessionId null for a chat that has not begun
 * @returns {string}
 */
export function typedText(sessionId) {
  return kept(keyOf(sessionId)) ?? '';
}

/**
 * @param {?string} sessionId
 * @param {string} text
 */
export function keepTypedText(sessionId, text) {
  if (text) {
    keep(keyOf(sessionId), text);
  } else {
    forget(keyOf(sessionId));
  }
}

/**
 * Lets what was typed in one chat belong to another.
 *
 * @param {?string} from
 * @param {?string} to
 */
export function moveTypedText(from, to) {
  const text = typedText(from);
  if (text) {
    keepTypedText(to, text);
    keepTypedText(from, '');
  }
}

function keyOf(sessionId) {
  return `text.${sessionId ?? 'new'}`;
}
