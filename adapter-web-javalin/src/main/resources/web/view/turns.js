/**
 * The turns of a view: the one that occupies the agent, and those that wait.
 *
 * @module view/turns
 */

/** @typedef {import('../session-view.js').SessionView} SessionView */

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

export function withQueued(turns, payload, event) {
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

export function withStarted(turns, payload, event) {
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

export function withoutTurn(view, payload, outcome) {
  return {
    ...view,
    turns: view.turns.filter((turn) => turn.turn_id !== payload.turn_id),
    runningTools: view.runningTools.filter((running) => running.turn_id !== payload.turn_id),
    outcomes: outcome ? { ...view.outcomes, [payload.message_id]: outcome } : view.outcomes,
  };
}
