package dev.parley.domain.turn;

import java.util.UUID;

/**
 * Identifies a running node; a restarted node has another id.
 *
 * @param value a UUID
 */
public record NodeId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
