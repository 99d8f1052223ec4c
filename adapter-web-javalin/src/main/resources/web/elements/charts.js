/**
 * Pictures of numbers. Each has its numbers as a text or a table, too, for those who do not see it.
 *
 * @module elements/charts
 */

import { html, nothing, svg } from 'lit';
import { text } from '../text.js';

const WIDTH = 600;
const HEIGHT = 120;
const GAP = 0.2;
const MOST_TONES = 6;

/**
 * Several numbers of one kind that take place over time.
 *
 * @typedef {object} Series
 * @property {string} name
 * @property {number} tone which colour it has
 * @property {(?number)[]} values one for each moment; null where there is none
 */

/** The colour of the n-th of several things that are equal. */
export function toneOf(index) {
  return `tone-${index % MOST_TONES}`;
}

/**
 * Numbers as bars, one below the other.
 *
 * @param {{name: string, value: number, tone?: string}[]} items
 * @param {function(number): string} say
 */
export function bars(items, say = text.number) {
  const most = Math.max(1, ...items.map(({ value }) => value));
  return html`<dl class="bars">
    ${items.map(
      ({ name, value, tone = toneOf(0) }) => html`<div>
        <dt>${name}</dt>
        <dd>
          <svg class=${tone} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="1" class="ground" /><rect width=${(100 * value) / most} height="1" />
          </svg>
          <span class="value">${say(value)}</span>
        </dd>
      </div>`,
    )}
  </dl>`;
}

/**
 * Numbers over time as columns, those of one moment on top of each other.
 *
 * @param {{name: string, moments: string[], series: Series[], say?: function(number): string}} chart
 */
export function columns({ name, moments, series, say = text.number }) {
  const sums = moments.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const most = Math.max(...sums, 0);
  const width = WIDTH / moments.length;
  const picture = moments.map((moment, at) => {
    let top = HEIGHT;
    return svg`<g>
      <title>${text.dashboard.at(moment, told(series, at, say))}</title>
      <rect class="sensor" x=${at * width} y="0" width=${width} height=${HEIGHT} />
      ${series.map(({ values, tone }) => {
        const height = most > 0 ? ((values[at] ?? 0) / most) * HEIGHT : 0;
        top -= height;
        return height > 0
          ? svg`<rect class=${tone} x=${(at + GAP / 2) * width} y=${top} width=${width * (1 - GAP)} height=${height} />`
          : nothing;
      })}
    </g>`;
  });
  return figure({ name, moments, series, say, most, picture });
}

/**
 * Numbers over time as lines, with gaps where there are none.
 *
 * @param {{name: string, moments: string[], series: Series[], say?: function(number): string}} chart
 */
export function lines({ name, moments, series, say = text.number }) {
  const most = Math.max(0, ...series.flatMap(({ values }) => values.filter((value) => value !== null)));
  const width = WIDTH / moments.length;
  const x = (at) => (at + 0.5) * width;
  const y = (value) => HEIGHT - (most > 0 ? value / most : 0) * (HEIGHT - 4) - 2;
  const picture = svg`
    ${series.map(
      ({ values, tone }) => svg`
        <path class="line ${tone}" d=${pathOf(values, x, y)} vector-effect="non-scaling-stroke" />
        ${values.map((value, at) =>
          value === null ? nothing : svg`<path class="dot ${tone}" d="M${x(at)} ${y(value)}h0.01" vector-effect="non-scaling-stroke" />`,
        )}`,
    )}
    ${moments.map(
      (moment, at) => svg`<rect class="sensor" x=${at * width} y="0" width=${width} height=${HEIGHT}>
        <title>${text.dashboard.at(moment, told(series, at, say))}</title>
      </rect>`,
    )}`;
  return figure({ name, moments, series, say, most, picture });
}

function pathOf(values, x, y) {
  let pen = 'M';
  let path = '';
  values.forEach((value, at) => {
    if (value === null) {
      pen = 'M';
    } else {
      path += `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
    }
  });
  return path;
}

function told(series, at, say) {
  return series
    .filter(({ values }) => values[at] !== null)
    .map(({ name, values }) => `${name} ${say(values[at])}`)
    .join(', ');
}

function figure({ name, moments, series, say, most, picture }) {
  return html`<figure class="chart">
    <figcaption>
      <h4>${name}</h4>
      ${
        series.length > 1
          ? html`<ul class="legend">
            ${series.map(({ name: one, tone }) => html`<li class=${tone}><i aria-hidden="true"></i>${one}</li>`)}
          </ul>`
          : nothing
      }
    </figcaption>
    <div class="plot">
      <span class="most" aria-hidden="true">${most > 0 ? say(most) : nothing}</span>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${text.dashboard.chart(name, say(most))}>
        ${picture}
      </svg>
    </div>
    <p class="ends" aria-hidden="true"><span>${moments[0]}</span><span>${moments.at(-1)}</span></p>
    ${renderTable(name, moments, series, say)}
  </figure>`;
}

/** The numbers of the moments in which there was something, the newest first. */
function renderTable(name, moments, series, say) {
  const rows = moments
    .map((moment, at) => ({ moment, values: series.map(({ values }) => values[at]) }))
    .filter(({ values }) => values.some(Boolean))
    .reverse();
  return html`<details class="numbers">
    <summary>${text.dashboard.numbers}<span class="visually-hidden">: ${name}</span></summary>
    ${
      rows.length === 0
        ? html`<p class="hint">${text.dashboard.nothing}</p>`
        : html`<div class="table-place" tabindex="0" role="region" aria-label=${name}>
          <table>
            <thead>
              <tr><th scope="col">${text.dashboard.time}</th>${series.map((one) => html`<th scope="col">${one.name}</th>`)}</tr>
            </thead>
            <tbody>
              ${rows.map(
                ({ moment, values }) => html`<tr>
                  <th scope="row">${moment}</th>
                  ${values.map((value) => html`<td>${value === null ? '–' : say(value)}</td>`)}
                </tr>`,
              )}
            </tbody>
          </table>
        </div>`
    }
  </details>`;
}
