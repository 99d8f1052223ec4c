package dev.parley.channel.slack;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** So many for each person in an hour; of many people, those whose hour began first are forgotten. Safe for many threads. */
final class Hourly {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST_PEOPLE = 10_000;

    private final int most;
    private final InstantSource time;
    private final Recent<String, Hour> hours = new Recent<>(MOST_PEOPLE);

    Hourly(int most, InstantSource time) {
        this.most = most;
        this.time = time;
    }

    private record Hour(Instant start, int used) {}

    /** Whether it was one of those. */
    synchronized boolean take(String person) {
        Instant now = time.instant();
        Hour hour = hours.find(person);
        if (hour == null || !now.isBefore(hour.start().plus(HOUR))) {
            hours.forget(person);
            hours.put(person, new Hour(now, 1));
            return true;
        }
        hours.put(person, new Hour(hour.start(), Math.min(most, hour.used()) + 1));
        return hour.used() < most;
    }
}
