package dev.parley.domain.event;

import dev.parley.domain.session.SessionId;
import java.time.Instant;

/**
 * One entry of a session's log.
 *
 * @param id unique everywhere
 * @param seq 1, 2, 3 … without gaps in its session
 * @param timestamp when it was written, by the clock of the storage
 */
public record Event(EventId id, SessionId sessionId, long seq, Instant timestamp, EventPayload payload) {
    /** The type as it appears on the wire, such as {@code message.created}. */
    public String type() {
        return payload.type();
    }
}
