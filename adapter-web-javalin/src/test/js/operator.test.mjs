import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { elementsOf } from '../../main/resources/web/model/raw-json.js';
import { Observable } from '../../main/resources/web/model/observable.js';
import { Replay } from '../../main/resources/web/model/replay.js';
import { applyFrame, emptyView } from '../../main/resources/web/session-view.js';
import { SESSION, completed, created, event, message, question, started } from './frames.mjs';

describe('elements of an array', () => {
    test('stay the texts that they came as', () => {
        const items = ['{"a":1.0,"b":12345678901234567890}', '{"c":"]},{[\\"\\\\"}', '[1,[2]]', '"x,y"', '7', 'null'];

        assert.deepEqual(elementsOf(`{"items":[${items.join(',')}],"position":"6"}`, 'items'), items);
    });

    test('are none if there is none', () => {
        assert.deepEqual(elementsOf('{"items":[],"position":"0"}', 'items'), []);
        assert.deepEqual(elementsOf('{"position":"0"}', 'items'), []);
    });
});

/** A log as {@link Replay} wants it. */
function logOf(frames, before = []) {
    const log = new Observable();
    return Object.assign(log, { sessionId: SESSION, before, entries: frames.map(entryOf) });
}

function entryOf({ position, event: happened }) {
    return { ...happened, position, event: happened, raw: '' };
}

/** Questions, answers and events of applications, as many as wanted. */
function longLog(length) {
    const frames = [event(1, 'session.started', { session: { owner_id: 'alice', title: 'Long', status: 'active', deleted: false } })];
    while (frames.length < length) {
        const seq = frames.length + 1;
        frames.push(
            created(seq, `m-${seq}`),
            started(seq + 1, `a-${seq}`),
            completed(seq + 2, `a-${seq}`, `answer to m-${seq}`),
            event(seq + 3, 'feedback.requested', { request: question(`q-${seq}`) }),
            event(seq + 4, 'feedback.cancelled', { request_id: `q-${seq}` }),
            event(seq + 5, 'custom', { name: 'tick', payload: seq }),
        );
    }
    return frames;
}

describe('a replay', () => {
    test('shows at every place what the events before it made, whichever way it came there', () => {
        const frames = longLog(1000);
        const views = [emptyView(SESSION)];
        frames.forEach((frame) => views.push(applyFrame(views.at(-1), frame).view));
        const replay = new Replay(logOf(frames));

        assert.equal(replay.place, frames.length);
        for (const place of [0, 1, 199, 200, 201, 999, 400, 3, 750, 600, 0, frames.length]) {
            replay.goTo(place);
            assert.deepEqual(replay.view, views[place], `after ${place} events`);
        }
    });

    test('goes along with the end until somebody leaves it', () => {
        const frames = longLog(20);
        const log = logOf(frames.slice(0, 10));
        const replay = new Replay(log);
        log.entries = frames.slice(0, 12).map(entryOf);
        log.changed();
        assert.equal(replay.place, 12);

        replay.goTo(5);
        log.entries = frames.slice(0, 14).map(entryOf);
        log.changed();
        assert.equal(replay.place, 5);
        assert.equal(replay.end, 14);
        replay.goTo(99);
        assert.equal(replay.place, 14);
    });

    test('of the end of a log begins with what had been said, and nothing of what came later', () => {
        const early = message('early', 3, { ended_at: '2026-01-31T11:00:00Z' });
        const late = message('late', 4, { role: 'assistant', ended_at: '2026-01-31T13:00:00Z' });
        const replay = new Replay(logOf([created(50, 'm-50'), created(51, 'm-51')], [early, late]));

        replay.goTo(0);
        assert.deepEqual(replay.view.messages, [early]);
        replay.goTo(2);
        assert.deepEqual(replay.view.messages.map(({ message_id: id }) => id), ['early', 'm-50', 'm-51']);
    });
});
