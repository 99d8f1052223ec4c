import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { FreshToken } from '../../main/resources/web/client/token.js';
import { ParleyApi } from '../../main/resources/web/parley-api.js';
import { accentStyle, contrast } from '../../main/resources/web/widget/accent.js';
import { readOptions } from '../../main/resources/web/widget/options.js';

function tokenThatEndsIn(seconds) {
    const claims = { sub: 'alice', id: Math.random(), exp: Math.floor(Date.now() / 1000) + seconds };
    return `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
}

describe('a colour of a site', () => {
    const colours = [
        [0, 85, 204],
        [255, 165, 0],
        [255, 255, 0],
        [255, 255, 255],
        [0, 0, 0],
        [128, 128, 128],
    ];
    const surfaces = { light: [255, 255, 255], dark: [27, 31, 29] };
    const muted = { light: [90, 100, 95], dark: [154, 166, 159] };

    for (const colour of colours) {
        test(`can be read if it is ${colour}`, () => {
            const rules = [...accentStyle(colour).matchAll(/--([\w-]+): light-dark\(rgb\((.*?)\), rgb\((.*?)\)\)/g)];
            const tokens = Object.fromEntries(rules.map(([, name, ...pair]) => [name, pair.map((css) => css.split(' ').map(Number))]));
            for (const [index, scheme] of ['light', 'dark'].entries()) {
                const of = (name) => tokens[name][index];
                assert.ok(contrast(of('accent'), surfaces[scheme]) >= 4.5, `${scheme}: on the surface`);
                assert.ok(contrast(of('accent'), of('accent-soft')) >= 4.5, `${scheme}: on its soft self`);
                assert.ok(contrast(of('on-accent'), of('accent')) >= 4.5, `${scheme}: under text`);
                assert.ok(contrast(muted[scheme], of('accent-soft')) >= 4.49, `${scheme}: under muted text`);
            }
        });
    }

    test('stays what it is where it can be read', () => {
        assert.match(accentStyle([0, 85, 204]), /--accent: light-dark\(rgb\(0 85 204\), /);
    });
});

describe('options', () => {
    let warnings;

    beforeEach(() => {
        warnings = [];
        mock.method(console, 'warn', (sentence) => warnings.push(sentence));
    });
    afterEach(() => mock.restoreAll());

    test('have defaults', () => {
        const { title, position, theme, accent, open, connect, profile } = readOptions({}, () => true);
        assert.deepEqual(
            { title, position, theme, accent, open, connect, profile },
            { title: null, position: 'right', theme: 'system', accent: undefined, open: false, connect: 'open', profile: null },
        );
        assert.deepEqual(warnings, []);
    });

    test('are open by an attribute, with or without a value', () => {
        for (const [value, open] of [['', true], ['true', true], [true, true], ['false', false], [false, false], [undefined, false]]) {
            assert.equal(readOptions({ open: value }, () => true).open, open, `${value}`);
        }
    });

    test('that are wrong are told and left out', () => {
        const { position, accent } = readOptions({ position: 'top', accent: 'x' }, () => false);
        assert.deepEqual([position, accent], ['right', null]);
        assert.equal(warnings.length, 2);
    });
});

describe('a token of somebody who had better not be asked often', () => {
    let asked;
    let give;

    beforeEach(() => {
        mock.timers.enable({ apis: ['Date'], now: 1_000_000_000_000 });
        asked = 0;
    });
    afterEach(() => mock.timers.reset());

    function source(seconds) {
        give = () => tokenThatEndsIn(seconds);
        return new FreshToken(async () => {
            asked++;
            return give();
        });
    }

    test('is used until it nears its end', async () => {
        const token = source(3600);
        const [first, same] = await Promise.all([token.get(), token.get()]);
        assert.equal(first, same);
        mock.timers.tick(3500 * 1000);
        assert.equal(await token.get(), first);
        mock.timers.tick(30 * 1000);
        assert.notEqual(await token.get(), first);
        assert.equal(asked, 2);
    });

    test('is used for a good part of its life even if that is short', async () => {
        const token = source(60);
        await token.get();
        mock.timers.tick(20 * 1000);
        await token.get();
        assert.equal(asked, 1);
        mock.timers.tick(10 * 1000);
        await token.get();
        assert.equal(asked, 2);
    });

    test('that the server refused is asked for again, once for all who heard of that', async () => {
        const token = source(3600);
        const first = await token.get();
        const [one, other] = await Promise.all([token.get({ refused: first }), token.get({ refused: first })]);
        assert.notEqual(one, first);
        assert.equal(one, other);
        assert.equal(await token.get({ refused: first }), one);
        assert.equal(asked, 2);
    });

    test('that has ended by a clock that is wrong is used until the server refuses it', async () => {
        const token = source(-3600);
        await token.get();
        await token.get();
        assert.equal(asked, 1);
    });

    test('is asked for again after a failure', async () => {
        const token = source(3600);
        const works = give;
        give = () => {
            throw new Error('away');
        };
        await assert.rejects(token.get(), /away/);
        give = works;
        assert.ok(await token.get());
    });
});

describe('requests', () => {
    test('are made once more with another token after one was refused', async () => {
        const sent = [];
        const fetch = async (url, { headers }) => {
            sent.push(headers.Authorization);
            return headers.Authorization === 'Bearer new' ? Response.json({ fine: true }) : new Response('{}', { status: 401 });
        };
        const api = new ParleyApi({ url: 'http://test', token: ({ refused }) => (refused === 'old' ? 'new' : 'old'), fetch });
        assert.deepEqual(await api.get('/me'), { fine: true });
        assert.deepEqual(sent, ['Bearer old', 'Bearer new']);
    });

    test('are not made again if there is no other token', async () => {
        let sent = 0;
        const fetch = async () => {
            sent++;
            return new Response('{}', { status: 401 });
        };
        for (const token of ['old', () => 'old', undefined]) {
            await assert.rejects(new ParleyApi({ url: 'http://test', token, fetch }).get('/me'), { code: 'http_401' });
        }
        assert.equal(sent, 3);
    });
});
