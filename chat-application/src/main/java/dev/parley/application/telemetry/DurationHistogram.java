package dev.parley.application.telemetry;

import dev.parley.application.port.DurationSummary;
import java.time.Duration;

/**
 * Counts durations in a fixed number of buckets, which are exact up to 64 ms and a thirty-second of their value wide from there on. Not
 * safe for many threads.
 */
public final class DurationHistogram {
    private static final int EXACT_BITS = 6;
    private static final int EXACT = 1 << EXACT_BITS;
    private static final int STEPS_BITS = EXACT_BITS - 1;
    private static final int STEPS = 1 << STEPS_BITS;

    /** Longer ones count as this long: 2^40 ms, more than 30 years. */
    private static final int MOST_BITS = 40;

    private final long[] counts = new long[EXACT + (MOST_BITS - EXACT_BITS + 1) * STEPS];
    private long count;
    private long minimum = Long.MAX_VALUE;
    private long maximum;

    public void add(long milliseconds) {
        long value = Math.clamp(milliseconds, 0, 1L << MOST_BITS);
        counts[bucket(value)]++;
        count++;
        minimum = Math.min(minimum, value);
        maximum = Math.max(maximum, value);
    }

    public void add(DurationHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        minimum = Math.min(minimum, other.minimum);
        maximum = Math.max(maximum, other.maximum);
    }

    public DurationSummary summary() {
        if (count == 0) {
            return DurationSummary.NONE;
        }
        return new DurationSummary(
                count,
                Duration.ofMillis(minimum),
                quantile(0.5),
                quantile(0.95),
                quantile(0.99),
                Duration.ofMillis(maximum));
    }

    /** The smallest value that at least this part of all values does not exceed, as exactly as the buckets tell. */
    private Duration quantile(double part) {
        long rank = Math.max(1, (long) Math.ceil(part * count));
        long seen = 0;
        int bucket = -1;
        while (seen < rank) {
            seen += counts[++bucket];
        }
        return Duration.ofMillis(Math.clamp(middle(bucket), minimum, maximum));
    }

    private static int bucket(long value) {
        if (value < EXACT) {
            return (int) value;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value);
        int step = (int) (value >>> (bits - EXACT_BITS)) - STEPS;
        return EXACT + (bits - EXACT_BITS - 1) * STEPS + step;
    }

    /** The middle of a bucket. */
    private static long middle(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int shift = (bucket - EXACT) / STEPS + 1;
        int step = (bucket - EXACT) % STEPS + STEPS;
        return ((long) step << shift) + (1L << shift) / 2;
    }
}
