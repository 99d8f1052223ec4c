package dev.parley.domain.feedback;

import dev.parley.domain.StrictUuid;
import java.util.UUID;

/**
 * Identifies a feedback request.
 *
 * @param value a UUID, version 7 when Parley made it
 */
public record FeedbackRequestId(UUID value) {
    /** @throws dev.parley.domain.ChatException.Invalid if the text is not a UUID in canonical form */
    public static FeedbackRequestId parse(String text) {
        return new FeedbackRequestId(StrictUuid.parse("request_id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
