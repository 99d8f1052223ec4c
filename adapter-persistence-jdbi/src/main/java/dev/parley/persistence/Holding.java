package dev.parley.persistence;

import dev.parley.application.port.RateLimiter.Bucket;
import dev.parley.application.port.RateLimiter.Level;
import java.time.Duration;

/**
 * What a node has of a bucket: the rest of its last share, and how full the shared bucket was. Since others can only have taken tokens
 * meanwhile, that bucket has by now at most what it seems to have. Times are those of the node, in nanoseconds. Guarded by the lock of the
 * bucket.
 */
final class Holding {
    private final Bucket bucket;
    private final Refill refill;
    private int tokens;
    private boolean known;
    private long heardAt;
    private long missing;

    Holding(Bucket bucket) {
        this.bucket = bucket;
        this.refill = Refill.of(bucket);
    }

    /** The bucket's row. */
    String key() {
        return bucket.kind() + ":" + bucket.of();
    }

    Bucket bucket() {
        return bucket;
    }

    Refill refill() {
        return refill;
    }

    /** Hears how long the shared bucket takes to be full. */
    void hear(long newMissing, long now) {
        known = true;
        heardAt = now;
        missing = newMissing;
    }

    boolean isFresh(long now, Duration age) {
        return known && now - heardAt < age.toNanos();
    }

    void add(int share) {
        tokens += share;
    }

    void spend() {
        tokens--;
    }

    boolean isSpent() {
        return tokens == 0;
    }

    /** Zero if there is a token, or may be one. */
    Duration untilOne(long now) {
        return Duration.ofNanos(tokens > 0 ? 0 : refill.untilOne(missing(now)));
    }

    Level level(long now) {
        long withoutShare = refill.after(missing(now), -tokens);
        return new Level(bucket, refill.free(withoutShare), Duration.ofNanos(withoutShare));
    }

    private long missing(long now) {
        return known ? Math.max(0, missing - (now - heardAt)) : 0;
    }
}
