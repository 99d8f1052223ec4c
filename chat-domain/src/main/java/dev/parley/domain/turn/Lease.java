package dev.parley.domain.turn;

import java.time.Instant;

/**
 * A node's right to work on a turn for a while.
 *
 * @param owner the node
 * @param until when the right ends unless it is renewed, by the clock of the storage
 */
public record Lease(NodeId owner, Instant until) {
    public boolean isExpired(Instant now) {
        return !until.isAfter(now);
    }
}
