import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
    applyFrame,
    conversation,
    currentTurn,
    emptyView,
    parsePosition,
    positionOf,
    queuedTurn,
    viewOfNew,
    withEarlierMessages,
} from '../../main/resources/web/session-view.js';
import { AT, SESSION, completed, created, delta, event, message, reset, session, started } from './frames.mjs';

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

test('positions are read strictly', () => {
    assert.deepEqual(parsePosition('12.340'), { seq: 12, offset: 340 });
    assert.deepEqual(parsePosition('0'), { seq: 0, offset: 0 });
    for (const wrong of ['', '1.', '.1', '1.2.3', '-1', 'x', '1 ']) {
        assert.throws(() => parsePosition(wrong), TypeError, wrong);
    }
});
