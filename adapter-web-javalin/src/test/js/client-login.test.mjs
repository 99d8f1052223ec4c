import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { ParleyClient } from '../../main/resources/web/parley-client.js';
import { FakeSocket } from './fake-socket.mjs';

const settled = () => new Promise((resolve) => setImmediate(resolve));

let client;
let logins;

function tokenThatEndsIn(seconds, name = '') {
    const claims = { sub: 'alice', name, exp: Math.floor(Date.now() / 1000) + seconds };
    return `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
}

async function connect(token) {
    client = new ParleyClient({ url: 'ws://test/ws', WebSocket: FakeSocket, random: () => 1, token });
    logins = [];
    client.addEventListener('login', ({ detail }) => logins.push(detail.login));
    client.connect();
    await settled();
    return FakeSocket.last;
}

beforeEach(() => {
    FakeSocket.all = [];
    mock.timers.enable({ apis: ['setTimeout'] });
});

afterEach(() => {
    client?.close();
    mock.timers.reset();
});

describe('the login', () => {
    test('is known as soon as the server says anything', async () => {
        const socket = (await connect()).accept();
        assert.equal(client.login, 'unknown');
        socket.deliver({ type: 'pong' });
        socket.deliver({ type: 'pong' });
        assert.equal(client.login, 'in');
        assert.deepEqual(logins, ['in']);
    });

    test('is over when the server says so, and can begin again with another token', async () => {
        const socket = (await connect('old')).accept();
        socket.deliver({ type: 'pong' });
        socket.break(4401);
        assert.equal(client.state, 'ended');
        assert.deepEqual(logins, ['in', 'out']);
        const renewed = client.authenticate('new');
        await settled();
        assert.deepEqual(FakeSocket.last.protocols, ['parley.v1', 'bearer.new']);
        const again = FakeSocket.last.accept();
        const [{ ref, token }] = again.of('authenticate');
        assert.equal(token, 'new');
        again.deliver({ type: 'authenticated', ref, user_id: 'alice', expires_at: '2026-01-01T00:00:00Z' });
        assert.equal((await renewed).user_id, 'alice');
        assert.deepEqual(logins, ['in', 'out', 'in']);
    });
});

describe('a source of tokens', () => {
    test('is asked again when the server does not take a token any more', async () => {
        const tokens = ['one', 'two'];
        const socket = (await connect(() => tokens.shift())).accept();
        socket.deliver({ type: 'pong' });
        socket.break(4401);
        assert.equal(client.state, 'waiting');
        mock.timers.tick(500);
        await settled();
        assert.deepEqual(FakeSocket.last.protocols, ['parley.v1', 'bearer.two']);
    });

    test('is not asked for ever', async () => {
        (await connect(() => 'wrong')).accept().break(4401);
        mock.timers.tick(500);
        await settled();
        FakeSocket.last.accept().break(4401);
        assert.equal(client.state, 'ended');
        assert.equal(client.login, 'out');
    });

    test('renews a token before it ends, over the same connection', async () => {
        const tokens = [tokenThatEndsIn(600, 'first'), tokenThatEndsIn(1200, 'second')];
        let asked = 0;
        const socket = await connect(() => tokens[Math.min(1, asked++)]);
        socket.accept();
        await settled();
        for (let silence = 0; silence < 36; silence++) {
            mock.timers.tick(15_000);
            socket.deliver({ type: 'pong' });
        }
        await settled();
        assert.equal(socket.of('authenticate').length, 1);
        assert.equal(socket.of('authenticate')[0].token, tokens[1]);
        assert.equal(FakeSocket.all.length, 1);
    });

    test('that has no other token is not bothered', async () => {
        const token = tokenThatEndsIn(600);
        const socket = (await connect(token)).accept();
        await settled();
        for (let silence = 0; silence < 50; silence++) {
            mock.timers.tick(15_000);
            socket.deliver({ type: 'pong' });
        }
        await settled();
        assert.equal(socket.of('authenticate').length, 0);
    });

    test('that fails is tried again later', async () => {
        let attempts = 0;
        await connect(() => {
            if (++attempts === 1) {
                throw new Error('not now');
            }
            return 'good';
        });
        assert.equal(client.state, 'waiting');
        mock.timers.tick(500);
        await settled();
        assert.deepEqual(FakeSocket.last.protocols, ['parley.v1', 'bearer.good']);
    });
});
