/**
 * What a view knows of questions to people.
 *
 * @module view/questions
 */

/** @typedef {import('../session-view.js').SessionView} SessionView */

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

function byCreation(one, other) {
  return (
    Date.parse(one.created_at) - Date.parse(other.created_at) || one.request_id.localeCompare(other.request_id)
  );
}
