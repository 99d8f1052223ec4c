/** A scripted WebSocket. */

import assert from 'node:assert/strict';

/** The other end of a connection, in the hands of the test. */
export class FakeSocket {
    static all = [];

    static get last() {
        return FakeSocket.all.at(-1);
    }

    sent = [];
    open = false;

    constructor(url, protocols) {
        this.url = url;
        this.protocols = protocols;
        FakeSocket.all.push(this);
    }

    send(data) {
        assert.ok(this.open, 'nothing is sent on a connection that is not open');
        this.sent.push(JSON.parse(data));
    }

    close(code) {
        this.closedBy = code ?? null;
        this.open = false;
    }

    accept() {
        this.open = true;
        this.onopen?.();
        return this;
    }

    deliver(...frames) {
        frames.forEach((frame) => this.onmessage?.({ data: JSON.stringify(frame) }));
    }

    break(code = 1006) {
        this.open = false;
        this.onclose?.({ code });
    }

    of(type) {
        return this.sent.filter((frame) => frame.type === type);
    }
}
