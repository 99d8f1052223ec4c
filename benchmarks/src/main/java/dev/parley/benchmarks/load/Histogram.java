package dev.parley.benchmarks.load;

import java.util.concurrent.atomic.AtomicLongArray;

/** Times in nanoseconds, each known to 2 %. Safe for use by many threads. */
public final class Histogram {
    private static final int STEP_BITS = 6;
    private static final int STEPS = 1 << STEP_BITS;

    private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);

    public void record(long nanos) {
        counts.incrementAndGet(slot(Math.max(0, nanos)));
    }

    private static int slot(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int shift = 63 - STEP_BITS - Long.numberOfLeadingZeros(nanos);
        return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
    }

    private static long nanosOf(int slot) {
        int shift = slot / STEPS - 1;
        return shift < 0 ? slot : (long) (STEPS + slot % STEPS) << shift;
    }

    public long count() {
        long count = 0;
        for (int slot = 0; slot < counts.length(); slot++) {
            count += counts.get(slot);
        }
        return count;
    }

    /**
     * The time that a share of all times does not exceed.
     *
     * @param share 0 to 1
     * @return in milliseconds
     */
    public double millis(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int slot = 0; slot < counts.length(); slot++) {
            seen += counts.get(slot);
            if (seen >= wanted) {
                return nanosOf(slot) / 1e6;
            }
        }
        return 0;
    }
}
