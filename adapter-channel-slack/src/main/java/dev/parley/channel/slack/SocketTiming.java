package dev.parley.channel.slack;

import java.time.Duration;

/**
 * How patient a socket to Slack is.
 *
 * @param first the wait after a first failure; each one after it waits twice as long, up to {@code longest}
 * @param ping how often Slack is asked whether it is still there
 * @param silence after how long without any sign of Slack the socket is given up
 */
public record SocketTiming(Duration first, Duration longest, Duration ping, Duration silence) {
    /** The usual one. */
    public static final SocketTiming DEFAULT = new SocketTiming(
            Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(20), Duration.ofSeconds(60));

    /**
     * How long to wait before the next try.
     *
     * @param failures how many tries in a row had no success
     * @param chance from 0 to 1, so that many do not come at once
     */
    Duration pause(int failures, double chance) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        long doubled = first.toMillis() << Math.min(failures - 1, 20);
        long most = Math.min(longest.toMillis(), doubled);
        return Duration.ofMillis(Math.max(1, (long) (most * (0.5 + chance / 2))));
    }
}
