/**
 * The pages beside the chat.
 *
 * @module elements/pages
 */

import { html } from 'lit';
import { text } from '../text.js';

/**
 * A page with an address of its own, `#page=NAME`. Its module is loaded when somebody goes there.
 *
 * @typedef {object} Page
 * @property {string} name
 * @property {string} icon
 * @property {function(): string} title
 * @property {function(import('../model/application.js').Application): number} [count] how much waits there
 * @property {string[]} [roles] who may see it; everybody if left out
 * @property {function(): Promise} load
 * @property {function(import('../model/application.js').Application): unknown} render gives the page's element
 */

/** @type {Page[]} */
export const PAGES = [
  {
    name: 'inbox',
    icon: 'inbox',
    title: () => text.inbox.title,
    count: (application) => application.inbox.count,
    load: () => import('./inbox-page.js'),
    render: (application) => html`<parley-inbox-page .application=${application}></parley-inbox-page>`,
  },
];

/** The pages that a user may see. */
export function pagesFor(user) {
  return PAGES.filter(({ roles }) => !roles || roles.includes(user?.role));
}
