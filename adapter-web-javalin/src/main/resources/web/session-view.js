/**
 * What a client knows of one session, as a pure function of the frames it received. No input or output happens here and
 * nothing is changed in place: each frame gives a new view that shares everything unchanged with the one before, so two
 * parts that are `===` are equal.
 *
 * The wire contract is described in `docs/protocol.md`; names of fields that come from the server are kept in snake_case.
 *
 * @module session-view
 */

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

/**
 * The view with what is known of questions from elsewhere. An end is final: it is not undone by something older. Nor is what is known of
 * deliveries, which most of what tells of questions leaves out.
 *
 * @param {SessionView} view
 * @param {object[]} questions
 * @returns {SessionView}
 */
export function withQuestions(view, questions) {
  const known = new Map(view.questions.map((question) => [question.request_id, question]));
  for (const question of questions) {
    const { status } = known.get(question.request_id) ?? { status: 'pending' };
    if (status === 'pending') {
      known.set(question.request_id, withDeliveries(question, known.get(question.request_id)?.deliveries));
    }
  }
  const all = [...known.values()].sort(byCreation);
  return { ...view, questions: all };
}

function withDeliveries(question, known = []) {
  const told = question.deliveries ?? [];
  const newer = known.filter((delivery) => {
    const other = told.find((one) => isSameWay(one, delivery));
    return !other || (other.status === 'pending' && delivery.status !== 'pending');
  });
  return newer.length === 0
    ? question
    : { ...question, deliveries: [...told.filter((one) => !newer.some((other) => isSameWay(one, other))), ...newer] };
}

function isSameWay(one, other) {
  return one.channel === other.channel && one.recipient_id === other.recipient_id;
}

/**
 * A question after one of the events of questions; the same one if the event does not concern it.
 *
 * @param {object} question
 * @param {{type: string, payload: object}} event
 * @returns {object}
 */
export function questionAfter(question, { type, payload }) {
  if (payload.request_id !== question.request_id || question.status !== 'pending') {
    return question;
  }
  switch (type) {
    case 'feedback.answered':
      return { ...question, status: 'answered', response: payload.response };
    case 'feedback.reminder':
      return { ...question, remind_at: null, expires_at: payload.expires_at };
    case 'feedback.expired':
      return { ...question, status: 'expired', default_answer: payload.default_answer };
    case 'feedback.cancelled':
      return { ...question, status: 'cancelled' };
    case 'feedback.delivery':
      return { ...question, deliveries: [...othersThan(payload.delivery, question.deliveries), payload.delivery] };
    default:
      return question;
  }
}

function othersThan(delivery, deliveries = []) {
  return deliveries.filter((known) => !isSameWay(known, delivery));
}

/**
 * Whether a user may answer a question.
 *
 * @param {object} question
 * @param {string} userId
 * @param {?string} access the user's access to the question's session
 * @returns {boolean}
 */
export function mayAnswer(question, userId, access) {
  return question.responders.length > 0
    ? question.responders.includes(userId)
    : access === 'owner' || access === 'editor';
}

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

function callKey(messageId, callId) {
  return `${messageId} ${callId}`;
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

/**
 * The turn that occupies the agent.
 *
 * @param {SessionView} view
 * @returns {?object}
 */
export function currentTurn(view) {
  return view.turns.find((turn) => turn.status !== 'queued') ?? null;
}

/**
 * The turn of a user's message while it waits in the queue.
 *
 * @param {SessionView} view
 * @param {string} messageId
 * @returns {?object}
 */
export function queuedTurn(view, messageId) {
  return view.turns.find((turn) => turn.message_id === messageId && turn.status === 'queued') ?? null;
}

function entry(key, turnId, seq, { message = null, draft = null, tool = null, question = null, note = null }) {
  return { key, turnId: turnId ?? null, seq, message, draft, tool, question, note };
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

function afterEvent(view, event) {
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

function withQueued(turns, payload, event) {
  const others = turns.filter((turn) => turn.turn_id !== payload.turn_id);
  const turn = {
    turn_id: payload.turn_id,
    message_id: payload.message_id,
    status: 'queued',
    attempt: 0,
    created_at: event.timestamp,
    started_at: null,
  };
  return others.toSpliced(Math.min(payload.ahead, others.length), 0, turn);
}

function withStarted(turns, payload, event) {
  const known = turns.find((turn) => turn.turn_id === payload.turn_id);
  const turn = {
    created_at: event.timestamp,
    ...known,
    turn_id: payload.turn_id,
    message_id: payload.message_id,
    status: 'running',
    attempt: payload.attempt,
    started_at: known?.started_at ?? event.timestamp,
  };
  return [turn, ...turns.filter((other) => other.turn_id !== payload.turn_id)];
}

function withoutTurn(view, payload, outcome) {
  return {
    ...view,
    turns: view.turns.filter((turn) => turn.turn_id !== payload.turn_id),
    runningTools: view.runningTools.filter((running) => running.turn_id !== payload.turn_id),
    outcomes: outcome ? { ...view.outcomes, [payload.message_id]: outcome } : view.outcomes,
  };
}

function withMember(members, member, present) {
  if (members.includes(member) === present) {
    return members;
  }
  return present ? [...members, member] : members.filter((other) => other !== member);
}

function byCreation(one, other) {
  return (
    Date.parse(one.created_at) - Date.parse(other.created_at) || one.request_id.localeCompare(other.request_id)
  );
}

function bySeq(one, other) {
  return one.seq - other.seq;
}
