package dev.parley.benchmarks.stub;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One question to the stub and when its answer left: the question's text says how to answer.
 *
 * @param id tells questions apart
 * @param tokens how many tokens the answer has, at least 1
 * @param intervalNanos time between two tokens; 0 for all of them at once
 * @param sentAt {@link System#nanoTime()} of each token; with all at once, of the first
 */
public record Exchange(long id, int tokens, long intervalNanos, AtomicLongArray sentAt) {
    static final String MARK = "bench:";
    static final char END = ';';

    static Exchange of(long id, int tokens, long intervalNanos) {
        return new Exchange(id, tokens, intervalNanos, new AtomicLongArray(tokens));
    }

    /** What to ask. */
    public String question() {
        return MARK + id + ":" + tokens + ":" + intervalNanos + END;
    }
}
