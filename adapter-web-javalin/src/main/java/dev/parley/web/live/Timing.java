package dev.parley.web.live;

import java.time.Duration;

/**
 * How patient the server is.
 *
 * @param stall how long a reader may take for one frame of a stream, or for a piece of any other answer, before it is sent away; large ones get more
 * @param heartbeat how often idle streams are shown to be alive: a comment over SSE, a ping over WebSocket
 * @param silence after how long without a sign of life a WebSocket's client is taken for gone; more than twice the heartbeat
 * @param idle after how long without a byte an HTTP connection is closed
 * @param arrival how long a client may take to send a request's headers, and again for a body; large bodies get more
 */
public record Timing(Duration stall, Duration heartbeat, Duration silence, Duration idle, Duration arrival) {
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    /** Bytes per second that a slow reader of large frames has to take beside its patience. */
    private static final int SLOWEST_READER = 16 * 1024;

    /** How long a reader may take for a frame. */
    public Duration patience(int frameLength) {
        return stall.plusMillis(1000L * frameLength / SLOWEST_READER);
    }
}
