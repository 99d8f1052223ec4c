/**
 * Code in answers.
 *
 * @module elements/code-block
 */

import { text } from '../text.js';

const COPIED_MS = 2000;

/**
 * An element with code, what language it is in, and a button that copies it. Nothing of it is taken for markup.
 *
 * @param {string} code
 * @param {string} language may be empty
 * @returns {HTMLElement}
 */
export function codeBlock(code, language) {
  const block = document.createElement('div');
  block.className = 'code';
  const head = block.appendChild(document.createElement('div'));
  head.className = 'code-head';
  head.appendChild(document.createElement('span')).textContent = language || text.code.plain;
  const copy = head.appendChild(document.createElement('button'));
  copy.type = 'button';
  copy.className = 'copy-code link';
  copy.textContent = text.code.copy;
  const pre = block.appendChild(document.createElement('pre'));
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', text.code.label(language));
  pre.appendChild(document.createElement('code')).textContent = code;
  return block;
}

/** Gives a block more code, without touching what is there. */
export function growCode(block, code) {
  const node = block.querySelector('code').firstChild;
  if (node && code.startsWith(node.data)) {
    node.appendData(code.slice(node.data.length));
  } else {
    block.querySelector('code').textContent = code;
  }
}

/** Copies the code if the event is about one of the buttons. */
export async function copyCode({ target }) {
  const button = target.closest?.('.copy-code');
  if (button && (await copyText(button.closest('.code').querySelector('code').textContent))) {
    button.textContent = text.code.copied;
    setTimeout(() => (button.textContent = text.code.copy), COPIED_MS);
  }
}

/**
 * Puts a text into the clipboard.
 *
 * @param {string} copied
 * @returns {Promise<boolean>} whether the browser allowed it
 */
export async function copyText(copied) {
  try {
    await navigator.clipboard.writeText(copied);
    return true;
  } catch {
    return copiedBySelection(copied);
  }
}

/** For pages without encryption, where there is no clipboard otherwise. */
function copiedBySelection(copied) {
  const area = document.body.appendChild(document.createElement('textarea'));
  area.className = 'visually-hidden';
  area.value = copied;
  const focused = document.activeElement;
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  focused?.focus?.({ preventScroll: true });
  return done;
}
