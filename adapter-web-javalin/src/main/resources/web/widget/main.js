/**
 * Where the chat on pages of other sites begins.
 *
 * @module widget/main
 */

import '../elements/widget.js';
import { Widget } from '../model/widget.js';
import { translate } from '../text.js';
import { readOptions } from './options.js';

/**
 * @param {object} given see `docs/widget.md`
 * @returns {object} what the page may do with it
 */
export function begin(given) {
  const options = readOptions(given);
  if (options.texts) {
    translate(options.texts);
  }
  const widget = new Widget(options);
  const element = document.createElement('parley-widget');
  element.widget = widget;
  widget.begin();
  document.body.append(element);
  options.tell('ready', {});
  return {
    open: () => element.open(),
    close: () => element.close(),
    toggle: () => (widget.isOpen ? element.close() : element.open()),
    newChat: () => element.show(null),
    openSession: (sessionId) => element.show(sessionId),
    signedOut: () => widget.signedOut(),
    destroy: () => {
      element.destroy();
      widget.end();
    },
  };
}
