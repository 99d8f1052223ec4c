package dev.parley.application.port;

import java.time.Duration;

/**
 * What is worth knowing of many durations. The smallest and the largest are exact to the millisecond, those between them to a few percent.
 *
 * @param count how many there were; all others are zero if there was none
 */
public record DurationSummary(
        long count, Duration minimum, Duration median, Duration p95, Duration p99, Duration maximum) {
    public static final DurationSummary NONE =
            new DurationSummary(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
