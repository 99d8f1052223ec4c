package dev.parley.benchmarks.load;

import dev.parley.benchmarks.stub.Exchange;
import dev.parley.benchmarks.stub.ModelStub;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * People who ask and read at the same time, each its next question as soon as an answer has ended.
 *
 * @param tokens of each answer
 * @param intervalNanos time between two tokens of an answer; 0 for all of them at once
 */
public record RelayLoad(ModelStub stub, int tokens, long intervalNanos) {
    /**
     * Runs the load.
     *
     * @param askers begin spread evenly over the length of one answer, so that not all ask at the same moment
     * @param duration after which nobody asks anew
     * @return the time in seconds until the last answer had ended
     */
    public double run(Askers askers, Duration duration, Recorder recorder) {
        long start = System.nanoTime();
        long length = Math.min(tokens * intervalNanos, duration.toNanos());
        Together.forEach(askers.all(), (asker, index) -> {
            LockSupport.parkNanos(length * index / askers.all().size());
            do {
                Exchange exchange = stub.expect(tokens, intervalNanos);
                asker.ask(exchange, recorder);
            } while (System.nanoTime() - start < duration.toNanos());
        });
        return (System.nanoTime() - start) / 1e9;
    }
}
