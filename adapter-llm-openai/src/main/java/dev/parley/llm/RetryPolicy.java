package dev.parley.llm;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whether and when a failed request is sent again: a few times, after a random part of a pause that doubles from time to time (full
 * jitter), so that many callers who failed together do not come back together.
 *
 * @param retries how often at most
 * @param first the longest pause before the first retry
 * @param longest no pause is longer; a server that wants to be left alone for longer is not asked again
 * @param random safe for use by many threads
 */
record RetryPolicy(int retries, Duration first, Duration longest, RandomGenerator random) {
    /** Two retries, after at most half a second and one second; up to five seconds if the server wants that. */
    static RetryPolicy standard(RandomGenerator random) {
        return new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(5), random);
    }

    /**
     * @param attempt how often the request was sent, 1 after the first time
     * @return the pause before the next attempt; empty to give up
     */
    Optional<Duration> pauseAfter(int attempt, ModelFailure failure) {
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        if (!failure.isPassing() || attempt > retries || asked.compareTo(longest) > 0) {
            return Optional.empty();
        }
        Duration ceiling = first.multipliedBy(1L << (attempt - 1));
        Duration jitter = Duration.ofMillis((long) (random.nextDouble() * ceiling.toMillis()));
        return Optional.of(min(asked.plus(jitter), longest));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
