/**
 * The pictures on buttons.
 *
 * @module elements/icon
 */

import { html, svg } from 'lit';

const SHAPES = {
  archive: svg`<path d="M4 8v11a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1V8M2.5 4h19v4h-19zM10 12h4"/>`,
  arrowDown: svg`<path d="M12 5v14m-6-6 6 6 6-6"/>`,
  arrowUp: svg`<path d="M12 19V5m-6 6 6-6 6 6"/>`,
  bell: svg`<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0"/>`,
  bolt: svg`<path d="M13 2.5 5 14h6l-1 7.5L19 10h-6z"/>`,
  after: svg`<path d="M6 6v12l8.5-6zM18 6v12"/>`,
  before: svg`<path d="M18 6v12l-8.5-6zM6 6v12"/>`,
  branch: svg`<circle cx="6" cy="5" r="2.2"/><circle cx="6" cy="19" r="2.2"/><circle cx="18" cy="8" r="2.2"/><path d="M6 7.2v9.6M18 10.2c0 4-6 3.6-11 5.4"/>`,
  chart: svg`<path d="M4 4v15a1 1 0 0 0 1 1h15M8.5 16v-4M13 16V7M17.5 16v-6"/>`,
  chat: svg`<path d="M20.5 14.5a3 3 0 0 1-3 3H9l-5.5 4v-14a3 3 0 0 1 3-3h11a3 3 0 0 1 3 3z"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  chevron: svg`<path d="m6 9.5 6 6 6-6"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.2 2"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  copy: svg`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5.5 15H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 3h9a1.5 1.5 0 0 1 1.5 1.5V5"/>`,
  dots: svg`<circle cx="5" cy="12" r="1.2" fill="currentColor"/><circle cx="12" cy="12" r="1.2" fill="currentColor"/><circle cx="19" cy="12" r="1.2" fill="currentColor"/>`,
  download: svg`<path d="M12 4v11m-5-5 5 5 5-5M4.5 20h15"/>`,
  gauge: svg`<path d="M4.2 18a9 9 0 1 1 15.6 0M12 14l4-4.5M12 14v.01"/>`,
  inbox: svg`<path d="M3.5 13.5 6 5h12l2.5 8.5V19a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1zM3.5 13.5H8.5l1.5 3h4l1.5-3h5"/>`,
  keyboard: svg`<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M8 14h8"/>`,
  inspect: svg`<path d="M4 6h16M4 11h7M4 16h5"/><circle cx="15.5" cy="15" r="3.5"/><path d="m18.2 17.7 2.8 2.8"/>`,
  leave: svg`<path d="M14 4h4.5A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5H14M10 16l-4-4 4-4M6 12h9"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  moon: svg`<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>`,
  pause: svg`<path d="M8.5 5v14M15.5 5v14"/>`,
  pencil: svg`<path d="M4 20l1-4.5L16.5 4a2 2 0 0 1 3 3L8.5 19z"/>`,
  people: svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .7 3.2 2.5 3.5 5.5"/>`,
  play: svg`<path d="M8 5v14l11-7z"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  refresh: svg`<path d="M20 5v5h-5M4 19v-5h5M19.5 10A8 8 0 0 0 5.6 7.4M4.5 14a8 8 0 0 0 13.9 2.6"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m20 20-4.2-4.2"/>`,
  send: svg`<path d="M3.5 11.5 20.5 4l-5 16.5-4-6.5zM11.5 14l4-5"/>`,
  slash: svg`<rect x="3.5" y="3.5" width="17" height="17" rx="4"/><path d="m14 8-4 8"/>`,
  stop: svg`<rect x="6.5" y="6.5" width="11" height="11" rx="2" fill="currentColor"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>`,
  tool: svg`<path d="M14.5 6.5a4 4 0 0 1 5-1.8l-2.6 2.6 1.8 1.8 2.6-2.6a4 4 0 0 1-5.3 5L8 19.5a2.1 2.1 0 0 1-3-3l8-8a4 4 0 0 1 1.5-2z"/>`,
  trash: svg`<path d="M4.5 7h15M10 3.5h4M6.5 7l.8 12a1.5 1.5 0 0 0 1.5 1.4h6.4a1.5 1.5 0 0 0 1.5-1.4l.8-12M10 11v5.5M14 11v5.5"/>`,
  undo: svg`<path d="M9 5 4 10l5 5M4.5 10H15a5 5 0 0 1 0 10h-3"/>`,
  warning: svg`<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.01"/>`,
};

/**
 * @param {keyof SHAPES} name
 */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}
