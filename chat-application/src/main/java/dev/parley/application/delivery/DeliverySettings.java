package dev.parley.application.delivery;

import dev.parley.domain.ChatException;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How questions get to people who are not looking at the chat.
 *
 * @param mode what holds for questions that say nothing else
 * @param margin how long after the end of a try's time another node waits before it looks what became of it: above zero, at most one hour
 * @param atOnce how many tries this node makes at the same time, at least 1
 */
public record DeliverySettings(DeliveryMode mode, RetryPolicy retries, Duration margin, int atOnce) {
    private static final Duration LONGEST_MARGIN = Duration.ofHours(1);

    /** @throws ChatException.Invalid naming the value that is out of its range */
    public DeliverySettings {
        if (!margin.isPositive() || margin.compareTo(LONGEST_MARGIN) > 0) {
            throw ChatException.Invalid.field(
                    "margin", "must be above zero and at most one hour, but is " + margin + ".");
        }
        if (atOnce < 1) {
            throw ChatException.Invalid.field("at_once", "must be at least 1, but is " + atOnce + ".");
        }
    }

    /** One channel after the other. */
    public static DeliverySettings defaults() {
        return new DeliverySettings(DeliveryMode.FALLBACK, RetryPolicy.defaults(), Duration.ofSeconds(30), 32);
    }

    /**
     * How long to wait before the next try.
     *
     * @param failures how often it failed before this time
     * @param attempt the try that failed; null if none was made
     * @param asked how long the other side asks to be left alone; null if it says nothing
     * @return empty if it failed often enough
     */
    Optional<Duration> pauseAfter(int failures, @Nullable UUID attempt, @Nullable Duration asked) {
        return retries.pauseAfter(failures, random(attempt), asked);
    }

    /** Ids are random in their last bits, which is all that is needed here. */
    private static double random(@Nullable UUID attempt) {
        return attempt == null ? 0 : (attempt.getLeastSignificantBits() & ((1L << 53) - 1)) * 0x1.0p-53;
    }

    /** How long an attempt belongs to the node that began it: long enough to make it and to find out what became of it. */
    Duration lease() {
        return retries.timeout().multipliedBy(2).plus(margin);
    }
}
