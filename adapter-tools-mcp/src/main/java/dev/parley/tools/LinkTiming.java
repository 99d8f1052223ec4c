package dev.parley.tools;

import java.time.Duration;

/**
 * When things happen on a link to a server.
 *
 * @param setup time for each step of setting up a session
 * @param firstPause before a server is tried again; doubled with each failure
 * @param longestPause between two tries
 * @param stable a session that lasted this long was a success: the next pause is the first one again
 * @param refresh after which the list of tools is read anew, also to see whether the server is still there
 */
record LinkTiming(Duration setup, Duration firstPause, Duration longestPause, Duration stable, Duration refresh) {
    static final LinkTiming USUAL = new LinkTiming(
            Duration.ofSeconds(20),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1));

    /**
     * The pause after a number of failures in a row, at least 1.
     *
     * @param jitter from 0 to 1; the more, the longer: nodes shall not come back all at once
     */
    Duration pauseAfter(int failures, double jitter) {
        long doubled = firstPause.toMillis() << Math.min(failures - 1, 20);
        long pause = Math.min(doubled, longestPause.toMillis());
        return Duration.ofMillis((long) (pause * (0.5 + jitter / 2)));
    }
}
