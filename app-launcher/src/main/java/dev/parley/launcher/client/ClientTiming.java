package dev.parley.launcher.client;

import java.time.Duration;

/**
 * The client's patience.
 *
 * @param backoff between attempts to connect
 * @param stable how long a connection has to last for the backoff to begin anew
 * @param open how long connecting may take
 * @param silence without any frame, after which the server is asked for a sign of life
 * @param pong how long that may take before the connection counts as dead
 * @param reply how long a request other than a message or an answer may take on an open connection
 */
public record ClientTiming(
        Backoff backoff, Duration stable, Duration open, Duration silence, Duration pong, Duration reply) {
    public static final ClientTiming DEFAULT = new ClientTiming(
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
}
