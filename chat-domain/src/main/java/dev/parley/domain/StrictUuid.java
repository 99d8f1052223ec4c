package dev.parley.domain;

import java.util.UUID;

/** Parses the canonical 36-character form of a UUID (RFC 9562) and nothing else. */
public final class StrictUuid {
    private StrictUuid() {}

    /**
     * @param field the name of the field that held the text, for the error
     * @throws ChatException.Invalid if the text is not a UUID in canonical form
     */
    public static UUID parse(String field, String text) {
        if (text.length() == 36) {
            try {
                UUID uuid = UUID.fromString(text);
                if (uuid.toString().equalsIgnoreCase(text)) {
                    return uuid;
                }
            } catch (IllegalArgumentException notUuid) {
                // refused below, with the field's name
            }
        }
        throw ChatException.Invalid.field(field, "must be a UUID such as 0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f.");
    }
}
