/**
 * @module elements/avatar
 */

import { html } from 'lit';

/**
 * A person as a small picture: the first letters of the name.
 *
 * @param {string} userId
 * @param {string} [title] what it tells, for those who see it and those who do not
 */
export function avatar(userId, title = userId) {
  return html`<span class="avatar" role="img" title=${title} aria-label=${title}>${initials(userId)}</span>`;
}

function initials(userId) {
  const words = userId.split('@')[0].split(/[\s._-]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map(first) : [...userId].slice(0, 2);
  return letters.join('');
}

function first(word) {
  return [...word][0];
}
