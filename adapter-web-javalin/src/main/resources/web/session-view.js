/**
 * What a client knows of one session, as a pure function of the frames it received. No input or output happens here and
 * nothing is changed in place: each frame gives a new view that shares everything unchanged with the one before, so two
 * parts that are `===` are equal.
 *
 * The wire contract is described in `docs/protocol.md`; names of fields that come from the server are kept in snake_case.
 *
 * @module session-view
 */

import { afterEvent, withMember } from './view/events.js';
import { withQuestions } from './view/questions.js';
import { currentTurn } from './view/turns.js';

export { conversation } from './view/conversation.js';
export { mayAnswer, questionAfter, withQuestions } from './view/questions.js';
export { currentTurn, queuedTurn } from './view/turns.js';

/**
 * The answer in progress.
 *
 * @typedef {object} Draft
 * @property {string} messageId
 * @property {?string} turnId null until the server told it
 * @property {number} seq the sequence number of its beginning
 * @property {?string} startedAt ISO-8601; null if its beginning was not seen
 * @property {string} text the text so far
 */

/**
 * How a turn ended, if not with an answer.
 *
 * @typedef {object} Outcome
 * @property {'failed'|'cancelled'} status
 * @property {?{error_code: string, error_message: string}} error
 * @property {?string} reason `stopped`, `interrupted` or `session_ended`
 */

/**
 * @typedef {object} SessionView
 * @property {string} sessionId
 * @property {?object} session the session object without `turns` and `agent`; null until the server sent it
 * @property {number} seq the last event seen
 * @property {object[]} messages ended messages in the order of their `seq`
 * @property {?number} earlier how many messages of the history come before the first of `messages`; null if unknown
 * @property {?Draft} draft
 * @property {object[]} turns turns that have not ended, in the order of execution
 * @property {object} agent `{activity, context_messages, context_tokens, waiting_for}`
 * @property {object[]} runningTools `{turn_id, message_id, call}` of the tools that run now
 * @property {Object<string, string>} toolStarts when calls were begun, by message and call; only of those that began while watching
 * @property {object[]} questions the questions to people that wait, and those that ended as far as they are known, the oldest first
 * @property {Object<string, Outcome>} outcomes by the id of the user's message; only of turns that ended while watching
 * @property {string[]} present ids of the users who watch
 * @property {string[]} typing ids of the users who type
 */

/**
 * What a frame did: `applied` – the view changed or may have; `duplicate` – it was known already; `gap` – something before
 * it is missing and the session has to be joined again from {@link positionOf}; `ignored` – it tells nothing about this
 * session's state.
 *
 * @typedef {'applied'|'duplicate'|'gap'|'ignored'} FrameOutcome
 */

const IDLE = Object.freeze({ activity: 'idle', context_messages: 0, context_tokens: 0, waiting_for: null });

/**
 * A view that knows nothing yet.
 *
 * @param {string} sessionId
 * @param {string} [position] where to go on; an offset is dropped, since the text before it is not here
 * @returns {SessionView}
 */
export function emptyView(sessionId, position = '0') {
  const { seq } = parsePosition(position);
  return {
    sessionId,
    session: null,
    seq,
    messages: [],
    earlier: seq === 0 ? 0 : null,
    draft: null,
    turns: [],
    agent: IDLE,
    runningTools: [],
    toolStarts: {},
    questions: [],
    outcomes: {},
    present: [],
    typing: [],
  };
}

/**
 * The view of a session that was just started.
 *
 * @param {object} session
 * @returns {SessionView}
 */
export function viewOfNew(session) {
  return {
    ...emptyView(session.session_id, session.position),
    ...sessionParts(session),
    earlier: session.message_count,
  };
}

/**
 * The position up to which the view is complete; where to join again.
 *
 * @param {SessionView} view
 * @returns {string}
 */
export function positionOf(view) {
  return view.draft && view.draft.text.length > 0 ? `${view.seq}.${view.draft.text.length}` : `${view.seq}`;
}

/**
 * @param {string} position
 * @returns {{seq: number, offset: number}}
 */
export function parsePosition(position) {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(position);
  if (!match) {
    throw new TypeError(`not a position: ${position}`);
  }
  return { seq: Number(match[1]), offset: match[2] === undefined ? 0 : Number(match[2]) };
}

/**
 * The view after a frame.
 *
 * @param {SessionView} view
 * @param {object} frame a frame as it came from the server
 * @returns {{view: SessionView, outcome: FrameOutcome}}
 */
export function applyFrame(view, frame) {
  if (frame.session_id !== view.sessionId && frame.session?.session_id !== view.sessionId) {
    return { view, outcome: 'ignored' };
  }
  switch (frame.type) {
    case 'event':
      return applyEvent(view, frame.event);
    case 'delta':
      return applyDelta(view, frame);
    case 'reset':
      return applied(afterReset(view, frame));
    case 'session_joined':
      return applied(afterJoin(view, frame));
    case 'typing':
      return applied({ ...view, typing: withMember(view.typing, frame.user_id, frame.active) });
    case 'presence':
      return applied({
        ...view,
        present: withMember(view.present, frame.user_id, frame.online),
        typing: frame.online ? view.typing : withMember(view.typing, frame.user_id, false),
      });
    default:
      return { view, outcome: 'ignored' };
  }
}

/**
 * The view with older messages put before those it has.
 *
 * @param {SessionView} view
 * @param {object[]} messages in any order; known ones are skipped
 * @param {number} earlier how many messages come before these
 * @returns {SessionView}
 */
export function withEarlierMessages(view, messages, earlier) {
  const known = new Set(view.messages.map((message) => message.message_id));
  const added = messages.filter((message) => message.status !== 'streaming' && !known.has(message.message_id));
  return { ...view, messages: [...added, ...view.messages].sort(bySeq), earlier };
}

function applied(view) {
  return { view, outcome: 'applied' };
}

function applyDelta(view, frame) {
  const { seq } = parsePosition(frame.position);
  if (seq < view.seq) {
    return { view, outcome: 'duplicate' };
  }
  if (seq > view.seq) {
    return { view, outcome: 'gap' };
  }
  const draft = draftOf(view, frame.message_id);
  if (draft === null) {
    return { view, outcome: 'duplicate' };
  }
  if (frame.offset > draft.text.length) {
    return { view, outcome: 'gap' };
  }
  if (frame.offset + frame.text.length <= draft.text.length) {
    return { view, outcome: 'duplicate' };
  }
  return applied({ ...view, draft: { ...draft, text: draft.text.slice(0, frame.offset) + frame.text } });
}

/** The draft of a message, new if need be; null if the message has ended. */
function draftOf(view, messageId) {
  if (view.draft?.messageId === messageId) {
    return view.draft;
  }
  if (view.messages.some((message) => message.message_id === messageId)) {
    return null;
  }
  return { messageId, turnId: currentTurn(view)?.turn_id ?? null, seq: view.seq, startedAt: null, text: '' };
}

function applyEvent(view, event) {
  if (event.seq <= view.seq) {
    return { view, outcome: 'duplicate' };
  }
  if (event.seq > view.seq + 1) {
    return { view, outcome: 'gap' };
  }
  return applied({ ...afterEvent(view, event), seq: event.seq });
}

function afterReset(view, frame) {
  const { session, messages, total } = frame.snapshot;
  const streaming = messages.find((message) => message.status === 'streaming');
  const parts = sessionParts(session);
  const ended = view.questions.filter((question) => question.status !== 'pending');
  return {
    ...emptyView(view.sessionId, frame.position),
    ...parts,
    questions: withQuestions({ questions: ended }, parts.questions).questions,
    messages: messages.filter((message) => message.status !== 'streaming').sort(bySeq),
    earlier: Math.max(0, total - messages.length),
    draft: streaming
      ? {
          messageId: streaming.message_id,
          turnId: streaming.turn_id,
          seq: streaming.seq,
          startedAt: streaming.created_at,
          text: '',
        }
      : null,
    toolStarts: view.toolStarts,
    present: view.present,
    typing: view.typing,
  };
}

function afterJoin(view, frame) {
  const joined = { ...view, present: frame.present ?? [], typing: [] };
  // What is already known follows the events; the session of this frame may be ahead of those that are still to come.
  return frame.recovered && view.session === null ? { ...joined, ...sessionParts(frame.session) } : joined;
}

function sessionParts(session) {
  const { turns, agent, pending_feedback: questions, ...rest } = session;
  return { session: rest, turns: turns ?? [], agent: agent ?? IDLE, questions: questions ?? [] };
}

function bySeq(one, other) {
  return one.seq - other.seq;
}
