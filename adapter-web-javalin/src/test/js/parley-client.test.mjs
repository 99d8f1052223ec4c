import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { FakeSocket } from './fake-socket.mjs';
import { ParleyClient, ParleyError, backoffDelay, isCommand, newId } from '../../main/resources/web/parley-client.js';
import {
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

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function expectError(promise, code) {
    await assert.rejects(promise, (error) => error instanceof ParleyError && error.code === code);
}

let client;
let log;

async function connect(options = {}) {
    client = new ParleyClient({ url: 'ws://test/ws', WebSocket: FakeSocket, random: () => 1, ...options });
    log = [];
    client.addEventListener('state', ({ detail }) => log.push(detail.state));
    client.connect();
    await settled();
    return FakeSocket.last;
}

async function joined(options) {
    const socket = (await connect(options)).accept();
    const joining = client.joinSession(SESSION);
    const [{ ref }] = socket.of('join_session');
    socket.deliver({ type: 'session_joined', ref, session: session(), position: '0', recovered: false, present: [] });
    socket.deliver(reset('2', { messages: [message('q', 1)], total: 1 }));
    await joining;
    return socket;
}

async function reconnected(ms = 500) {
    mock.timers.tick(ms);
    await settled();
    return FakeSocket.last.accept();
}

beforeEach(() => {
    FakeSocket.all = [];
    mock.timers.enable({ apis: ['setTimeout'] });
});

afterEach(() => {
    client?.close();
    mock.timers.reset();
});

describe('connecting', () => {
    test('offers the token as a subprotocol, never in the address', async () => {
        const socket = await connect({ token: async () => 'abc.def.ghi' });
        assert.deepEqual(socket.protocols, ['parley.v1', 'bearer.abc.def.ghi']);
        assert.equal(socket.url, 'ws://test/ws');
    });

    test('takes a token as it comes out of a file, with a line break', async () => {
        for (const token of ['abc.def.ghi\n', async () => ' abc.def.ghi\r\n']) {
            const socket = await connect({ token });
            assert.deepEqual(socket.protocols, ['parley.v1', 'bearer.abc.def.ghi']);
        }
    });

    test('needs no token with a cookie', async () => {
        assert.deepEqual((await connect()).protocols, ['parley.v1']);
    });

    test('waits longer after each failure, up to the cap', async () => {
        await connect();
        const waits = [];
        client.addEventListener('state', ({ detail }) => detail.retryAt && waits.push(detail.retryAt - Date.now()));
        for (let attempt = 0; attempt < 9; attempt++) {
            FakeSocket.last.break();
            mock.timers.tick(60_000);
            await settled();
        }
        assert.deepEqual(
            waits.map((wait) => Math.round(wait / 500) * 500),
            [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
        );
    });

    test('has full jitter', () => {
        const options = { backoffBaseMs: 500, backoffCapMs: 30_000 };
        assert.equal(backoffDelay(3, 0, options), 0);
        assert.equal(backoffDelay(3, 0.25, options), 1000);
        assert.equal(backoffDelay(1000, 1, options), 30_000);
    });

    test('begins the backoff anew only after a connection that lasted', async () => {
        const waits = [];
        (await connect()).accept().break();
        client.addEventListener(
            'state',
            ({ detail }) => detail.retryAt && waits.push(Math.round((detail.retryAt - Date.now()) / 500) * 500),
        );
        (await reconnected(500)).break();
        const lasting = await reconnected(1000);
        mock.timers.tick(10_000);
        lasting.break();
        assert.deepEqual(waits, [1000, 500]);
    });

    test('gives up an attempt that takes too long', async () => {
        await connect();
        mock.timers.tick(15_000);
        assert.equal(client.state, 'waiting');
        assert.equal(FakeSocket.last.closedBy, null);
    });

    test('tries again after an error that no close follows', async () => {
        const socket = await connect();
        socket.onerror();
        mock.timers.tick(100);
        assert.equal(client.state, 'waiting');
        mock.timers.tick(500);
        await settled();
        assert.equal(FakeSocket.all.length, 2);
        socket.break();
        assert.equal(client.state, 'connecting');
    });

    test('does not wait when woken', async () => {
        (await connect()).break();
        client.wake();
        await settled();
        assert.equal(FakeSocket.all.length, 2);
        assert.deepEqual(log, ['connecting', 'waiting', 'connecting']);
    });

    for (const code of [1000, 1001, 1006, 1011, 1012, 4008]) {
        test(`comes back after close code ${code}`, async () => {
            (await connect()).accept().break(code);
            assert.equal(client.state, 'waiting');
        });
    }

    for (const [code, name] of [
        [1002, 'protocol_error'],
        [1008, 'refused'],
        [1009, 'too_large'],
        [4001, 'not_found'],
        [4401, 'unauthenticated'],
        [4403, 'origin_not_allowed'],
        [4029, 'too_many_connections'],
    ]) {
        test(`ends after close code ${code}`, async () => {
            const socket = (await connect()).accept();
            const ends = [];
            client.addEventListener('end', ({ detail }) => ends.push(detail.error.code));
            const sending = client.send(SESSION, 'hello');
            socket.break(code);
            await expectError(sending, name);
            assert.deepEqual(ends, [name]);
            assert.equal(client.state, 'ended');
            mock.timers.tick(120_000);
            await settled();
            assert.equal(FakeSocket.all.length, 1);
            await expectError(client.send(SESSION, 'hello'), 'closed');
        });
    }

    test('can begin anew after an end and joins again', async () => {
        (await joined()).break(4401);
        client.connect();
        await settled();
        assert.equal(FakeSocket.last.accept().of('join_session')[0].position, '2');
    });
});

describe('the watchdog', () => {
    test('asks after silence and gives up a dead connection', async () => {
        const socket = (await connect()).accept();
        mock.timers.tick(20_000);
        assert.equal(socket.of('ping').length, 1);
        mock.timers.tick(10_000);
        assert.equal(client.state, 'waiting');
        assert.equal(socket.closedBy, null);
    });

    test('is content with any frame', async () => {
        const socket = (await connect()).accept();
        for (let round = 0; round < 5; round++) {
            mock.timers.tick(20_000);
            socket.deliver({ type: 'pong', ref: null });
        }
        mock.timers.tick(19_000);
        assert.equal(client.state, 'open');
        assert.equal(socket.of('ping').length, 5);
    });

    test('ignores what a connection that was given up still says', async () => {
        const socket = await joined();
        const { onmessage } = socket;
        socket.break();
        onmessage({ data: JSON.stringify(created(3, 'late')) });
        assert.equal(socket.onmessage, null);
    });
});

describe('messages', () => {
    test('are acknowledged', async () => {
        const socket = (await connect()).accept();
        const sending = client.send(SESSION, 'hello', { ifBusy: 'interrupt' });
        const [frame] = socket.of('message');
        assert.equal(frame.content, 'hello');
        assert.equal(frame.if_busy, 'interrupt');
        socket.deliver({
            type: 'ack',
            ref: frame.ref,
            message_id: frame.message_id,
            turn_id: 't',
            position: '1',
            duplicate: false,
        });
        assert.equal((await sending).turn_id, 't');
        assert.equal(
            (await reconnectedAfterBreak(socket)).of('message').length,
            0,
            'what was acknowledged is not sent again',
        );
    });

    test('are sent again in order, with the same ids, until they are acknowledged', async () => {
        const socket = (await connect()).accept();
        const first = client.send(SESSION, 'one');
        const second = client.send(SESSION, 'two');
        socket.break();
        const third = client.send(SESSION, 'three');
        const again = await reconnected();
        assert.deepEqual(
            again.of('message').map((frame) => frame.content),
            ['one', 'two', 'three'],
        );
        assert.deepEqual(
            again
                .of('message')
                .slice(0, 2)
                .map((frame) => frame.message_id),
            socket.of('message').map((frame) => frame.message_id),
        );
        for (const frame of again.of('message')) {
            again.deliver({
                type: 'ack',
                ref: frame.ref,
                message_id: frame.message_id,
                duplicate: frame.content === 'one',
            });
        }
        assert.equal((await first).duplicate, true);
        await Promise.all([second, third]);
    });

    test('wait for an answer as long as it takes', async () => {
        const socket = (await connect()).accept();
        let done = false;
        client
            .send(SESSION, 'hello')
            .finally(() => (done = true))
            .catch(() => {});
        for (let minute = 0; minute < 10; minute++) {
            mock.timers.tick(19_000);
            socket.deliver({ type: 'pong' });
        }
        await settled();
        assert.equal(done, false);
    });

    test('that are refused give the sentence', async () => {
        const socket = (await connect()).accept();
        const sending = client.send(SESSION, '');
        const [{ ref }] = socket.of('message');
        socket.deliver({
            type: 'error',
            ref,
            error_code: 'invalid_content',
            error_message: 'A message has text.',
            details: { field: 'content' },
        });
        await assert.rejects(sending, {
            code: 'invalid_content',
            message: 'A message has text.',
            details: { field: 'content' },
        });
    });

    test('have ids of version 7 that sort by time', () => {
        const made = newId();
        assert.match(made, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.ok(Math.abs(parseInt(made.replaceAll('-', '').slice(0, 12), 16) - Date.now()) < 1000);
        assert.equal(new Set(Array.from({ length: 1000 }, newId)).size, 1000);
    });
});

describe('other requests', () => {
    test('wait for a connection', async () => {
        const socket = await connect();
        const starting = client.startSession({ title: 'T', when_full: 'pause_oldest' });
        socket.accept();
        const [frame] = socket.of('start_session');
        assert.deepEqual([frame.title, frame.when_full], ['T', 'pause_oldest']);
        socket.deliver({ type: 'session_started', ref: frame.ref, session: session({ position: '1' }) });
        assert.equal((await starting).session_id, SESSION);
        socket.deliver(created(2, 'a'));
        assert.equal(client.view(SESSION).messages.length, 1);
    });

    test('that must not happen twice are not sent twice', async () => {
        const socket = (await connect()).accept();
        const starting = client.startSession();
        const stopping = client.stop(SESSION);
        const pausing = client.pause(SESSION);
        socket.break();
        await expectError(starting, 'connection_lost');
        await expectError(stopping, 'connection_lost');
        const again = await reconnected();
        assert.deepEqual(
            again.sent.map((frame) => frame.type),
            ['pause_session'],
        );
        again.deliver({ type: 'session_updated', ref: again.sent[0].ref, session: session({ status: 'paused' }) });
        assert.equal((await pausing).status, 'paused');
    });

    test('stop exactly the turn that runs', async () => {
        const socket = await joined();
        socket.deliver(event(3, 'turn.started', { turn_id: 'turn-7', message_id: 'q', attempt: 1 }));
        client.stop(SESSION).catch(() => {});
        assert.equal(socket.of('stop')[0].turn_id, 'turn-7');
    });

    test('do not wait for ever', async () => {
        (await connect({ pingIntervalMs: 1e9 })).accept();
        const ending = client.end(SESSION);
        mock.timers.tick(30_000);
        await expectError(ending, 'timed_out');
    });

    test('end with the connection', async () => {
        (await connect()).accept();
        const sending = client.send(SESSION, 'hello');
        client.close();
        await expectError(sending, 'closed');
        assert.equal(FakeSocket.last.closedBy, 1000);
        assert.equal(client.state, 'idle');
    });
});

describe('a joined session', () => {
    test('begins with the newest part of its history', async () => {
        const socket = await joined();
        assert.equal('position' in socket.of('join_session')[0], false);
        assert.deepEqual(
            client.view(SESSION).messages.map((one) => one.message_id),
            ['q'],
        );
    });

    test('goes on from its last position, also in the middle of an answer', async () => {
        const socket = await joined();
        socket.deliver(started(3, 'a'), delta(3, 'a', 0, 'Hel'));
        socket.break();
        const again = await reconnected();
        const [{ ref, position }] = again.of('join_session');
        assert.equal(position, '3.3');
        again.deliver(
            { type: 'session_joined', ref, session: session(), position, recovered: true, present: [] },
            delta(3, 'a', 3, 'lo'),
            completed(4, 'a', 'Hello'),
        );
        assert.equal(client.view(SESSION).messages.at(-1).text, 'Hello');
    });

    test('asks for the history again if it was cut off before it came', async () => {
        const socket = (await connect()).accept();
        const joining = client.joinSession(SESSION);
        socket.break();
        const again = await reconnected();
        const [frame] = again.of('join_session');
        assert.equal('position' in frame, false);
        again.deliver({
            type: 'session_joined',
            ref: frame.ref,
            session: session(),
            position: '0',
            recovered: false,
            present: [],
        });
        again.deliver(reset('5', { messages: [message('q', 1)], total: 1 }));
        assert.equal((await joining).seq, 5);
    });

    test('joins again over a gap and ignores what comes until then', async () => {
        const socket = await joined();
        const seen = [];
        client.addEventListener('event', ({ detail }) => seen.push(detail.event.seq));
        socket.deliver(created(3, 'c'), created(5, 'e'), created(6, 'f'));
        const rejoin = socket.of('join_session').at(-1);
        assert.equal(socket.of('join_session').length, 2);
        assert.equal(rejoin.position, '3');
        socket.deliver(
            {
                type: 'session_joined',
                ref: rejoin.ref,
                session: session(),
                position: '3',
                recovered: true,
                present: [],
            },
            created(3, 'c'),
            created(4, 'd'),
            created(5, 'e'),
            created(6, 'f'),
        );
        assert.deepEqual(seen, [3, 4, 5, 6]);
        assert.deepEqual(
            client.view(SESSION).messages.map((one) => one.message_id),
            ['q', 'c', 'd', 'e', 'f'],
        );
    });

    test('changes the connection if gaps remain', async () => {
        const socket = await joined();
        for (let attempt = 0; attempt < 4; attempt++) {
            socket.deliver(created(9, 'x'));
            const { ref } = socket.of('join_session').at(-1);
            socket.deliver({
                type: 'session_joined',
                ref,
                session: session(),
                position: '2',
                recovered: true,
                present: [],
            });
        }
        assert.equal(client.state, 'waiting');
    });

    test('shows everything anew after a reset', async () => {
        const socket = await joined();
        socket.deliver(reset('90', { messages: [message('z', 90)], total: 40 }));
        assert.deepEqual(
            client.view(SESSION).messages.map((one) => one.message_id),
            ['z'],
        );
        assert.equal(client.view(SESSION).earlier, 39);
    });

    test('that may not be joined is told once and forgotten', async () => {
        const socket = (await connect()).accept();
        const left = [];
        client.addEventListener('left', ({ detail }) => left.push(detail.error.code));
        const joining = client.joinSession(SESSION);
        const [{ ref }] = socket.of('join_session');
        socket.deliver({
            type: 'error',
            ref,
            error_code: 'not_found',
            error_message: 'There is no such session.',
            details: {},
        });
        await expectError(joining, 'not_found');
        assert.deepEqual(left, ['not_found']);
        assert.equal(client.view(SESSION), undefined);
        assert.equal((await reconnectedAfterBreak(socket)).of('join_session').length, 0);
    });

    test('tries again to join after a passing refusal', async () => {
        const socket = (await connect()).accept();
        client.joinSession(SESSION).catch(() => {});
        const [{ ref }] = socket.of('join_session');
        socket.deliver({ type: 'error', ref, error_code: 'rate_limited', error_message: 'Too fast.', details: {} });
        mock.timers.tick(8_000);
        assert.equal(socket.of('join_session').length, 2);
    });

    test('waits before it is joined as long as it is told to', async () => {
        const socket = (await connect()).accept();
        const delayed = [];
        client.addEventListener('delayed', ({ detail }) => delayed.push(detail));
        client.joinSession(SESSION).catch(() => {});
        const [{ ref }] = socket.of('join_session');
        const details = { bucket: 'read', limit: 600, window_seconds: 60, retry_after_seconds: 20 };
        socket.deliver({ type: 'error', ref, error_code: 'rate_limited', error_message: 'Too fast.', details });
        assert.deepEqual(
            delayed.map(({ sessionId, error, retryAt }) => [sessionId, error.code, retryAt - Date.now() >= 20_000]),
            [[SESSION, 'rate_limited', true]],
        );
        mock.timers.tick(19_999);
        assert.equal(socket.of('join_session').length, 1);
        mock.timers.tick(8_001);
        assert.equal(socket.of('join_session').length, 2);
    });

    test('can be left', async () => {
        const socket = await joined();
        client.leaveSession(SESSION);
        socket.deliver(created(3, 'c'));
        assert.equal(client.view(SESSION), undefined);
        assert.equal(socket.of('leave_session').length, 1);
        assert.equal((await reconnectedAfterBreak(socket)).of('join_session').length, 0);
    });

    test('does not take the reply to an earlier join for that to a later one', async () => {
        const socket = (await connect()).accept();
        client.joinSession(SESSION, { position: '0' }).catch(() => {});
        client.leaveSession(SESSION);
        client.joinSession(SESSION, { position: '7' }).catch(() => {});
        const [first, second] = socket.of('join_session');
        const reply = { type: 'session_joined', session: session(), recovered: true, present: [] };
        socket.deliver({ ...reply, ref: first.ref, position: '0' }, created(1, 'a'));
        assert.equal(client.view(SESSION).session, null);
        socket.deliver({ ...reply, ref: second.ref, position: '7' }, created(8, 'h'));
        assert.equal(client.view(SESSION).seq, 8);
    });

    test('lets nobody type for ever', async () => {
        const socket = await joined();
        socket.deliver({ type: 'typing', session_id: SESSION, user_id: 'bob', active: true });
        mock.timers.tick(7_000);
        socket.deliver({ type: 'typing', session_id: SESSION, user_id: 'bob', active: true });
        mock.timers.tick(7_000);
        assert.deepEqual(client.view(SESSION).typing, ['bob']);
        mock.timers.tick(1_000);
        assert.deepEqual(client.view(SESSION).typing, []);
    });
});

describe('whatever happens to the connection', () => {
    for (let seed = 1; seed <= 200; seed++) {
        test(`everything arrives once and in order (seed ${seed})`, async () => {
            await untroubledAfterTrouble(seed);
        });
    }
});

async function reconnectedAfterBreak(socket) {
    socket.break();
    return reconnected();
}

/**
 * A server with a log and a draft, which cuts the connection at any time, repeats frames, leaves some out and merges or splits
 * deltas. In the end the client has the same as one that was never troubled.
 */
async function untroubledAfterTrouble(seed) {
    const random = seededRandom(seed);
    const script = conversationScript(random);
    const seen = [];
    await connect();
    client.addEventListener('event', ({ detail }) => seen.push(detail.event.seq));
    client.addEventListener('view', ({ detail }) => assertPrefix(detail.view.draft, script));
    client.joinSession(SESSION, { position: '0' }).catch(() => {});

    const server = new ScriptedServer(script);
    let socket = null;
    let answered = 0;
    for (let step = 0; step < 2000 && !server.isReadBy(client.view(SESSION)); step++) {
        if (FakeSocket.last !== socket || !socket.open) {
            mock.timers.tick(30_000);
            await settled();
            socket = FakeSocket.last.accept();
            answered = 0;
        }
        for (const join of socket.of('join_session').slice(answered)) {
            answered++;
            server.join(join, socket);
        }
        server.advance(random);
        server.push(socket, random, step < 1500);
        if (random() < 0.05 && step < 1500) {
            socket.break();
        }
    }
    const view = client.view(SESSION);
    assert.ok(server.isReadBy(view), `stuck at ${view.seq} of ${script.length}`);
    assert.deepEqual(
        seen,
        script.filter((item) => item.type === 'event').map((item) => item.event.seq),
    );
    assert.deepEqual(
        view.messages.map((one) => one.text),
        script.flatMap((item) =>
            item.type === 'event' && item.event.payload.message ? [item.event.payload.message.text] : [],
        ),
    );
}

function assertPrefix(draft, script) {
    if (draft) {
        const end = script.find(
            ({ event }) => event?.type === 'message.completed' && event.payload.message.message_id === draft.messageId,
        );
        assert.ok(
            end.event.payload.message.text.startsWith(draft.text),
            `“${draft.text}” is not how the answer begins`,
        );
    }
}

/** Steps of a server: events, and texts by which the draft grows. */
function conversationScript(random) {
    const steps = [];
    let seq = 0;
    for (let turn = 0; turn < 3; turn++) {
        steps.push(created(++seq, `q${turn}`, { turn_id: `t${turn}` }));
        steps.push(started(++seq, `a${turn}`, { turn_id: `t${turn}` }));
        let text = '';
        for (let piece = 0; piece < 8; piece++) {
            const grown = '😀abcdefghij'.slice(2, 2 + Math.ceil(random() * 9)) + piece;
            text += grown;
            steps.push({ type: 'grow', text: grown });
            if (random() < 0.2) {
                steps.push(event(++seq, 'custom', { name: 'phase.changed', payload: { piece } }));
            }
        }
        steps.push(completed(++seq, `a${turn}`, text, { seq, turn_id: `t${turn}` }));
    }
    return steps;
}

class ScriptedServer {
    #script;
    #done = 0;
    #events = [];
    #draft = null;
    #cursor = null;

    constructor(script) {
        this.#script = script;
    }

    isReadBy(view) {
        return this.#done === this.#script.length && view.seq === this.#events.length;
    }

    advance(random) {
        if (this.#done < this.#script.length && random() < 0.7) {
            const step = this.#script[this.#done++];
            if (step.type === 'grow') {
                this.#draft.text += step.text;
            } else {
                this.#events.push(step);
                const { type, seq, payload } = step.event;
                if (type === 'message.started') {
                    this.#draft = { id: payload.message_id, seq, text: '' };
                } else if (type === 'message.completed') {
                    this.#draft = null;
                }
            }
        }
    }

    join({ ref, position }, socket) {
        const [seq, offset] = position.split('.').map(Number);
        this.#cursor = { seq, offset: offset ?? 0 };
        socket.deliver({ type: 'session_joined', ref, session: session(), position, recovered: true, present: [] });
    }

    /** Sends what follows the cursor, or with trouble something else. */
    push(socket, random, trouble) {
        const cursor = this.#cursor;
        if (cursor === null || !socket.open) {
            return;
        }
        if (cursor.seq < this.#events.length) {
            const next = this.#events[cursor.seq++];
            if (next.event.type === 'message.started') {
                cursor.offset = 0;
            }
            if (!trouble || random() > 0.05) {
                socket.deliver(next);
            }
            if (trouble && random() < 0.1) {
                socket.deliver(this.#events[Math.floor(random() * cursor.seq)]);
            }
        } else if (this.#draft && cursor.offset < this.#draft.text.length) {
            const { id, text } = this.#draft;
            const overlap = trouble && random() < 0.2 ? Math.min(cursor.offset, 3) : 0;
            const offset = cursor.offset - overlap;
            const end = Math.min(text.length, cursor.offset + 1 + Math.floor(random() * 12));
            cursor.offset = end;
            if (!trouble || random() > 0.05) {
                socket.deliver(delta(cursor.seq, id, offset, text.slice(offset, end)));
            }
        }
    }
}

/** mulberry32 */
function seededRandom(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

describe('answers to questions', () => {
    const answer = { approved: true, edited_arguments: '{"number":2}' };

    test('are accepted', async () => {
        const socket = (await connect()).accept();
        const answering = client.respond(SESSION, 'f', answer);
        const [{ ref, response_id: id, ...frame }] = socket.of('feedback_response');
        assert.deepEqual(frame, { type: 'feedback_response', session_id: SESSION, request_id: 'f', answer });
        assert.match(id, /^[0-9a-f-]{36}$/);
        const request = question('f', { status: 'answered', response: response() });
        socket.deliver({ type: 'feedback_accepted', ref, request });
        assert.deepEqual(await answering, request);
    });

    test('are sent again as the same answer until they are accepted', async () => {
        const socket = (await connect()).accept();
        const answering = client.respond(SESSION, 'f', answer);
        socket.break();
        const second = await reconnected();
        second.break();
        const third = await reconnected(1000);
        const frames = [socket, second, third].map((each) => each.of('feedback_response'));
        assert.deepEqual(
            frames.map((each) => each.length),
            [1, 1, 1],
        );
        assert.deepEqual(frames[1], frames[0]);
        assert.deepEqual(frames[2], frames[0]);
        third.deliver({ type: 'feedback_accepted', ref: frames[2][0].ref, request: question('f') });
        assert.equal((await answering).request_id, 'f');
        third.break();
        assert.equal((await reconnected(2000)).of('feedback_response').length, 0);
    });

    test('can be tried again by hand as the same one', async () => {
        const socket = (await connect()).accept();
        client.respond(SESSION, 'f', answer, { responseId: 'r' }).catch(() => {});
        assert.equal(socket.of('feedback_response')[0].response_id, 'r');
    });

    test('that came second give the one that won', async () => {
        const socket = (await connect()).accept();
        const answering = client.respond(SESSION, 'f', answer);
        const details = { response: response() };
        const [{ ref }] = socket.of('feedback_response');
        socket.deliver({ type: 'error', ref, error_code: 'already_answered', error_message: 'Too late.', details });
        await assert.rejects(answering, (error) => {
            assert.equal(error.code, 'already_answered');
            assert.deepEqual(error.details, details);
            return true;
        });
    });

    test('of others change the view of a joined session', async () => {
        const socket = await joined();
        socket.deliver(event(3, 'feedback.requested', { request: question('f') }));
        assert.equal(client.view(SESSION).questions[0].status, 'pending');
        socket.deliver(event(4, 'feedback.answered', { request_id: 'f', response: response() }));
        assert.equal(client.view(SESSION).questions[0].response.author_id, 'bob');
    });
});

describe('commands', () => {
    test('are told from messages', () => {
        for (const text of ['/help', '/?', '/H', '/état', '/clear now']) {
            assert.equal(isCommand(text), true, text);
        }
        for (const text of [' /help', '/', '/ help', '//', '/1', '/usr/bin', '/help!', 'help', '']) {
            assert.equal(isCommand(text), false, text);
        }
    });

    test('give their result', async () => {
        const socket = (await connect()).accept();
        const sending = client.send(SESSION, '/help');
        const [{ ref }] = socket.of('message');
        const result = { type: 'command_result', ref, session_id: SESSION, command: 'help', text: '…', data: {} };
        socket.deliver(result);
        assert.deepEqual(await sending, result);
    });

    test('are not carried out twice', async () => {
        const socket = (await connect()).accept();
        const sending = client.send(SESSION, '/export');
        socket.break();
        await expectError(sending, 'connection_lost');
        assert.equal((await reconnected()).of('message').length, 0);
    });

    test('wait for a connection', async () => {
        (await connect()).break();
        client.send(SESSION, '/help').catch(() => {});
        assert.equal((await reconnected()).of('message').length, 1);
    });
});

test('what is asked for as soon as the connection is open is sent once', async () => {
    const socket = await connect();
    let pinged;
    client.addEventListener('state', () => {
        client.joinSession(SESSION).catch(() => {});
        pinged = client.ping();
    });
    socket.accept();
    assert.equal(socket.of('join_session').length, 1);
    assert.equal(socket.of('ping').length, 1);
    socket.deliver({ type: 'pong', ref: socket.of('ping')[0].ref });
    await pinged;
});

test('notices are passed on', async () => {
    const socket = (await connect()).accept();
    const notices = [];
    client.addEventListener('notice', ({ detail }) => notices.push(detail.notice));
    const notice = { type: 'notice', kind: 'feedback_requested', session_id: SESSION, request_id: 'f', question: '?' };
    socket.deliver(notice);
    assert.deepEqual(notices, [notice]);
});
