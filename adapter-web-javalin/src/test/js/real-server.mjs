/** The client against a real server, whose address and tokens come from the environment. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ParleyApi } from '../../main/resources/web/parley-api.js';
import { ParleyClient, ParleyError } from '../../main/resources/web/parley-client.js';

const { PARLEY_URL: url, PARLEY_TOKEN: token, PARLEY_SHORT_TOKEN: shortToken } = process.env;
const socketUrl = `${url.replace(/^http/, 'ws')}/ws`;
const api = new ParleyApi({ url, token });
const clients = [];

function connected(options = {}) {
    const client = new ParleyClient({ url: socketUrl, token, backoffBaseMs: 20, ...options });
    clients.push(client);
    client.connect();
    return client;
}

/** In milliseconds. */
function endOf(jwt) {
    return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url')).exp * 1000;
}

after(() => clients.forEach((client) => client.close()));

// The first, since its token ends soon.
test('a token that ends is renewed without losing the connection', async () => {
    const tokens = [shortToken, token];
    let asked = 0;
    const client = connected({ token: () => tokens[Math.min(asked++, 1)], renewBeforeMs: 60_000 });
    const states = [];
    client.addEventListener('state', ({ detail }) => states.push(detail.state));
    const { session_id: id } = await client.startSession({});
    await new Promise((resolve) => setTimeout(resolve, endOf(shortToken) + 500 - Date.now()));
    await client.send(id, 'still here');
    assert.deepEqual(states.filter((state) => state === 'waiting'), []);
    assert.equal(asked, 2);
});

test('a conversation is followed event by event', async () => {
    const client = connected();
    const { session_id: id } = await client.startSession({ title: 'From Node' });
    const types = [];
    let text = '';
    const reading = (async () => {
        for await (const event of client.events(id, { position: '0', deltas: true })) {
            types.push(event.type);
            text += event.payload.text ?? '';
            if (event.type === 'turn.completed') {
                break;
            }
        }
    })();
    await client.send(id, 'Say it again');
    await reading;
    assert.equal(text, 'You said: Say it again');
    assert.equal(types[0], 'session.started');
    assert.ok(types.includes('message.completed'));
    assert.equal(client.view(id).messages.at(-1).text, 'You said: Say it again');
});

test('a reader goes on another day from where it was', async () => {
    const { session_id: id } = await api.post('/sessions', {});
    await api.post('/chat', { session_id: id, message: 'one' });
    const first = [];
    let position = '0';
    for await (const event of connected().events(id, { position })) {
        first.push(event.seq);
        position = event.position;
        if (first.length === 4) {
            break;
        }
    }
    const rest = [];
    for await (const event of connected().events(id, { position })) {
        rest.push(event.seq);
        if (event.type === 'turn.completed') {
            break;
        }
    }
    assert.deepEqual([...first, ...rest], Array.from({ length: first.length + rest.length }, (_, index) => index + 1));
});

test('two readers of one session are at different places of it', async () => {
    const { session_id: id } = await api.post('/sessions', {});
    await api.post('/chat', { session_id: id, message: 'one' });
    const client = connected();
    const view = await client.joinSession(id);
    const whole = [];
    for await (const event of client.events(id, { position: '0' })) {
        whole.push(event.seq);
        if (event.seq === view.seq) {
            break;
        }
    }
    assert.deepEqual(whole, Array.from({ length: view.seq }, (_, index) => index + 1));
    assert.ok(client.view(id), 'it was joined before the reader came');
});

test('a refusal has the code and the sentence of the server', async () => {
    const client = connected();
    const nowhere = '019a0000-0000-7000-8000-000000000001';
    await assert.rejects(client.send(nowhere, 'hello'), (error) => error instanceof ParleyError && error.code === 'not_found');
    await assert.rejects(client.joinSession(nowhere), { code: 'not_found' });
    await assert.rejects(api.get(`/sessions/${nowhere}`), (error) => error.code === 'not_found' && error.details.status === 404);
});

test('a wrong token ends the login', async () => {
    const client = connected({ token: 'wrong' });
    const error = await new Promise((resolve) => client.addEventListener('end', ({ detail }) => resolve(detail.error)));
    assert.equal(error.code, 'unauthenticated');
    assert.equal(client.login, 'out');
    const renewed = await client.authenticate(token);
    assert.equal(renewed.user_id, 'alice');
    assert.equal(client.login, 'in');
});
