package dev.parley.domain.turn;

import java.time.Instant;

/**
 * A node's right to work on a turn for a while.
 *
 * @param owner the node
 * @param until when the right ends unless it is renewed, by the clock of the storage
 */
public record Lease(NodeId owner, Instant until) {
    /** A lease that its owner gave up, so that anybody may take over at once. */
    public static Lease released(NodeId owner) {
        return new Lease(owner, Instant.EPOCH);
    }

    public boolean isReleased() {
        return until.equals(Instant.EPOCH);
    }

    public boolean isExpired(Instant now) {
        return !until.isAfter(now);
    }
}
