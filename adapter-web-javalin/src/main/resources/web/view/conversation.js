/**
 * A view in the order in which people read it.
 *
 * @module view/conversation
 */

import { callKey } from './events.js';
import { currentTurn } from './turns.js';

/** @typedef {import('../session-view.js').Draft} Draft */
/** @typedef {import('../session-view.js').SessionView} SessionView */

/**
 * A tool call and what became of it: `running`, `finished`, `failed`, `refused` – a person said no, or `dropped` – its turn ended
 * without it.
 *
 * @typedef {object} ToolCall
 * @property {string} name
 * @property {string} arguments the JSON object that the tool gets or got, as it was written
 * @property {'running'|'finished'|'failed'|'refused'|'dropped'} state
 * @property {?string} result
 * @property {?string} startedAt ISO-8601; null if that is not known
 * @property {?string} endedAt ISO-8601
 */

/**
 * The messages, the draft, the tool calls and the questions in the order in which people read them: each turn's answers below
 * its question, although a question that waited may have been asked before they came; tool calls and questions to people below
 * the message that makes them. A result is part of its call, and a call that is itself a question, or waits for one, is not shown
 * beside it.
 *
 * @param {SessionView} view
 * @param {{key: string, seq: number}[]} [notes] what only this client shows, each below what was there at its `seq`
 * @returns {{key: string, message: ?object, draft: ?Draft, tool: ?ToolCall, question: ?object, note: ?object}[]}
 */
export function conversation(view, notes = []) {
  const calls = callsOf(view);
  const results = new Set(calls.map(({ result }) => result?.message_id));
  const entries = view.messages
    .filter((message) => !results.has(message.message_id))
    .map((message) => entry(message.message_id, message.turn_id, message.seq, { message }));
  if (view.draft) {
    entries.push(entry(view.draft.messageId, view.draft.turnId, view.draft.seq, { draft: view.draft }));
  }
  for (const call of calls) {
    if (call.question === undefined || (call.question.status !== 'pending' && call.question.kind.call)) {
      entries.push(entry(call.key, call.message.turn_id, call.place, { tool: toolOf(view, call) }));
    }
  }
  for (const question of view.questions) {
    const found = placeOf(view, question, calls);
    if (found) {
      entries.push(entry(question.request_id, found.turnId, found.seq, { question }));
    }
  }
  notes.forEach((note) => entries.push(entry(note.key, null, note.seq + 0.999, { note })));
  const turnBegins = new Map();
  for (const { turnId, seq } of entries) {
    if (turnId !== null && !(turnBegins.get(turnId) <= seq)) {
      turnBegins.set(turnId, seq);
    }
  }
  const begin = (item) => (item.turnId === null ? item.seq : turnBegins.get(item.turnId));
  return entries
    .sort((one, other) => begin(one) - begin(other) || one.seq - other.seq)
    .map(({ key, message, draft, tool, question, note }) => ({ key, message, draft, tool, question, note }));
}

/**
 * The tool calls of the messages, each with its question and its result. Identifiers of calls come from models, so they count
 * only within one turn, and the result belongs to the last call before it.
 */
function callsOf(view) {
  const open = new Map();
  const calls = [];
  for (const message of view.messages) {
    if (message.role === 'tool') {
      const call = open.get(`${message.turn_id} ${message.tool_call_id}`);
      if (call) {
        call.result ??= message;
      }
    }
    message.tool_calls?.forEach((call, index) => {
      const known = { key: `${message.message_id}/${index}`, message, call, result: null };
      // All of a message's calls stand below it, before what comes next in the log.
      known.place = message.seq + (index + 1) / (message.tool_calls.length + 1);
      known.question = view.questions.find(
        ({ asker }) => asker?.message_id === message.message_id && asker.call_id === call.id,
      );
      open.set(`${message.turn_id} ${call.id}`, known);
      calls.push(known);
    });
  }
  return calls;
}

function toolOf(view, { message, call, question, result }) {
  const changed = question?.response?.answer.edited_arguments;
  let state = 'dropped';
  if (outcomeOf(question)?.approved === false) {
    state = 'refused';
  } else if (result) {
    state = result.failed ? 'failed' : 'finished';
  } else if (currentTurn(view)?.turn_id === message.turn_id) {
    state = 'running';
  }
  return {
    name: call.name,
    arguments: changed ?? call.arguments,
    state,
    result: result?.text ?? null,
    startedAt: view.toolStarts[callKey(message.message_id, call.id)] ?? question?.response?.at ?? message.ended_at,
    endedAt: result?.created_at ?? null,
  };
}

/** What counts as the answer to a question; null if nothing does. */
function outcomeOf(question) {
  switch (question?.status) {
    case 'answered':
      return question.response.answer;
    case 'expired':
      return question.default_answer;
    default:
      return null;
  }
}

/** Where a question stands; null if it ended and belongs to a part of the history that is not here. */
function placeOf(view, question, calls) {
  const pending = question.status === 'pending';
  if (question.asker) {
    const { asker } = question;
    const call = calls.find((known) => known.question === question);
    if (call) {
      return { turnId: call.message.turn_id, seq: call.place - 0.001 };
    }
  } else {
    const asked = Date.parse(question.created_at);
    const before = view.messages.findLast((message) => Date.parse(message.created_at) <= asked);
    if (before || !view.earlier) {
      return { turnId: before?.turn_id ?? null, seq: (before?.seq ?? -1) + 0.99 };
    }
  }
  return pending ? { turnId: null, seq: Infinity } : null;
}

function entry(key, turnId, seq, { message = null, draft = null, tool = null, question = null, note = null }) {
  return { key, turnId: turnId ?? null, seq, message, draft, tool, question, note };
}
