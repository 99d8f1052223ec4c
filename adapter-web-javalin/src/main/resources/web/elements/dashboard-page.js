/**
 * The element that shows how the server is used.
 *
 * @module elements/dashboard-page
 */

import { html, nothing } from 'lit';
import { sentenceOf } from '../model/toasts.js';
import { text } from '../text.js';
import { bars, columns, lines, toneOf } from './charts.js';
import './countdown.js';
import { icon } from './icon.js';
import { listButton } from './list-button.js';
import { PageElement } from './page-element.js';
import { timeOf } from './time.js';

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const MINUTE = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const DAYS = 7;
const DAY_MS = 86_400_000;
/** So much older than the rest may be what the storage said. */
const FRESH_MS = 30_000;
const SESSIONS = ['active', 'initializing', 'paused', 'completed', 'expired'];
const ERRORS = ['server_errors', 'model_calls_failed', 'tool_calls_failed', 'sweeps_failed', 'rate_limited', 'authentication_refused'];

/** @element parley-dashboard-page */
class ParleyDashboardPage extends PageElement {
  static properties = {
    /** @type {import('../model/application.js').Application} */
    application: { attribute: false },
  };
  static models = ['application.overview', 'application.inbox'];

  connectedCallback() {
    super.connectedCallback();
    this.application.overview.begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.application.overview.end();
  }

  render() {
    const { overview, inbox } = this.application;
    const { report } = overview;
    return html`
      <main class="operator dashboard">
        <header class="bar">
          ${listButton(this, inbox.count)}
          <div class="naming"><h2>${text.dashboard.title}</h2></div>
          ${report ? this.#renderTime(overview) : nothing}
          <button class="small" @click=${() => (overview.isLive ? overview.end() : overview.begin())}>
            ${icon(overview.isLive ? 'pause' : 'play')} ${overview.isLive ? text.dashboard.pause : text.dashboard.goOn}
          </button>
        </header>
        <div role="status">${this.#renderState(overview)}</div>
        ${report ? this.#renderReport(report) : this.#renderNothing(overview)}
      </main>
    `;
  }

  #renderTime({ receivedAt, isLive }) {
    return html`<span class="hint updated ${isLive ? 'live' : ''}">${CLOCK.format(new Date(receivedAt))}</span>`;
  }

  /** Whether the numbers are old, in words. */
  #renderState({ problem, report, receivedAt, isLive }) {
    if (problem && report) {
      const reason = text.dashboard.problem[problem.code] ?? sentenceOf(problem);
      return html`<p class="connection problem">
        ${icon('warning')} <span>${reason} ${text.dashboard.from(CLOCK.format(new Date(receivedAt)))}</span>
      </p>`;
    }
    if (!isLive) {
      return html`<p class="connection">${icon('pause')} <span>${text.dashboard.paused}</span></p>`;
    }
    const { system, at } = report ?? {};
    return report && system === null
      ? html`<p class="connection problem">${icon('warning')} <span>${text.dashboard.noStorage}</span></p>`
      : system && Date.parse(at) - Date.parse(system.counted_at) > FRESH_MS
        ? html`<p class="connection problem">
            ${icon('warning')} <span>${text.dashboard.storageAway(CLOCK.format(new Date(system.counted_at)))}</span>
          </p>`
        : nothing;
  }

  #renderNothing({ problem }) {
    if (problem) {
      return html`<section class="say" role="alert">
        ${icon('warning')}
        <div class="say-text"><p>${text.dashboard.problem[problem.code] ?? sentenceOf(problem)}</p></div>
      </section>`;
    }
    return html`<div class="loading" role="status"><span class="spinner"></span><span class="visually-hidden">${text.loading}</span></div>`;
  }

  #renderReport({ system, node }) {
    return html`<div class="scroller" tabindex="0" role="region" aria-label=${text.dashboard.title}>
      <div class="sheet">
        ${system ? this.#renderSystem(system) : nothing} ${this.#renderNode(node)}
      </div>
    </div>`;
  }

  #renderSystem({ sessions, turns, questions, usage }) {
    return html`
      <section aria-labelledby="of-system">
        <h3 id="of-system">${text.dashboard.system}</h3>
        <p class="hint">${text.dashboard.systemHint}</p>
        <div class="tiles">
          ${tile(text.dashboard.running, turns.running, 'running')} ${tile(text.dashboard.queued, turns.queued, 'queued')}
          ${tile(text.dashboard.awaiting, turns.awaiting_feedback, 'awaiting')}
          ${tile(text.dashboard.asked, questions.waiting, 'asked')}
        </div>
        <div class="panels">
          <section class="panel" data-panel="sessions">
            <h4>${text.dashboard.sessions}</h4>
            ${bars(SESSIONS.map((status) => ({ name: text.dashboard.status[status], value: sessions[status] })))}
          </section>
          <section class="panel" data-panel="questions">
            <h4>${text.dashboard.questions}</h4>
            ${this.#renderQuestions(questions)}
          </section>
          <section class="panel wide" data-panel="usage">${this.#renderUsage(usage)}</section>
        </div>
      </section>
    `;
  }

  #renderQuestions({ by_age: ages, by_channel: channels, oldest_at: oldest, complete }) {
    return html`
      ${bars(
        ages.map(({ under_seconds: under, waiting }, at) => ({
          name: text.dashboard.age(under, ages[at - 1]?.under_seconds),
          value: waiting,
          tone: at >= 3 ? 'tone-danger' : toneOf(0),
        })),
      )}
      <p class="hint">
        ${channels.map(({ channel, waiting }) => text.dashboard.onChannel(channel, waiting)).join(' · ')}
        ${oldest ? html`· ${text.dashboard.oldest} ${timeOf(oldest)}` : nothing}
        ${complete ? nothing : html`· ${text.dashboard.incomplete}`}
      </p>
    `;
  }

  #renderUsage(usage) {
    const models = [...new Set(usage.map(({ model }) => model))];
    const today = Date.parse(new Date().toISOString().slice(0, 10));
    const days = Array.from({ length: DAYS }, (_, at) => new Date(today - (DAYS - 1 - at) * DAY_MS));
    const tokens = (day, model) =>
      usage
        .filter((item) => item.model === model && item.day === day.toISOString().slice(0, 10))
        .reduce((sum, item) => sum + item.prompt_tokens + item.completion_tokens, 0);
    const series = models.map((model, at) => ({ name: model, tone: toneOf(at), values: days.map((day) => tokens(day, model)) }));
    return html`
      ${columns({ name: text.dashboard.tokens, moments: days.map((day) => DAY.format(day)), series })}
      <dl class="models">
        ${models.map((model) => {
          const [answers, read, written] = ['answers', 'prompt_tokens', 'completion_tokens'].map((field) =>
            usage.filter((item) => item.model === model).reduce((sum, item) => sum + item[field], 0),
          );
          return html`<div><dt>${model}</dt><dd>${text.dashboard.used(answers, read, written)}</dd></div>`;
        })}
      </dl>
    `;
  }

  #renderNode(node) {
    const { connections, last_hour: hour, minutes } = node;
    const moments = minutes.map(({ at }) => MINUTE.format(new Date(at)));
    const series = (name, tone, of) => ({ name, tone, values: minutes.map(of) });
    return html`
      <section aria-labelledby="of-node">
        <h3 id="of-node">${text.dashboard.node}</h3>
        <p class="hint">${text.dashboard.nodeHint} ${timeOf(node.started_at)}.</p>
        <div class="tiles">
          ${connections ? tile(text.dashboard.websockets, connections.websocket, 'websockets') : nothing}
          ${connections ? tile(text.dashboard.sse, connections.sse, 'sse') : nothing}
          ${tile(text.dashboard.openSessions, node.open_sessions, 'open-sessions')}
          ${tile(text.dashboard.runningHere, node.running_turns, 'running-here')}
        </div>
        <div class="panels">
          <section class="panel" data-panel="turns">
            ${columns({
              name: text.dashboard.turns,
              moments,
              series: [
                series(text.dashboard.completed, toneOf(0), (minute) => minute.turns_completed),
                series(text.dashboard.failed, 'tone-danger', (minute) => minute.turns_failed),
                series(text.dashboard.cancelled, 'tone-muted', (minute) => minute.turns_cancelled),
              ],
            })}
            ${this.#renderTotals(node, ['turns_completed', 'turns_failed', 'turns_cancelled'])}
          </section>
          ${this.#renderTimes('first_text_times', minutes, moments, hour)}
          ${this.#renderTimes('turn_times', minutes, moments, hour)}
          <section class="panel" data-panel="resumes">
            ${columns({
              name: text.dashboard.resumes,
              moments,
              series: [series(text.dashboard.resumes, toneOf(1), (minute) => minute.resumes)],
            })}
            ${this.#renderTotals(node, ['websocket_resumes', 'sse_resumes'])}
          </section>
          <section class="panel wide" data-panel="errors">
            ${columns({
              name: text.dashboard.errors,
              moments,
              series: [series(text.dashboard.errors, 'tone-danger', (minute) => minute.errors)],
            })}
            ${this.#renderTotals(node, ERRORS)}
          </section>
        </div>
      </section>
    `;
  }

  #renderTimes(name, minutes, moments, hour) {
    const series = (field, tone) => ({
      name: text.dashboard.percentile[field],
      tone,
      values: minutes.map((minute) => minute[name][field]),
    });
    const { count, ...times } = hour[name];
    return html`<section class="panel" data-panel=${name}>
      ${lines({
        name: text.dashboard[name],
        moments,
        series: [series('median_ms', toneOf(0)), series('p95_ms', toneOf(2))],
        say: text.tool.took,
      })}
      <dl class="facts">
        ${
          count === 0
            ? html`<div><dt>${text.dashboard.lastHour}</dt><dd>${text.dashboard.nothing}</dd></div>`
            : Object.entries(times).map(
                ([field, value]) => html`<div>
                  <dt>${text.dashboard.percentile[field]}</dt><dd data-time=${field}>${text.tool.took(value)}</dd>
                </div>`,
              )
        }
      </dl>
    </section>`;
  }

  #renderTotals({ last_hour: hour, total }, names) {
    return html`<table class="totals">
      <thead>
        <tr><td></td><th scope="col">${text.dashboard.lastHour}</th><th scope="col">${text.dashboard.total}</th></tr>
      </thead>
      <tbody>
        ${names.map(
          (name) => html`<tr data-total=${name}>
            <th scope="row">${text.dashboard.count[name]}</th><td>${text.number(hour[name])}</td><td>${text.number(total[name])}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

function tile(name, value, key) {
  return html`<dl class="tile" data-tile=${key}><dt>${name}</dt><dd>${text.number(value)}</dd></dl>`;
}

customElements.define('parley-dashboard-page', ParleyDashboardPage);
