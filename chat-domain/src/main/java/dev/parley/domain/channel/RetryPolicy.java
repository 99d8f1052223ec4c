package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often, how long and how soon again something is tried to be sent.
 *
 * @param retries 0 to 10 further tries after a failed one
 * @param timeout how long one try may take: above zero, at most one hour
 * @param firstPause before the first retry, above zero; each one is twice as long as the one before
 * @param longestPause however often it failed, and whatever the other side asks for: at least the first, at most one hour
 */
public record RetryPolicy(int retries, Duration timeout, Duration firstPause, Duration longestPause) {
    private static final int MOST_RETRIES = 10;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** @throws ChatException.Invalid naming the value that is out of its range */
    public RetryPolicy {
        if (retries < 0 || retries > MOST_RETRIES) {
            throw ChatException.Invalid.field("retries", "must be 0 to 10, but is " + retries + ".");
        }
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw ChatException.Invalid.field(
                    "timeout", "must be above zero and at most one hour, but is " + timeout + ".");
        }
        if (!firstPause.isPositive() || firstPause.compareTo(longestPause) > 0 || longestPause.compareTo(LONGEST) > 0) {
            throw ChatException.Invalid.field(
                    "pause",
                    "must be above zero, the first at most as long as the longest, and that at most one hour.");
        }
    }

    /** Five retries within some five minutes. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(5, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(10));
    }

    /**
     * How long to wait before the next try.
     *
     * @param failures how often it failed before this time
     * @param random 0 to 1, so that not everybody comes back at once: the pause is shortened by up to half
     * @param asked how long the other side asks to be left alone; null if it says nothing
     * @return empty if it failed often enough
     */
    public Optional<Duration> pauseAfter(int failures, double random, @Nullable Duration asked) {
        if (failures >= retries) {
            return Optional.empty();
        }
        Duration whole = shorter(firstPause.multipliedBy(1L << failures), longestPause);
        Duration pause = whole.minusNanos((long) (whole.toNanos() * random / 2));
        Duration obeyed = asked == null ? pause : shorter(asked, longestPause);
        return Optional.of(obeyed.compareTo(pause) > 0 ? obeyed : pause);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
