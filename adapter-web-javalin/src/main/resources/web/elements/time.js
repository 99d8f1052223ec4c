/**
 * Moments, as people say them.
 *
 * @module elements/time
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const MONTH = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' });
const DAY_MS = 86_400_000;

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

/**
 * A moment where there is little room: the time today, the day before.
 *
 * @param {string} iso
 */
export function shortTimeOf(iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  return html`<time datetime=${iso} title=${DATE_AND_TIME.format(moment)}>${(today ? TIME : SHORT_DAY).format(moment)}</time>`;
}

/**
 * How long ago something was, for headings.
 *
 * @param {string} iso
 * @returns {string}
 */
export function periodOf(iso) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const moment = new Date(iso);
  if (moment >= midnight) {
    return text.period.today;
  }
  if (moment >= midnight - DAY_MS) {
    return text.period.yesterday;
  }
  return moment >= midnight - 7 * DAY_MS ? text.period.week : MONTH.format(moment);
}

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/**
 * The day of a moment, for headings.
 *
 * @param {string} iso
 * @returns {string}
 */
export function dayOf(iso) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const moment = new Date(iso);
  if (moment >= midnight) {
    return text.period.today;
  }
  if (moment >= midnight - DAY_MS) {
    return text.period.yesterday;
  }
  return (moment.getFullYear() === new Date().getFullYear() ? DAY : DAY_AND_YEAR).format(moment);
}
