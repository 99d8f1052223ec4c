/**
 * @module elements/rename
 */

import { text } from '../text.js';
import { ask } from './dialog.js';

const MAX_TITLE = 200;

/**
 * Lets the user give a chat another title.
 *
 * @param {Node} where any node of the page
 * @param {import('../model/application.js').Application} application
 * @param {object} session
 */
export async function rename(where, application, session) {
  const title = await ask(where, {
    title: text.sessions.renameTitle,
    confirm: text.sessions.rename,
    field: { label: text.sessions.title, value: application.sessions.titleOf(session), maxLength: MAX_TITLE },
  });
  if (title !== null) {
    await application.attempt(() => application.sessions.rename(session, title.trim()));
  }
}
