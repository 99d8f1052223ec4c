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
 * @property {boolean} [aside] whether it is reached from the settings, and not beside the chats
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
  {
    name: 'dashboard',
    icon: 'chart',
    title: () => text.dashboard.title,
    roles: ['analyst', 'admin'],
    load: () => import('./dashboard-page.js'),
    render: (application) => html`<parley-dashboard-page .application=${application}></parley-dashboard-page>`,
  },
  {
    name: 'inspector',
    icon: 'inspect',
    title: () => text.inspector.title,
    roles: ['analyst', 'admin'],
    load: () => import('./inspector-page.js'),
    render: (application) => html`<parley-inspector-page .application=${application}></parley-inspector-page>`,
  },
  {
    name: 'users',
    icon: 'people',
    title: () => text.users.title,
    roles: ['admin'],
    load: () => import('./users-page.js'),
    render: (application) => html`<parley-users-page .application=${application}></parley-users-page>`,
  },
  {
    name: 'channels',
    icon: 'bell',
    title: () => text.channels.title,
    aside: true,
    load: () => import('./channels-page.js'),
    render: (application) => html`<parley-channels-page .application=${application}></parley-channels-page>`,
  },
  {
    name: 'limits',
    icon: 'gauge',
    title: () => text.limits.title,
    aside: true,
    load: () => import('./limits-page.js'),
    render: (application) => html`<parley-limits-page .application=${application}></parley-limits-page>`,
  },
];

/** The pages that a user may see. */
export function pagesFor(user) {
  return PAGES.filter(({ roles }) => !roles || roles.includes(user?.role));
}

/** Whether a user may see a page that there is. */
export function maySee(user, name) {
  return pagesFor(user).some((page) => page.name === name);
}
