package dev.parley.application;

import dev.parley.application.port.IdSource;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Makes UUIDs of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, 12 bits that count within a millisecond, 62 random bits. Ids of one
 * source are strictly ascending.
 */
public final class TimeOrderedIds implements IdSource {
    private static final int COUNTER_BITS = 12;

    private final InstantSource time;
    private final LongSupplier randomness;

    /** Milliseconds shifted left by the counter's bits, plus the counter. */
    private final AtomicLong latest = new AtomicLong();

    @Inject
    public TimeOrderedIds(InstantSource time) {
        this(time, () -> ThreadLocalRandom.current().nextLong());
    }

    TimeOrderedIds(InstantSource time, LongSupplier randomness) {
        this.time = time;
        this.randomness = randomness;
    }

    @Override
    public UUID next() {
        long now = time.millis() << COUNTER_BITS;
        long stamp = latest.updateAndGet(last -> Math.max(last + 1, now));
        long high = ((stamp >>> COUNTER_BITS) << 16) | 0x7000 | (stamp & 0xFFF);
        long low = (randomness.getAsLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
