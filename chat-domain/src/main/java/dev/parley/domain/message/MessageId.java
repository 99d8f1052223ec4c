package dev.parley.domain.message;

import dev.parley.domain.StrictUuid;
import java.util.UUID;

/**
 * Identifies a message in its session.
 *
 * @param value a UUID, version 7 when Parley made it
 */
public record MessageId(UUID value) {
    /** @throws dev.parley.domain.ChatException.Invalid if the text is not a UUID in canonical form */
    public static MessageId parse(String text) {
        return new MessageId(StrictUuid.parse("message_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
