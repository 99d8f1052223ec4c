import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
    applyFrame,
    conversation,
    currentTurn,
    emptyView,
    mayAnswer,
    parsePosition,
    positionOf,
    queuedTurn,
    viewOfNew,
    withEarlierMessages,
    withQuestions,
} from '../../main/resources/web/session-view.js';
import {
    AT,
    SESSION,
    completed,
    created,
    delta,
    event,
    message,
    question,
    reset,
    response,
    session,
    started,
} from './frames.mjs';

function after(frames, view = emptyView(SESSION)) {
    return frames.reduce((current, frame) => {
        const { view: next, outcome } = applyFrame(current, frame);
        assert.equal(outcome, 'applied', JSON.stringify(frame));
        return next;
    }, view);
}

function outcomeOf(view, frame) {
    const result = applyFrame(view, frame);
    if (result.outcome !== 'applied') {
        assert.equal(result.view, view, 'a frame that is not applied changes nothing');
    }
    return result.outcome;
}

const ids = (view) => view.messages.map((one) => one.message_id);

describe('events', () => {
    test('come in dense order', () => {
        const view = after([created(1, 'a'), created(2, 'b')]);
        assert.equal(outcomeOf(view, created(2, 'b')), 'duplicate');
        assert.equal(outcomeOf(view, created(1, 'a')), 'duplicate');
        assert.equal(outcomeOf(view, created(4, 'd')), 'gap');
        assert.equal(outcomeOf(view, created(3, 'c')), 'applied');
    });

    test('of an unknown type still count', () => {
        assert.equal(positionOf(after([event(1, 'something.new', { x: 1 }), created(2, 'a')])), '2');
    });

    test('of another session are ignored', () => {
        assert.equal(outcomeOf(emptyView(SESSION), { ...created(1, 'a'), session_id: 'other' }), 'ignored');
    });

    test('keep what they do not touch', () => {
        const view = after([created(1, 'a')]);
        const next = after([event(2, 'agent.state', { agent: { activity: 'thinking' } })], view);
        assert.equal(next.messages, view.messages);
        assert.equal(view.agent.activity, 'idle');
        assert.equal(next.agent.activity, 'thinking');
    });
});

describe('the draft', () => {
    const answering = after([created(1, 'q'), started(2, 'a')]);

    test('grows by deltas', () => {
        const view = after([delta(2, 'a', 0, 'Hel'), delta(2, 'a', 3, 'lo')], answering);
        assert.equal(view.draft.text, 'Hello');
        assert.equal(positionOf(view), '2.5');
    });

    test('takes overlapping text once', () => {
        const view = after([delta(2, 'a', 0, 'Hello'), delta(2, 'a', 3, 'lo, world')], answering);
        assert.equal(view.draft.text, 'Hello, world');
        assert.equal(outcomeOf(view, delta(2, 'a', 0, 'Hello')), 'duplicate');
        assert.equal(outcomeOf(view, delta(2, 'a', 7, 'world')), 'duplicate');
    });

    test('is not put together over a hole', () => {
        const view = after([delta(2, 'a', 0, 'Hel')], answering);
        assert.equal(outcomeOf(view, delta(2, 'a', 4, 'o')), 'gap');
        assert.equal(outcomeOf(view, delta(4, 'a', 3, 'lo')), 'gap', 'events before it are missing');
    });

    test('goes on behind events that came meanwhile', () => {
        const view = after([delta(2, 'a', 0, 'Hel'), created(3, 'q2', { turn_id: 'turn-2' })], answering);
        assert.equal(positionOf(view), '3.3');
        assert.equal(after([delta(3, 'a', 3, 'lo')], view).draft.text, 'Hello');
        assert.equal(outcomeOf(view, delta(2, 'a', 3, 'lo')), 'duplicate', 'from before that event');
    });

    test('becomes the whole message, even if its end was never seen', () => {
        const view = after([delta(2, 'a', 0, 'Hel'), completed(3, 'a', 'Hello')], answering);
        assert.equal(view.draft, null);
        assert.equal(view.messages[1].text, 'Hello');
        assert.equal(positionOf(view), '3');
        assert.equal(outcomeOf(view, { ...delta(3, 'a', 3, 'lo') }), 'duplicate');
    });

    test('begins anew with a new beginning', () => {
        const interrupted = event(3, 'message.stopped', {
            message: message('a', 2, { role: 'assistant', status: 'interrupted', text: 'Hel' }),
        });
        const view = after([delta(2, 'a', 0, 'Hel'), interrupted, started(4, 'b', { attempt: 2 })], answering);
        assert.deepEqual(ids(view), ['q', 'a']);
        assert.equal(view.draft.text, '');
        assert.equal(positionOf(view), '4');
        assert.equal(after([delta(4, 'b', 0, 'Hi')], view).draft.text, 'Hi');
    });

    test('counts UTF-16 code units', () => {
        const view = after([delta(2, 'a', 0, '😀'), delta(2, 'a', 2, '!')], answering);
        assert.equal(view.draft.text, '😀!');
        assert.equal(positionOf(view), '2.3');
    });
});

describe('a reset', () => {
    const snapshot = {
        session: session({ title: 'New', turns: [{ turn_id: 't', message_id: 'q', status: 'running' }] }),
        messages: [message('q', 40), message('a', 42, { role: 'assistant', status: 'streaming', text: '' })],
        total: 7,
    };

    test('replaces everything', () => {
        const before = after([created(1, 'old'), started(2, 'x'), delta(2, 'x', 0, 'abc')]);
        const view = after([reset('42', snapshot)], before);
        assert.deepEqual(ids(view), ['q']);
        assert.equal(view.earlier, 5);
        assert.equal(view.session.title, 'New');
        assert.equal(view.draft.messageId, 'a');
        assert.equal(view.draft.text, '');
        assert.equal(currentTurn(view).turn_id, 't');
        assert.equal(positionOf(view), '42');
        assert.equal(after([delta(42, 'a', 0, 'Hi')], view).draft.text, 'Hi');
    });

    test('without the text so far leads to asking for it', () => {
        const view = after([reset('42.10', snapshot)]);
        assert.equal(outcomeOf(view, delta(42, 'a', 10, 'more')), 'gap');
        assert.equal(positionOf(view), '42');
    });
});

describe('turns', () => {
    const queued = (seq, id, ahead) => event(seq, 'turn.queued', { turn_id: id, message_id: `m-${id}`, ahead });
    const running = (seq, id) => event(seq, 'turn.started', { turn_id: id, message_id: `m-${id}`, attempt: 1 });

    test('wait in the order of execution', () => {
        const view = after([running(1, 'a'), queued(2, 'b', 1), queued(3, 'c', 2), queued(4, 'urgent', 1)]);
        assert.deepEqual(
            view.turns.map((turn) => turn.turn_id),
            ['a', 'urgent', 'b', 'c'],
        );
        assert.equal(currentTurn(view).turn_id, 'a');
        assert.equal(queuedTurn(view, 'm-c').turn_id, 'c');
        assert.equal(queuedTurn(view, 'm-a'), null);
    });

    test('leave when they end and tell why', () => {
        const error = { error_code: 'model_unavailable', error_message: 'The model cannot be reached.' };
        const view = after([
            running(1, 'a'),
            queued(2, 'b', 1),
            queued(3, 'c', 2),
            event(4, 'turn.cancelled', { turn_id: 'b', message_id: 'm-b', reason: 'stopped' }),
            event(5, 'turn.failed', { turn_id: 'a', message_id: 'm-a', error }),
            running(6, 'c'),
            event(7, 'turn.completed', { turn_id: 'c', message_id: 'm-c' }),
        ]);
        assert.deepEqual(view.turns, []);
        assert.deepEqual(view.outcomes, {
            'm-b': { status: 'cancelled', error: null, reason: 'stopped' },
            'm-a': { status: 'failed', error, reason: null },
        });
    });

    test('show their tools while they run', () => {
        const call = { id: 'call-1', name: 'list_tasks', arguments: {} };
        const view = after([running(1, 'a'), event(2, 'tool.called', { turn_id: 'a', message_id: 'x', call })]);
        assert.equal(view.runningTools[0].call.name, 'list_tasks');
        const result = message('r', 3, { role: 'tool', tool_call_id: 'call-1', tool_name: 'list_tasks', text: '[]' });
        const done = after([event(3, 'tool.finished', { message: result })], view);
        assert.deepEqual(done.runningTools, []);
        assert.deepEqual(ids(done), ['r']);
    });
});

describe('the session', () => {
    test('follows its events', () => {
        let view = viewOfNew(session({ status: 'initializing' }));
        view = after([created(1, 'a')], view);
        assert.equal(view.session.status, 'active');
        view = after([event(2, 'session.paused', { reason: 'by_hand' })], view);
        assert.equal(view.session.status, 'paused');
        view = after([event(3, 'session.resumed')], view);
        assert.equal(view.session.status, 'active');
        view = after([event(4, 'session.updated', { session: { title: 'T', deleted: false } })], view);
        assert.equal(view.session.title, 'T');
        assert.equal(view.session.access, 'owner');
        view = after([event(5, 'session.ended', { status: 'completed' })], view);
        assert.equal(view.session.status, 'completed');
        assert.equal(view.session.ended_at, AT);
        view = after([event(6, 'session.updated', { session: { deleted: true } })], view);
        assert.equal(view.session.deleted_at, AT);
    });

    test('knows its people', () => {
        const view = after(
            [
                event(1, 'participant.joined', { user_id: 'bob', access: 'viewer' }),
                event(2, 'participant.joined', { user_id: 'bob', access: 'editor' }),
                event(3, 'participant.joined', { user_id: 'eve', access: 'viewer' }),
                event(4, 'participant.left', { user_id: 'eve' }),
            ],
            viewOfNew(session()),
        );
        assert.deepEqual(view.session.participants, [{ user_id: 'bob', access: 'editor' }]);
    });

    test('is not set back or ahead by joining again', () => {
        const view = after([created(1, 'a')], viewOfNew(session({ title: 'Old' })));
        const joined = after(
            [
                {
                    type: 'session_joined',
                    session: session({ title: 'Newer', position: '5' }),
                    position: '1',
                    recovered: true,
                    present: ['bob'],
                },
            ],
            view,
        );
        assert.equal(joined.session.title, 'Old');
        assert.deepEqual(joined.present, ['bob']);
        assert.equal(positionOf(joined), '1');
    });

    test('comes with the first join from a position', () => {
        const joined = after(
            [
                {
                    type: 'session_joined',
                    session: session({ title: 'T' }),
                    position: '12',
                    recovered: true,
                    present: [],
                },
            ],
            emptyView(SESSION, '12.7'),
        );
        assert.equal(joined.session.title, 'T');
        assert.equal(positionOf(joined), '12', 'the text before an offset is not here');
        assert.equal(joined.earlier, null);
    });

    test('shows who is there and who types', () => {
        const typing = (user, active) => ({ type: 'typing', session_id: SESSION, user_id: user, active });
        const presence = (user, online) => ({ type: 'presence', session_id: SESSION, user_id: user, online });
        let view = after([presence('bob', true), presence('bob', true), typing('bob', true)]);
        assert.deepEqual([view.present, view.typing], [['bob'], ['bob']]);
        assert.deepEqual(
            after([created(1, 'm', { author_id: 'bob' })], view).typing,
            [],
            'who has written does not type',
        );
        view = after([presence('bob', false)], view);
        assert.deepEqual([view.present, view.typing], [[], []]);
    });
});

describe('messages', () => {
    test('stand in the order of their seq', () => {
        const late = event(4, 'message.completed', { message: message('answer', 2, { role: 'assistant' }) });
        assert.deepEqual(ids(after([created(1, 'q'), started(2, 'answer'), created(3, 'q2'), late])), [
            'q',
            'answer',
            'q2',
        ]);
    });

    test('are replaced, not doubled', () => {
        const view = after([
            created(1, 'a'),
            event(2, 'message.created', { message: message('a', 1, { text: 'again' }) }),
        ]);
        assert.deepEqual(ids(view), ['a']);
        assert.equal(view.messages[0].text, 'again');
    });

    test('from earlier come before the others', () => {
        const view = after([reset('9', { messages: [message('c', 7)], total: 3 })]);
        assert.equal(view.earlier, 2);
        const whole = withEarlierMessages(view, [message('c', 7), message('b', 5), message('a', 3)], 0);
        assert.deepEqual(ids(whole), ['a', 'b', 'c']);
        assert.equal(whole.earlier, 0);
        assert.equal(positionOf(whole), '9');
    });

    test('are read with each answer below its question', () => {
        const view = after([
            created(1, 'q1', { turn_id: 't1' }),
            started(2, 'a1', { turn_id: 't1' }),
            created(3, 'q2', { turn_id: 't2' }),
            event(4, 'message.completed', { message: message('a1', 2, { role: 'assistant', turn_id: 't1' }) }),
            event(5, 'tool.finished', { message: message('tool', 5, { role: 'tool', turn_id: 't1' }) }),
            started(6, 'a2', { turn_id: 't1' }),
        ]);
        assert.deepEqual(
            conversation(view).map((entry) => entry.key),
            ['q1', 'a1', 'tool', 'a2', 'q2'],
        );
        assert.equal(conversation(view)[3].draft.messageId, 'a2');
    });

    test('without a turn keep their place', () => {
        const view = after([
            created(1, 'a', { turn_id: 't' }),
            created(2, 'note', { turn_id: null, role: 'system' }),
            created(3, 'b', { turn_id: 'u' }),
        ]);
        assert.deepEqual(
            conversation(view).map((entry) => entry.key),
            ['a', 'note', 'b'],
        );
    });
});

describe('questions', () => {
    const asked = (seq, fields) => event(seq, 'feedback.requested', { request: question('f', fields) });
    const answered = (seq, fields) => event(seq, 'feedback.answered', { request_id: 'f', response: response(fields) });
    const status = (view) => view.questions.map((one) => one.status);

    test('wait until they are answered', () => {
        const open = after([asked(1)]);
        assert.equal(open.questions[0].question, 'What about f?');
        const done = after([answered(2)], open);
        assert.equal(done.questions[0].status, 'answered');
        assert.equal(done.questions[0].response.author_id, 'bob');
    });

    test('end when nobody answers or wants an answer', () => {
        const no = { approved: false, reason: 'nobody answered in time' };
        const expired = after([asked(1), event(2, 'feedback.expired', { request_id: 'f', default_answer: no })]);
        assert.deepEqual(status(expired), ['expired']);
        assert.deepEqual(expired.questions[0].default_answer, no);
        assert.deepEqual(status(after([asked(1), event(2, 'feedback.cancelled', { request_id: 'f' })])), ['cancelled']);
    });

    test('remember that people were reminded', () => {
        const expires = '2026-02-03T12:00:00Z';
        const view = after([asked(1), event(2, 'feedback.reminder', { request_id: 'f', expires_at: expires })]);
        assert.deepEqual(status(view), ['pending']);
        assert.equal(view.questions[0].expires_at, expires);
        assert.equal(view.questions[0].remind_at, null);
    });

    test('know how far they got over channels, each with its newest news', () => {
        const delivery = (channel, fields) => ({ channel, recipient_id: 'alice', status: 'sent', ...fields });
        const told = (seq, fields) => event(seq, 'feedback.delivery', { request_id: 'f', delivery: fields });
        const view = after([
            asked(1),
            told(2, delivery('email', { status: 'failed' })),
            told(3, delivery('slack', {})),
            told(4, delivery('slack', { recipient_id: 'bob' })),
            told(5, delivery('slack', { attempts: 2 })),
            event(6, 'feedback.delivery', { request_id: 'gone', delivery: delivery('email', {}) }),
        ]);
        assert.deepEqual(view.questions[0].deliveries, [
            delivery('email', { status: 'failed' }),
            delivery('slack', { recipient_id: 'bob' }),
            delivery('slack', { attempts: 2 }),
        ]);
        assert.deepEqual(status(view), ['pending']);
    });

    test('forget nothing of their deliveries by what tells less or is older', () => {
        const delivery = (status, fields) => ({ channel: 'email', recipient_id: 'alice', status, ...fields });
        const sent = event(2, 'feedback.delivery', { request_id: 'f', delivery: delivery('sent') });
        const known = withQuestions(after([asked(1), sent]), [
            question('f', { deliveries: [delivery('pending'), delivery('pending', { recipient_id: 'bob' })] }),
        ]);
        const again = after([asked(3)], known);
        for (const view of [known, again]) {
            assert.deepEqual(
                view.questions[0].deliveries.map(({ recipient_id: person, status }) => [person, status]).sort(),
                [
                    ['alice', 'sent'],
                    ['bob', 'pending'],
                ],
            );
        }
    });

    test('come with a snapshot, which may know them before their events do', () => {
        const snapshot = { session: session({ pending_feedback: [question('e'), question('f')] }) };
        const view = after([reset('4', snapshot)]);
        assert.equal(view.session.pending_feedback, undefined);
        const later = after([asked(5), answered(6), event(7, 'feedback.cancelled', { request_id: 'gone' })], view);
        assert.deepEqual(
            later.questions.map((one) => [one.request_id, one.status]),
            [
                ['e', 'pending'],
                ['f', 'answered'],
            ],
        );
    });

    test('that a new snapshot does not have any more are over, and those that ended stay', () => {
        const before = after([reset('4', { session: session({ pending_feedback: [question('e'), question('f')] }) })]);
        const view = after([answered(5), reset('9', {})], before);
        assert.deepEqual(
            view.questions.map((one) => one.request_id),
            ['f'],
        );
    });

    test('are never opened again by older news', () => {
        const view = after([asked(1), answered(2)]);
        assert.deepEqual(status(withQuestions(view, [question('f')])), ['answered']);
        assert.deepEqual(status(after([asked(3)], view)), ['answered']);
        const other = event(3, 'feedback.answered', { request_id: 'f', response: response({ author_id: 'carol' }) });
        assert.equal(after([other], view).questions[0].response.author_id, 'bob');
    });

    test('are for those they are put to, or else for those who may write', () => {
        const named = question('f', { responders: ['carol'] });
        assert.equal(mayAnswer(named, 'carol', undefined), true);
        assert.equal(mayAnswer(named, 'alice', 'owner'), false);
        assert.equal(mayAnswer(question('f'), 'alice', 'owner'), true);
        assert.equal(mayAnswer(question('f'), 'bob', 'editor'), true);
        assert.equal(mayAnswer(question('f'), 'victor', 'viewer'), false);
        assert.equal(mayAnswer(question('f'), 'mallory', undefined), false);
    });
});

describe('tool calls', () => {
    const call = { id: 'c', name: 'delete_task', arguments: '{"number":1}' };
    const running = event(1, 'turn.started', { turn_id: 'turn-1', message_id: 'q', attempt: 1 });
    const calling = after([running, created(2, 'q'), started(3, 'a'), completed(4, 'a', 'Well.', { tool_calls: [call] })]);
    const approval = question('f', {
        asker: { turn_id: 'turn-1', message_id: 'a', call_id: 'c' },
        kind: { type: 'approval', call, editable: true },
    });
    const asking = after([event(5, 'feedback.requested', { request: approval })], calling);
    const decided = (answer) =>
        after([event(6, 'feedback.answered', { request_id: 'f', response: response({ answer }) })], asking);
    const result = (seq, fields) =>
        event(seq, 'tool.finished', {
            message: message('r', seq, {
                role: 'tool',
                tool_call_id: 'c',
                tool_name: 'delete_task',
                text: 'gone',
                failed: false,
                ...fields,
            }),
        });
    const shown = (view) =>
        conversation(view).map(({ key, tool }) => {
            const { startedAt, endedAt, ...what } = tool ?? {};
            return tool ? what : key;
        });
    const times = (view) => {
        const { startedAt, endedAt } = conversation(view).find((entry) => entry.tool).tool;
        return [startedAt, endedAt];
    };
    const at = (minute) => `2026-01-31T12:${minute}:00Z`;
    const tool = (fields) => ({ name: 'delete_task', arguments: '{"number":1}', result: null, ...fields });

    test('run and become one with their result', () => {
        assert.deepEqual(shown(calling), ['q', 'a', tool({ state: 'running' })]);
        assert.deepEqual(shown(after([result(5)], calling)), ['q', 'a', tool({ state: 'finished', result: 'gone' })]);
        const failed = after([result(5, { failed: true })], calling);
        assert.deepEqual(shown(failed), ['q', 'a', tool({ state: 'failed', result: 'gone' })]);
    });

    test('take the time from their beginning to their result', () => {
        const called = event(5, 'tool.called', { turn_id: 'turn-1', message_id: 'a', call });
        called.event.timestamp = at('10');
        const begun = after([called], calling);
        assert.deepEqual(times(begun), [at('10'), null]);
        assert.deepEqual(times(after([result(6, { created_at: at('11') })], begun)), [at('10'), at('11')]);
    });

    test('whose beginning nobody saw are taken to begin with their approval, or else with their message', () => {
        assert.equal(times(calling)[0], calling.messages.at(-1).ended_at);
        const approved = event(6, 'feedback.answered', {
            request_id: 'f',
            response: response({ answer: { approved: true }, at: at('20') }),
        });
        assert.equal(times(after([approved], asking))[0], at('20'));
    });

    test('that their turn left behind did not happen', () => {
        const stopped = event(5, 'turn.cancelled', { turn_id: 'turn-1', message_id: 'q', reason: 'stopped' });
        assert.deepEqual(shown(after([stopped], calling)), ['q', 'a', tool({ state: 'dropped' })]);
    });

    test('stand behind their question, with the arguments that a person gave them', () => {
        assert.deepEqual(shown(asking), ['q', 'a', 'f']);
        const changed = decided({ approved: true, edited_arguments: '{"number":2}' });
        const expected = tool({ state: 'running', arguments: '{"number":2}' });
        assert.deepEqual(shown(changed), ['q', 'a', 'f', expected]);
    });

    test('that a person refused were not made', () => {
        const refused = after([result(7, { failed: true, text: 'no' })], decided({ approved: false }));
        assert.deepEqual(shown(refused), ['q', 'a', 'f', tool({ state: 'refused', result: 'no' })]);
        const expired = event(6, 'feedback.expired', { request_id: 'f', default_answer: { approved: false } });
        assert.deepEqual(shown(after([expired], asking)), ['q', 'a', 'f', tool({ state: 'refused' })]);
    });

    test('that are questions themselves are shown as that', () => {
        const clarification = question('f', { asker: approval.asker });
        const view = after([event(5, 'feedback.requested', { request: clarification }), result(6)], calling);
        assert.deepEqual(shown(view), ['q', 'a', 'f']);
    });

    test('with the same id in another turn are other calls', () => {
        const turn = { turn_id: 'turn-2' };
        const view = after(
            [
                result(5),
                event(6, 'turn.completed', { turn_id: 'turn-1', message_id: 'q' }),
                event(7, 'turn.started', { turn_id: 'turn-2', message_id: 'q2', attempt: 1 }),
                completed(8, 'a2', 'Again.', { ...turn, tool_calls: [call] }),
            ],
            calling,
        );
        const first = tool({ state: 'finished', result: 'gone' });
        assert.deepEqual(shown(view), ['q', 'a', first, 'a2', tool({ state: 'running' })]);
    });

    test('whose message is not here yet leave their result alone', () => {
        const view = after([reset('9', { messages: [message('r', 5, { role: 'tool', tool_call_id: 'c' })], total: 5 })]);
        assert.deepEqual(shown(view), ['r']);
    });

    test('keep open questions in sight whose place in the history is not here', () => {
        const snapshot = {
            session: session({ pending_feedback: [approval] }),
            messages: [message('later', 50)],
            total: 60,
        };
        const view = after([reset('60', snapshot)]);
        assert.deepEqual(shown(view), ['later', 'f']);
        assert.deepEqual(shown(withQuestions(view, [{ ...approval, status: 'cancelled' }])), ['later']);
    });
});

test('what only this client shows stands below what was there', () => {
    const view = after([created(1, 'a'), created(2, 'b', { turn_id: 't2' }), created(3, 'c', { turn_id: 't3' })]);
    assert.deepEqual(
        conversation(view, [{ key: 'n', seq: 2 }]).map((entry) => entry.note?.key ?? entry.key),
        ['a', 'b', 'n', 'c'],
    );
});

test('questions of applications stand where they were asked', () => {
    const at = (minute) => ({ created_at: `2026-01-31T12:0${minute}:00Z` });
    const view = after([
        created(1, 'a', at(0)),
        event(2, 'feedback.requested', { request: question('f', at(1)) }),
        created(3, 'b', { turn_id: 't2', ...at(2) }),
    ]);
    assert.deepEqual(
        conversation(view).map((entry) => entry.key),
        ['a', 'f', 'b'],
    );
});

test('positions are read strictly', () => {
    assert.deepEqual(parsePosition('12.340'), { seq: 12, offset: 340 });
    assert.deepEqual(parsePosition('0'), { seq: 0, offset: 0 });
    for (const wrong of ['', '1.', '.1', '1.2.3', '-1', 'x', '1 ']) {
        assert.throws(() => parsePosition(wrong), TypeError, wrong);
    }
});
