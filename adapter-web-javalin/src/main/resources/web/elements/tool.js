/**
 * The element that shows a tool call, and how the arguments of calls are written for people.
 *
 * @module elements/tool
 */

import { html, nothing } from 'lit';
import { text } from '../text.js';
import './countdown.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const BADGES = { failed: 'danger', finished: '', running: 'accent', refused: 'warning', dropped: '' };

/** White space between the parts of a JSON text; strings are kept. */
const LOOSE_SPACE = /("(?:[^"\\]|\\.)*")|\s+/g;

/** What people do not see, or what changes the order in which they see the rest. */
const UNSEEN =
  /[\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

/**
 * The arguments of a call for people to judge: indented if nothing else changes by that, and with escapes for what could not be
 * seen. What comes out means the same as what went in.
 *
 * @param {string} json as a model wrote it, which may be malformed
 * @returns {string}
 */
export function shownArguments(json) {
  return indented(json).replace(UNSEEN, (unseen) => unseen.split('').map(escaped).join(''));
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function indented(json) {
  try {
    const shown = JSON.stringify(JSON.parse(json), null, 2);
    // Large numbers, names that occur twice and the like would be lost.
    return shown.replace(LOOSE_SPACE, '$1') === json.replace(LOOSE_SPACE, '$1') ? shown : json;
  } catch {
    return json;
  }
}

/** @element parley-tool */
class ParleyTool extends PageElement {
  static properties = {
    /** @type {import('../view/conversation.js').ToolCall} */
    tool: { attribute: false },
  };

  render() {
    const { tool } = this;
    return html`
      <details class="tool ${tool.state}">
        <summary>
          ${icon('tool')}
          <span class="visually-hidden">${text.tool.name}</span> <code>${tool.name}</code>
          <span class="badge ${BADGES[tool.state]}">
            ${tool.state === 'running' ? html`<span class="spinner"></span>` : nothing} ${text.tool.state[tool.state]}
          </span>
          ${this.#renderDuration()} <span class="twist">${icon('chevron')}</span>
        </summary>
        ${
          tool.arguments === null
            ? nothing
            : html`<h3>${text.tool.arguments}</h3>
              <pre tabindex="0" role="group" aria-label=${text.tool.arguments}>${shownArguments(tool.arguments)}</pre>`
        }
        ${
          tool.result === null
            ? nothing
            : html`<h3>${text.tool.result}</h3>
              <pre tabindex="0" role="group" aria-label=${text.tool.result}>${tool.result}</pre>`
        }
      </details>
    `;
  }

  #renderDuration() {
    const { state, startedAt, endedAt } = this.tool;
    const took = Date.parse(endedAt) - Date.parse(startedAt);
    return (state === 'finished' || state === 'failed') && took >= 0
      ? html`<span class="took">${text.tool.took(took)}</span>`
      : nothing;
  }
}

customElements.define('parley-tool', ParleyTool);
