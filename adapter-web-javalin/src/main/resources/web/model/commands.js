/**
 * The commands that a user may run.
 *
 * @module model/commands
 */

import { Observable } from './observable.js';

/**
 * Something that completes what was typed.
 *
 * @typedef {object} Completion
 * @property {string} value the whole line after it
 * @property {string} label
 * @property {string} about
 * @property {boolean} more whether something has to follow
 */

/** The commands, which are asked for when the first one is typed. */
export class Commands extends Observable {
  #api;
  #asked = false;

  /** @type {object[]} */
  items = [];

  /** @param {import('../parley-api.js').ParleyApi} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /**
   * What a line may become.
   *
   * @param {string} line what was typed
   * @returns {Completion[]}
   */
  completions(line) {
    const match = /^\/(\S*)(?:\s+(\S*))?$/u.exec(line);
    if (!match) {
      return [];
    }
    this.#ask();
    const [, name, word] = match;
    return word === undefined ? this.#names(name.toLowerCase()) : this.#words(name.toLowerCase(), word.toLowerCase());
  }

  forget() {
    this.#asked = false;
    this.items = [];
  }

  /** @returns {object|undefined} */
  find(name) {
    return this.items.find((command) => command.name === name || command.aliases.includes(name));
  }

  #names(typed) {
    const begins = (name) => name.startsWith(typed);
    return this.items
      .filter(({ name, aliases }) => begins(name) || aliases.some(begins))
      .sort((one, other) => (other.name === typed) - (one.name === typed))
      .map(({ name, description, usage, parameters }) => ({
        value: parameters.length > 0 ? `/${name} ` : `/${name}`,
        label: usage,
        about: description,
        more: parameters.some(({ required }) => required),
      }));
  }

  #words(name, typed) {
    const [parameter] = this.find(name)?.parameters ?? [];
    const choices = (parameter?.choices ?? []).filter((choice) => choice.toLowerCase().startsWith(typed));
    if (choices.some((choice) => choice.toLowerCase() === typed)) {
      return [];
    }
    return choices
      .map((choice) => ({ value: `/${name} ${choice}`, label: choice, about: parameter.description, more: false }));
  }

  async #ask() {
    if (this.#asked) {
      return;
    }
    this.#asked = true;
    try {
      this.items = (await this.#api.get('/commands')).items;
      this.changed();
    } catch {
      this.#asked = false;
    }
  }
}
