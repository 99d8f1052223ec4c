import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { Channels } from '../../main/resources/web/model/channels.js';
import { DeliveryWatch } from '../../main/resources/web/model/delivery-watch.js';
import { emptyView } from '../../main/resources/web/session-view.js';
import { SESSION, question } from './frames.mjs';

const NIGHT = { from: '22:00', until: '07:00', time_zone: 'Europe/Berlin' };

function channel(fields) {
    return { kind: 'email', address: 'a@example.com', priority: 1, quiet_hours: null, enabled: true, verified_at: null, ...fields };
}

/** A server that answers what a test says, in this order, and notes what it was asked. */
function answering(...answers) {
    const asked = [];
    const call = (method) => async (path, body) => {
        asked.push(body === undefined ? `${method} ${path}` : `${method} ${path} ${JSON.stringify(body)}`);
        return answers.shift()?.();
    };
    return { asked, get: call('GET'), put: call('PUT'), post: call('POST'), delete: call('DELETE') };
}

const listed = (...items) => () => ({ items, kinds: ['email', 'slack'] });

function refused() {
    throw Object.assign(new Error('No.'), { code: 'invalid_request', details: { field: 'address' } });
}

async function opened(userId, ...answers) {
    const api = answering(...answers);
    const channels = new Channels(api, 'Asia/Tokyo');
    await channels.open(userId);
    return { api, channels };
}

describe('channels', () => {
    test('that are not set propose the browser\'s time zone and send no quiet hours that nobody wants', async () => {
        const { api, channels } = await opened(null, listed(), () => channel(), () => channel({ quiet_hours: NIGHT }));
        assert.equal(channels.draft('email').timeZone, 'Asia/Tokyo');
        channels.change('slack', { from: '23:00' });
        assert.equal(channels.isChanged('slack'), false);
        channels.change('email', { address: ' a@example.com ' });
        await channels.save('email');
        channels.change('email', { quiet: true, timeZone: 'Europe/Berlin' });
        await channels.save('email');

        assert.deepEqual(api.asked.slice(1), [
            'PUT /me/channels/email {"address":"a@example.com","priority":1,"enabled":true}',
            'PUT /me/channels/email {"address":"a@example.com","priority":1,"enabled":true,"quiet_hours":{"from":"22:00","until":"07:00","time_zone":"Europe/Berlin"}}',
        ]);
        assert.equal(channels.isChanged('email'), false);
    });

    test('keep what is being changed when it is refused and when the list is read again', async () => {
        const { channels } = await opened(null, listed(channel()), refused, listed(channel({ priority: 2 })));
        channels.change('email', { address: 'b@' });
        const problems = [];
        channels.addEventListener('problem', ({ detail }) => problems.push(detail.code));
        await assert.rejects(channels.save('email'));
        await channels.refresh();

        assert.deepEqual(problems, ['invalid_request']);
        assert.equal(channels.draft('email').address, 'b@');
        assert.equal(channels.draft('email').priority, 2);
        assert.equal(channels.isChanged('email'), true);
    });

    test('keep what is typed while they are saved', async () => {
        let save;
        const saving = () => new Promise((resolve) => (save = resolve));
        const { channels } = await opened(null, listed(), saving);
        channels.change('email', { address: 'A@EXAMPLE.COM' });
        const saved = channels.save('email');
        channels.change('email', { priority: 3 });
        await Promise.resolve();
        save(channel());
        await saved;

        assert.equal(channels.draft('email').address, 'a@example.com');
        assert.equal(channels.draft('email').priority, 3);
        assert.equal(channels.isChanged('email'), true);
    });

    test('of somebody else count as confirmed only with the address of which that was said', async () => {
        const { api, channels } = await opened('a/b', listed(channel({ verified_at: '2026-01-31T12:00:00Z' })), () => channel());
        channels.change('email', { address: 'a@example.co' });
        assert.equal(channels.draft('email').verified, false);
        channels.change('email', { address: 'a@example.com' });
        assert.equal(channels.draft('email').verified, true);
        channels.change('email', { verified: false });
        await channels.save('email');

        assert.deepEqual(api.asked, [
            'GET /users/a%2Fb/channels',
            'PUT /users/a%2Fb/channels/email {"address":"a@example.com","priority":1,"enabled":true,"verified":false}',
        ]);
    });

    test('of one user are nothing of another one\'s, however late they come', async () => {
        let answer;
        const late = () => new Promise((resolve) => (answer = resolve));
        const { channels } = await opened('bob', listed(channel()), late, listed());
        channels.change('email', { address: 'bob@example.com' });
        const saved = channels.save('email');
        await Promise.resolve();
        await channels.open('carol');
        answer(channel({ address: 'bob@example.com' }));
        await saved;

        assert.deepEqual(channels.items, []);
        assert.equal(channels.draft('email').address, '');
    });
});

describe('questions on their way', () => {
    const view = (...questions) => ({ ...emptyView(SESSION), questions });
    const waiting = (next, attempts = 0) =>
        question('q', {
            deliveries: [{ channel: 'email', recipient_id: 'bob', status: 'pending', attempts, error: null, next_attempt_at: next }],
        });
    let looks;
    let watch;

    beforeEach(() => {
        mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-01-31T12:00:00Z') });
        looks = 0;
        watch = new DeliveryWatch(() => looks++);
    });

    afterEach(() => mock.timers.reset());

    function after(seconds) {
        mock.timers.tick(seconds * 1000);
        return looks;
    }

    test('are asked about once they may be there, and again when something is due', () => {
        watch.follow(view(question('q')));
        assert.equal(after(2), 0);
        watch.follow(view(question('q')));
        assert.equal(after(2), 1);
        watch.saw([question('q')]);
        watch.follow(view(waiting('2026-01-31T13:00:00Z')));
        assert.equal(after(3590), 1);
        assert.equal(after(20), 2);
    });

    test('are not asked about when nothing is to come', () => {
        watch.follow(view(question('q')));
        watch.saw([question('q')]);
        watch.follow(view(question('q')));
        assert.equal(after(3600), 0);
        watch.follow(view(question('other', { status: 'answered' })));
        assert.equal(after(3600), 0);
    });

    test('are asked about seldom when what is due does not happen', () => {
        watch.follow(view(question('q')));
        watch.saw([question('q')]);
        watch.follow(view(waiting('2026-01-31T11:00:00Z')));
        assert.equal(after(14), 0);
        assert.equal(after(2), 1);
    });

    test('are asked about while a try is in progress, whenever its node would be given up', () => {
        watch.follow(view(question('q')));
        watch.saw([question('q')]);
        watch.follow(view(waiting('2026-01-31T13:00:00Z', 1)));
        assert.equal(after(14), 0);
        assert.equal(after(2), 1);
    });
});
