package dev.parley.domain.event;

import dev.parley.domain.StrictUuid;
import java.util.UUID;

/**
 * Identifies an event.
 *
 * @param value a UUID, version 7 when Parley made it
 */
public record EventId(UUID value) {
    /** @throws dev.parley.domain.ChatException.Invalid if the text is not a UUID in canonical form */
    public static EventId parse(String text) {
        return new EventId(StrictUuid.parse("event_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
