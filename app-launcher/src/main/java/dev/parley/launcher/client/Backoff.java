package dev.parley.launcher.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: exponential backoff with full jitter.
 *
 * @param first longest wait before the first new attempt
 * @param longest longest wait before any attempt
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;

    /** @param attempt 0 for the first one after a connection that lasted */
    Duration delay(int attempt, RandomGenerator random) {
        long limit = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt, MOST_DOUBLINGS));
        return Duration.ofMillis((long) (random.nextDouble() * limit));
    }
}
