/**
 * How a site wants its chat.
 *
 * @module widget/options
 */

const POSITIONS = ['right', 'left'];
const THEMES = ['system', 'light', 'dark'];
const CONNECTS = ['open', 'load'];

/**
 * @typedef {object} WidgetOptions
 * @property {string} server its origin
 * @property {function(): (string|Promise<string>)} token
 * @property {function(string, object): void} tell tells the page of something
 * @property {?string} title
 * @property {'right'|'left'} position
 * @property {'system'|'light'|'dark'} theme
 * @property {?string} accent a colour
 * @property {boolean} open whether it is open when a tab sees it first
 * @property {'open'|'load'} connect when it signs in and connects first
 * @property {?string} profile
 * @property {?string} lang
 * @property {?object} texts see `text.js`
 */

/**
 * What was given, with defaults for what was not or is wrong; what is wrong is told in the console.
 *
 * @param {object} given
 * @param {function(string): boolean} [isColour]
 * @returns {WidgetOptions}
 */
export function readOptions(given, isColour = (value) => CSS.supports('color', value)) {
  return {
    server: given.server,
    token: given.token,
    tell: given.tell,
    title: given.title || null,
    position: oneOf('position', POSITIONS, given.position),
    theme: oneOf('theme', THEMES, given.theme),
    accent: given.accent && (isColour(given.accent) ? given.accent : wrong('accent', given.accent, 'a colour of CSS', null)),
    open: ['', 'true', true].includes(given.open),
    connect: oneOf('connect', CONNECTS, given.connect),
    profile: given.profile || null,
    lang: given.lang || null,
    texts: given.texts ?? null,
  };
}

function oneOf(name, values, value = values[0]) {
  return values.includes(value) ? value : wrong(name, value, `one of ${values.join(', ')}`, values[0]);
}

function wrong(name, value, wanted, otherwise) {
  console.warn(`Parley: data-${name} is “${value}”, but has to be ${wanted}.`);
  return otherwise;
}
