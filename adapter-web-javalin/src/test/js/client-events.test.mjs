import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { ParleyClient } from '../../main/resources/web/parley-client.js';
import { FakeSocket } from './fake-socket.mjs';
import { SESSION, completed, created, delta, event, message, reset, session, started } from './frames.mjs';

const settled = () => new Promise((resolve) => setImmediate(resolve));

let client;

async function connect() {
    client = new ParleyClient({ url: 'ws://test/ws', WebSocket: FakeSocket, random: () => 1 });
    client.connect();
    await settled();
    return FakeSocket.last.accept();
}

async function reconnected() {
    mock.timers.tick(500);
    await settled();
    return FakeSocket.last.accept();
}

/** Answers the last join, from the position that it asked for. */
function join(socket, { at = '0', recovered = true } = {}) {
    const { ref, position = at } = socket.of('join_session').at(-1);
    socket.deliver({
        type: 'session_joined',
        ref,
        session: session({ position: at }),
        position,
        recovered,
        present: [],
    });
}

/** Takes what is there and what comes until the reader ends. */
function collect(stream) {
    const items = [];
    const collected = { items, error: null };
    collected.done = (async () => {
        for await (const item of stream) {
            items.push(item);
        }
    })().catch((error) => (collected.error = error));
    return collected;
}

const seqs = ({ items }) => items.map(({ seq }) => seq);

beforeEach(() => {
    FakeSocket.all = [];
    mock.timers.enable({ apis: ['setTimeout'] });
});

afterEach(() => {
    client?.close();
    mock.timers.reset();
});

describe('the events of a session', () => {
    test('come from a position on, each once and in order', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '0' }));
        assert.equal(socket.of('join_session')[0].position, '0');
        join(socket);
        socket.deliver(created(1, 'a'), created(1, 'a'), created(2, 'b'));
        await settled();
        assert.deepEqual(seqs(read), [1, 2]);
        const { type, position, payload } = read.items[1];
        assert.deepEqual([type, position, payload.message.message_id], ['message.created', '2', 'b']);
    });

    test('go on where they were after a lost connection', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '0' }));
        join(socket);
        socket.deliver(created(1, 'a'));
        socket.break();
        const again = await reconnected();
        assert.equal(again.of('join_session')[0].position, '1');
        join(again);
        again.deliver(created(2, 'b'), created(3, 'c'));
        await settled();
        assert.deepEqual(seqs(read), [1, 2, 3]);
    });

    test('are asked for again over a gap', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '0' }));
        join(socket);
        socket.deliver(created(1, 'a'), created(3, 'c'));
        assert.equal(socket.of('join_session').at(-1).position, '1');
        join(socket);
        socket.deliver(created(2, 'b'), created(3, 'c'));
        await settled();
        assert.deepEqual(seqs(read), [1, 2, 3]);
    });

    test('begin with what comes next unless they are told where', async () => {
        const socket = await connect();
        client.joinSession(SESSION).catch(() => {});
        const early = collect(client.events(SESSION));
        join(socket, { recovered: false });
        socket.deliver(reset('7', { messages: [message('q', 7)], total: 1 }));
        const late = collect(client.events(SESSION));
        socket.deliver(created(8, 'h'));
        await settled();
        assert.deepEqual(seqs(early), [8]);
        assert.deepEqual(seqs(late), [8]);
        assert.equal(socket.of('join_session').length, 1);
    });

    test('from before what is known are asked for, and the view takes nothing twice', async () => {
        const socket = await connect();
        client.joinSession(SESSION).catch(() => {});
        join(socket, { recovered: false });
        socket.deliver(reset('2', { messages: [message('b', 2)], total: 2 }));
        const seen = [];
        client.addEventListener('event', ({ detail }) => seen.push(detail.event.seq));
        const read = collect(client.events(SESSION, { position: '0' }));
        assert.equal(socket.of('join_session').at(-1).position, '0');
        join(socket);
        socket.deliver(created(1, 'a'), created(2, 'b'), created(3, 'c'));
        await settled();
        assert.deepEqual(seqs(read), [1, 2, 3]);
        assert.deepEqual(seen, [3]);
        assert.deepEqual(
            client.view(SESSION).messages.map((one) => one.message_id),
            ['b', 'c'],
        );
    });

    test('that the server does not have any more are replaced by a snapshot', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '3' }));
        join(socket, { at: '90', recovered: false });
        socket.deliver(reset('90', { messages: [message('z', 90)], total: 40 }), created(91, 'n'));
        await settled();
        assert.deepEqual(
            read.items.map(({ type, seq, position }) => [type, seq, position]),
            [
                ['reset', 90, '90'],
                ['message.created', 91, '91'],
            ],
        );
        assert.equal(read.items[0].payload.snapshot.total, 40);
    });

    test('leave out the growing text unless it is wanted', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '0' }));
        join(socket);
        socket.deliver(started(1, 'a'), delta(1, 'a', 0, 'Hello'), completed(2, 'a', 'Hello'));
        await settled();
        assert.deepEqual(
            read.items.map(({ type }) => type),
            ['message.started', 'message.completed'],
        );
    });

    test('with the growing text give each character once, over lost connections and repeated frames', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '0', deltas: true }));
        join(socket);
        socket.deliver(started(1, 'a'), delta(1, 'a', 0, 'Hel'), delta(1, 'a', 0, 'Hell'));
        await settled();
        socket.break();
        const again = await reconnected();
        assert.equal(again.of('join_session')[0].position, '1.4');
        join(again);
        again.deliver(delta(1, 'a', 3, 'lo '), delta(1, 'a', 6, 'you'), completed(2, 'a', 'Hello you!'));
        await settled();
        const texts = read.items.filter(({ type }) => type === 'message.delta');
        assert.equal(texts.map(({ payload }) => payload.text).join(''), 'Hello you!', 'the end may be known only with the whole');
        assert.deepEqual(
            texts.map(({ payload }) => payload.offset),
            texts.map((_, index) => texts.slice(0, index).reduce((sum, { payload }) => sum + payload.text.length, 0)),
        );
    });

    test('with growing text go on in the middle of an answer', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '1.3', deltas: true }));
        join(socket);
        assert.equal(socket.of('join_session')[0].position, '1', 'the view needs the text from its beginning');
        socket.deliver(delta(1, 'a', 0, 'Hello'), completed(2, 'a', 'Hello'), started(3, 'b'), delta(3, 'b', 0, 'Yes'));
        await settled();
        assert.deepEqual(
            read.items.map(({ type, payload }) => payload.text ?? type),
            ['lo', 'message.completed', 'message.started', 'Yes'],
        );
    });

    test('wait for a slow reader, who gets merged text and in the end everything', async () => {
        const socket = await connect();
        const stream = client.events(SESSION, { position: '0', deltas: true });
        join(socket);
        socket.deliver(started(1, 'a'), delta(1, 'a', 0, 'Hel'), delta(1, 'a', 3, 'lo'), completed(2, 'a', 'Hello'));
        for (let seq = 3; seq <= 3000; seq++) {
            socket.deliver(event(seq, 'custom', { name: 'tick', payload: seq }));
        }
        const first = [(await stream.next()).value, (await stream.next()).value];
        assert.deepEqual(
            first.map(({ type, payload }) => payload.text ?? type),
            ['message.started', 'Hello'],
        );
        const read = collect(stream);
        for (let round = 0; round < 4 && seqs(read).at(-1) !== 3000; round++) {
            await settled();
            const from = Number(socket.of('join_session').at(-1).position);
            join(socket);
            for (let seq = from + 1; seq <= 3000; seq++) {
                socket.deliver(event(seq, 'custom', { name: 'tick', payload: seq }));
            }
        }
        await settled();
        assert.deepEqual(
            seqs(read),
            Array.from({ length: 2999 }, (_, index) => index + 2),
        );
    });
});

describe('a reader of events', () => {
    test('that goes leaves a session that nobody else wants', async () => {
        const socket = await connect();
        const stream = client.events(SESSION, { position: '0' });
        join(socket);
        socket.deliver(created(1, 'a'));
        for await (const { seq } of stream) {
            assert.equal(seq, 1);
            break;
        }
        assert.equal(socket.of('leave_session').length, 1);
        assert.equal(client.view(SESSION), undefined);
    });

    test('that goes leaves what is joined alone', async () => {
        const socket = await connect();
        client.joinSession(SESSION, { position: '0' }).catch(() => {});
        const stream = client.events(SESSION);
        await stream.return();
        assert.equal(socket.of('leave_session').length, 0);
        assert.ok(client.view(SESSION));
    });

    test('ends with its signal', async () => {
        await connect();
        const abort = new AbortController();
        const read = collect(client.events(SESSION, { position: '0', signal: abort.signal }));
        abort.abort();
        await read.done;
        assert.equal(read.error, null);
        assert.equal(client.view(SESSION), undefined);
    });

    test('ends when the session is left or the client closed', async () => {
        await connect();
        const first = collect(client.events(SESSION, { position: '0' }));
        client.leaveSession(SESSION);
        await first.done;
        const second = collect(client.events(SESSION, { position: '0' }));
        client.close();
        await second.done;
        assert.deepEqual([first.error, second.error], [null, null]);
    });

    test('gets what came before the end', async () => {
        const socket = await connect();
        const stream = client.events(SESSION, { position: '0' });
        join(socket);
        socket.deliver(created(1, 'a'));
        client.close();
        assert.equal((await stream.next()).value.seq, 1);
        assert.equal((await stream.next()).done, true);
    });

    test('fails with the connection that does not come back', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '0' }));
        socket.break(4401);
        await read.done;
        assert.equal(read.error.code, 'unauthenticated');
    });

    test('fails when the session cannot be read', async () => {
        const socket = await connect();
        const read = collect(client.events(SESSION, { position: '0' }));
        const [{ ref }] = socket.of('join_session');
        socket.deliver({ type: 'error', ref, error_code: 'not_found', error_message: 'No.', details: {} });
        await read.done;
        assert.equal(read.error.code, 'not_found');
    });
});

describe('after a lost connection', () => {
    async function interrupted() {
        const socket = await connect();
        client.joinSession(SESSION, { position: '0' }).catch(() => {});
        join(socket);
        socket.deliver(created(1, 'a'));
        socket.break();
        const told = [];
        client.addEventListener('recovered', ({ detail }) => told.push(detail));
        return { socket: await reconnected(), told };
    }

    test('it is told how many events came late, when they are all there', async () => {
        const { socket, told } = await interrupted();
        join(socket, { at: '3.5' });
        socket.deliver(created(2, 'b'));
        assert.deepEqual(told, []);
        socket.deliver(created(3, 'c'), created(4, 'd'));
        assert.deepEqual(told, [{ sessionId: SESSION, events: 2, reset: false }]);
    });

    test('it is told that nothing was missed', async () => {
        const { socket, told } = await interrupted();
        join(socket, { at: '1' });
        assert.deepEqual(told, [{ sessionId: SESSION, events: 0, reset: false }]);
    });

    test('it is told that everything was loaded anew', async () => {
        const { socket, told } = await interrupted();
        join(socket, { at: '99', recovered: false });
        socket.deliver(reset('99', {}));
        assert.deepEqual(told, [{ sessionId: SESSION, events: 98, reset: true }]);
    });

    test('a gap and the first connection are not told', async () => {
        const socket = await connect();
        const told = [];
        client.addEventListener('recovered', ({ detail }) => told.push(detail));
        client.joinSession(SESSION, { position: '0' }).catch(() => {});
        join(socket);
        socket.deliver(created(1, 'a'), created(3, 'c'));
        join(socket, { at: '3' });
        socket.deliver(created(2, 'b'), created(3, 'c'));
        assert.deepEqual(told, []);
    });
});
