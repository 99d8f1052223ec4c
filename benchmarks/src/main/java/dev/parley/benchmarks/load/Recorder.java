package dev.parley.benchmarks.load;

import java.util.concurrent.atomic.LongAdder;

/**
 * What readers of answers saw. Safe for use by many threads.
 *
 * @param firstToken from asking to the first token
 * @param delivery of each token, from the model's server to the reader
 */
public record Recorder(Histogram firstToken, Histogram delivery, LongAdder tokens, LongAdder answers) {
    public Recorder() {
        this(new Histogram(), new Histogram(), new LongAdder(), new LongAdder());
    }
}
