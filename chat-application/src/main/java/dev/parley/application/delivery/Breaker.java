package dev.parley.application.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives a system a rest that failed several times in a row. Not safe for many threads: {@link Breakers} has the lock.
 *
 * <pre>
 * CLOSED → OPEN        after {@value #MOST_FAILURES} failures in a row
 * OPEN → HALF OPEN     when the pause is over: one message is tried
 * HALF OPEN → CLOSED   it was taken
 *           → OPEN     it was not: for twice as long
 * </pre>
 */
final class Breaker {
    static final int MOST_FAILURES = 5;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** How long a probe may take before another one is made. */
    private static final Duration PROBE = Duration.ofHours(1);

    private int failures;
    private int pauses;
    private @Nullable Instant openUntil;
    private @Nullable Instant probingUntil;

    /** How long it is to be left alone; zero if it may be used, which then is a probe if it is half open. */
    Duration enter(Instant now) {
        if (openUntil == null) {
            return Duration.ZERO;
        }
        if (openUntil.isAfter(now)) {
            return Duration.between(now, openUntil);
        }
        if (probingUntil != null && probingUntil.isAfter(now)) {
            return FIRST_PAUSE;
        }
        probingUntil = now.plus(PROBE);
        return Duration.ZERO;
    }

    /** Who entered did not use it. */
    void leave() {
        probingUntil = null;
    }

    void succeeded() {
        failures = 0;
        pauses = 0;
        openUntil = null;
        probingUntil = null;
    }

    /** @param asked how long it asks to be left alone; null if it says nothing */
    void failed(Instant now, @Nullable Duration asked) {
        failures++;
        probingUntil = null;
        if (failures >= MOST_FAILURES || asked != null) {
            Duration own = failures < MOST_FAILURES ? Duration.ZERO : ownPause();
            Duration obeyed = asked == null ? Duration.ZERO : shorter(asked, LONGEST_PAUSE);
            openUntil = now.plus(own.compareTo(obeyed) > 0 ? own : obeyed);
        }
    }

    private Duration ownPause() {
        Duration pause = shorter(FIRST_PAUSE.multipliedBy(1L << Math.min(pauses, 10)), LONGEST_PAUSE);
        pauses++;
        return pause;
    }

    /** Whether it is open or half open. */
    boolean isOpen() {
        return openUntil != null;
    }

    /** Whether it is so because of failures, and not because it asked to be left alone. */
    boolean isBroken() {
        return openUntil != null && failures >= MOST_FAILURES;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
