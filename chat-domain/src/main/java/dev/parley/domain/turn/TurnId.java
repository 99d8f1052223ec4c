package dev.parley.domain.turn;

import dev.parley.domain.StrictUuid;
import java.util.UUID;

/**
 * Identifies a turn.
 *
 * @param value a UUID, version 7 when Parley made it
 */
public record TurnId(UUID value) {
    /** @throws dev.parley.domain.ChatException.Invalid if the text is not a UUID in canonical form */
    public static TurnId parse(String text) {
        return new TurnId(StrictUuid.parse("turn_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
