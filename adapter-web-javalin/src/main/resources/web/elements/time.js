/**
 * Moments, as people say them.
 *
 * @module elements/time
 */

import { html, nothing } from 'lit';

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/**
 * A moment for people: the time today, date and time before.
 *
 * @param {?string} iso
 */
export function timeOf(iso) {
  if (!iso) {
    return nothing;
  }
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  return html`<time datetime=${iso} title=${DATE_AND_TIME.format(moment)}
    >${(today ? TIME : DATE_AND_TIME).format(moment)}</time
  >`;
}
