/**
 * What the events of a session's log do to a view of it.
 *
 * @module view/events
 */

import { questionAfter, withQuestions } from './questions.js';
import { withoutTurn, withQueued, withStarted } from './turns.js';

/** @typedef {import('../session-view.js').SessionView} SessionView */

/**
 * The view after an event that comes next, but for its `seq`.
 *
 * @param {SessionView} view
 * @param {object} event
 * @returns {SessionView}
 */
export function afterEvent(view, event) {
  const { payload } = event;
  switch (event.type) {
    case 'session.started':
    case 'session.updated':
      return { ...view, session: updatedSession(view.session, payload.session, event.timestamp) };
    case 'session.paused':
      return withStatus(view, 'paused', event);
    case 'session.resumed':
      return withStatus(view, 'active', event);
    case 'session.ended':
      return withStatus(view, payload.status, event, { ended_at: event.timestamp });
    case 'participant.joined':
      return withParticipants(view, payload.user_id, [{ user_id: payload.user_id, access: payload.access }]);
    case 'participant.left':
      return withParticipants(view, payload.user_id, []);
    case 'message.created':
      return afterCreated(view, payload.message, event);
    case 'message.started':
      return {
        ...view,
        draft: {
          messageId: payload.message_id,
          turnId: payload.turn_id,
          seq: event.seq,
          startedAt: event.timestamp,
          text: '',
        },
      };
    case 'message.completed':
    case 'message.stopped':
    case 'message.failed':
      return {
        ...view,
        messages: withMessage(view.messages, payload.message),
        draft: view.draft?.messageId === payload.message.message_id ? null : view.draft,
      };
    case 'turn.queued':
      return { ...view, turns: withQueued(view.turns, payload, event) };
    case 'turn.started':
      return { ...view, turns: withStarted(view.turns, payload, event) };
    case 'turn.completed':
      return withoutTurn(view, payload, null);
    case 'turn.failed':
      return withoutTurn(view, payload, { status: 'failed', error: payload.error, reason: null });
    case 'turn.cancelled':
      return withoutTurn(view, payload, { status: 'cancelled', error: null, reason: payload.reason });
    case 'tool.called':
      return {
        ...view,
        runningTools: [...view.runningTools, payload],
        toolStarts: { ...view.toolStarts, [callKey(payload.message_id, payload.call.id)]: event.timestamp },
      };
    case 'tool.finished':
      return {
        ...view,
        messages: withMessage(view.messages, payload.message),
        runningTools: view.runningTools.filter((running) => running.call.id !== payload.message.tool_call_id),
      };
    case 'feedback.requested':
      return withQuestions(view, [payload.request]);
    case 'feedback.answered':
    case 'feedback.reminder':
    case 'feedback.expired':
    case 'feedback.cancelled':
    case 'feedback.delivery':
      return { ...view, questions: view.questions.map((question) => questionAfter(question, event)) };
    case 'agent.state':
      return { ...view, agent: payload.agent };
    default:
      return view;
  }
}

function updatedSession(session, changed, timestamp) {
  const { deleted, ...rest } = changed;
  return {
    ...session,
    ...rest,
    deleted_at: deleted ? (session?.deleted_at ?? timestamp) : null,
    updated_at: timestamp,
  };
}

function withStatus(view, status, event, others = {}) {
  return { ...view, session: { ...view.session, status, updated_at: event.timestamp, ...others } };
}

function withParticipants(view, userId, added) {
  const others = (view.session?.participants ?? []).filter((participant) => participant.user_id !== userId);
  return { ...view, session: { ...view.session, participants: [...others, ...added] } };
}

function afterCreated(view, message, event) {
  const status = view.session?.status === 'initializing' ? 'active' : view.session?.status;
  return {
    ...view,
    session: { ...view.session, status, last_active_at: event.timestamp },
    messages: withMessage(view.messages, message),
    typing: withMember(view.typing, message.author_id, false),
  };
}

function withMessage(messages, message) {
  const known = messages.findLastIndex((other) => other.message_id === message.message_id);
  if (known >= 0) {
    return messages.with(known, message);
  }
  const before = messages.findLastIndex((other) => other.seq < message.seq);
  return messages.toSpliced(before + 1, 0, message);
}

/** The ids with or without one of them; the same list if that changes nothing. */
export function withMember(members, member, present) {
  if (members.includes(member) === present) {
    return members;
  }
  return present ? [...members, member] : members.filter((other) => other !== member);
}

/** What names a call beyond its turn; its identifier comes from a model. */
export function callKey(messageId, callId) {
  return `${messageId} ${callId}`;
}
