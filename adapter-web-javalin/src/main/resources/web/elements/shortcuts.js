/**
 * What keys do anywhere in the page.
 *
 * @module elements/shortcuts
 */

/**
 * The shortcuts that people are told of: their keys, and what they do by its name in `text.shortcuts`. `Mod` is ⌘ on a Mac and Ctrl
 * elsewhere.
 */
export const SHORTCUTS = [
  { keys: ['Mod', 'K'], does: 'search' },
  { keys: ['Mod', 'Shift', 'O'], does: 'newChat' },
  { keys: ['Alt', 'I'], does: 'inbox' },
  { keys: ['Mod', '/'], does: 'help' },
  { keys: ['Enter'], does: 'send' },
  { keys: ['Shift', 'Enter'], does: 'newLine' },
  { keys: ['Mod', 'Enter'], does: 'interrupt' },
  { keys: ['Escape'], does: 'stop' },
  { keys: ['/'], does: 'command' },
  { keys: ['Alt', '↑'], does: 'before' },
  { keys: ['Alt', '↓'], does: 'after' },
  { keys: ['Home'], does: 'beginning' },
  { keys: ['End'], does: 'latest' },
];

export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform ?? '');

/** Listens to keys and carries them out on the parts of a page. */
export class Shortcuts {
  #page;

  /** @param {HTMLElement} page with an `application` */
  constructor(page) {
    this.#page = page;
  }

  listen() {
    window.addEventListener('keydown', (event) => this.#pressed(event));
  }

  #pressed(event) {
    const action = this.#page.application?.login.state === 'in' ? this.#actionOf(event) : null;
    if (action && !this.#page.querySelector('dialog[open]')) {
      event.preventDefault();
      action();
    }
  }

  #actionOf(event) {
    const { key, altKey, shiftKey } = event;
    const mod = IS_MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    if (mod && !altKey) {
      if (key.toLowerCase() === 'k' && !shiftKey) {
        return () => this.#search();
      }
      if (key.toLowerCase() === 'o' && shiftKey) {
        return () => this.#page.application.openSession(null);
      }
      return key === '/' ? () => this.#help() : null;
    }
    if (altKey && !mod && !shiftKey) {
      return this.#altActionOf(event);
    }
    return key === '?' && !isTyping(event) ? () => this.#help() : null;
  }

  #altActionOf({ key, code }) {
    switch (true) {
      case code === 'KeyI':
        return () => this.#page.application.router.go({ page: 'inbox' });
      case key === 'ArrowUp' || key === 'ArrowDown':
        return () => this.#page.querySelector('parley-conversation')?.step(key === 'ArrowUp' ? -1 : 1);
      default:
        return null;
    }
  }

  async #search() {
    this.#page.listOpen = true;
    await this.#page.updateComplete;
    this.#page.querySelector('.search input')?.focus();
  }

  #help() {
    this.#page.querySelector('parley-shortcuts-help').show();
  }
}

function isTyping({ target }) {
  return target.matches?.('input, textarea, select, [contenteditable]');
}
