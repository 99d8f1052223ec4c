/** Follows a session to the end of its first turn and prints what came, for a test that cuts the line meanwhile. */

import { ParleyClient } from '../../main/resources/web/parley-client.js';

const { PARLEY_URL: url, PARLEY_TOKEN: token, PARLEY_SESSION: session } = process.env;
const client = new ParleyClient({ url: `${url.replace(/^http/, 'ws')}/ws`, token, backoffBaseMs: 20, backoffCapMs: 200 });
client.connect();
const seqs = [];
let text = '';
for await (const event of client.events(session, { position: '0', deltas: true })) {
    text += event.type === 'message.delta' ? event.payload.text : '';
    if (event.seq) {
        seqs.push(event.seq);
    }
    if (event.type === 'turn.completed') {
        break;
    }
}
client.close();
console.log(JSON.stringify({ text, gapless: seqs.every((seq, index) => seq === index + 1) }));
