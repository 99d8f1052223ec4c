package dev.parley.web.auth;

import java.time.Duration;

/**
 * How often the keys of an identity provider are fetched, and how long they count.
 *
 * @param refreshAfter the age at which the keys are fetched again, in the background; a key that its owner withdrew stops to count then
 * @param usableFor the age at which keys count no more, if the provider has been away for so long
 * @param between the shortest time between two fetches because of a key that is not known, and between tries while the provider is away
 * @param patience how long a fetch may take, from connecting to the last byte, and how long a request waits for one
 * @param look how often it is looked whether a fetch is due
 */
record KeySetTiming(Duration refreshAfter, Duration usableFor, Duration between, Duration patience, Duration look) {
    static final KeySetTiming DEFAULT = new KeySetTiming(
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));
}
