package dev.parley.domain.session;

import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.limit.ChatLimits;
import java.nio.charset.StandardCharsets;

/**
 * What an application attaches to a session: a JSON object, kept byte for byte.
 *
 * @param json the object
 */
public record Metadata(JsonText json) {
    public static final Metadata NONE = new Metadata(JsonText.EMPTY_OBJECT);

    /** @throws ChatException.Invalid if it is not an object or larger than {@link ChatLimits#metadataBytes()} */
    public static Metadata parse(String text, ChatLimits limits) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limits.metadataBytes()) {
            throw ChatException.Invalid.field(
                    "metadata", "has %d bytes; at most %d are kept.".formatted(bytes, limits.metadataBytes()));
        }
        JsonText json = new JsonText(text);
        if (!json.isObject()) {
            throw ChatException.Invalid.field("metadata", "must be a JSON object.");
        }
        return new Metadata(json);
    }
}
