package dev.parley.domain.session;

import dev.parley.domain.StrictUuid;
import java.util.UUID;

/**
 * Identifies a session.
 *
 * @param value a UUID, version 7 when Parley made it
 */
public record SessionId(UUID value) {
    /** @throws dev.parley.domain.ChatException.Invalid if the text is not a UUID in canonical form */
    public static SessionId parse(String text) {
        return new SessionId(StrictUuid.parse("session_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
