package dev.parley.benchmarks.load;

import dev.parley.benchmarks.stub.Exchange;
import dev.parley.benchmarks.stub.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Follows one answer, checks every byte of its text and records when its tokens came. Used by one thread. */
final class AnswerReader implements WebSocketClient.FrameReader {
    private final Dialect dialect;
    private final Exchange exchange;
    private final Recorder recorder;
    private final long askedAt;
    private int received;
    private boolean over;

    AnswerReader(Dialect dialect, Exchange exchange, Recorder recorder) {
        this.dialect = dialect;
        this.exchange = exchange;
        this.recorder = recorder;
        this.askedAt = System.nanoTime();
    }

    @Override
    public boolean read(byte[] buffer, int from, int length) throws IOException {
        if (dialect.isPiece(buffer, from, length)) {
            int text = dialect.textAt(buffer, from, length);
            if (text >= 0) {
                accept(buffer, text, from + length);
            }
        } else if (dialect.isWhole(buffer, from, length)) {
            // What came in pieces is counted already.
            accept(buffer, dialect.textAt(buffer, from, length) + received, from + length);
        } else if (dialect.isEnd(buffer, from, length)) {
            end();
        } else if (dialect.isFailure(buffer, from, length)) {
            throw new IOException("No answer: " + new String(buffer, from, length, StandardCharsets.UTF_8));
        }
        return over;
    }

    private void accept(byte[] buffer, int text, int limit) throws IOException {
        long now = System.nanoTime();
        int end = text;
        while (end < limit && buffer[end] != '"') {
            end++;
        }
        int length = end - text;
        if (!Tokens.match(buffer, text, length, received)) {
            throw new IOException(
                    "At " + received + " came " + new String(buffer, text, length, StandardCharsets.UTF_8));
        }
        if (received == 0 && length > 0) {
            recorder.firstToken().record(now - askedAt);
        }
        int first = received / Tokens.WIDTH;
        received += length;
        if (exchange.intervalNanos() > 0) {
            for (int token = first; token < received / Tokens.WIDTH; token++) {
                recorder.delivery().record(now - exchange.sentAt().get(token));
            }
        }
    }

    private void end() throws IOException {
        if (received != exchange.tokens() * Tokens.WIDTH) {
            throw new IOException("%d of %d bytes arrived".formatted(received, exchange.tokens() * Tokens.WIDTH));
        }
        recorder.tokens().add(exchange.tokens());
        recorder.answers().increment();
        over = true;
    }

    /** Makes sure that the whole answer came. */
    void requireOver() throws IOException {
        if (!over) {
            throw new IOException("The stream ended before the answer");
        }
    }
}
