package dev.parley.persistence;

import dev.parley.application.port.RateLimiter.Bucket;
import dev.parley.application.port.RateLimiter.Level;
import java.time.Duration;

/**
 * What a node has of a bucket: the rest of its last share, and how full the shared bucket was. Since others can only have taken tokens
 * meanwhile, that bucket has by now at most what it seems to have. The database looked at it at some moment between the question and the
 * answer: whether there is nothing is reckoned from the question on, and when there is something from the answer on, so that nobody is
 * refused too early or told to come back too early. Times are those of the node, in nanoseconds. Guarded by the lock of the bucket.
 */
final class Holding {
    private final Bucket bucket;
    private final Refill refill;
    private int tokens;
    private boolean known;
    private long missing;
    private long askedAt;
    private long heardAt;

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

    /** Hears how long the shared bucket takes to be full; between which moments the database looked. */
    void hear(long newMissing, long asked, long heard) {
        known = true;
        missing = newMissing;
        askedAt = asked;
        heardAt = heard;
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

    /** Whether there is surely no token. */
    boolean isEmpty(long now) {
        return isSpent() && refill.untilOne(missing(now - askedAt)) > 0;
    }

    /** When there is a token in a bucket that is empty, as far as is known. */
    Duration untilOne(long now) {
        return Duration.ofNanos(Math.max(1, refill.untilOne(missing(now - heardAt))));
    }

    Level level(long now) {
        long withoutShare = refill.after(missing(now - heardAt), -tokens);
        return new Level(bucket, refill.free(withoutShare), Duration.ofNanos(withoutShare));
    }

    private long missing(long passed) {
        return known ? Math.max(0, missing - passed) : 0;
    }
}
