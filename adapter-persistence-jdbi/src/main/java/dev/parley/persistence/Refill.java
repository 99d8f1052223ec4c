package dev.parley.persistence;

import dev.parley.application.port.RateLimiter;

/**
 * The arithmetic of a bucket whose level is kept as the time that it takes until it is full: a token is what comes back in an interval.
 * Times are nanoseconds.
 *
 * @param interval what a token takes to come back
 * @param capacity tokens that the bucket holds
 */
record Refill(long interval, int capacity) {
    /** A node takes a twentieth of a bucket at a time. */
    private static final int SHARES = 20;

    static Refill of(RateLimiter.Bucket bucket) {
        return new Refill(RateLimiter.WINDOW.toNanos() / bucket.capacity(), bucket.capacity());
    }

    /** How many tokens a node takes at a time, to give them out by itself. */
    int share() {
        return Math.max(1, capacity / SHARES);
    }

    /** How many tokens are there. */
    int free(long missing) {
        return (int) ((window() - bounded(missing)) / interval);
    }

    /** When there is one; zero if there is. */
    long untilOne(long missing) {
        return Math.max(0, bounded(missing) - (window() - interval));
    }

    /** What is missing once tokens were taken, or with a negative number of them once they were given back. */
    long after(long missing, int tokens) {
        return Math.max(0, bounded(missing) + tokens * interval);
    }

    private long window() {
        return capacity * interval;
    }

    /** An empty bucket is full after a window, whatever a row says that another configuration or clock has left. */
    private long bounded(long missing) {
        return Math.clamp(missing, 0, window());
    }
}
