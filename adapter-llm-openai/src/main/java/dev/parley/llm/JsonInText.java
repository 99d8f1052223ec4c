package dev.parley.llm;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the object in what a model said that was asked for nothing else, and still put it between fences or behind its thoughts. */
final class JsonInText {
    private static final String END_OF_THOUGHTS = "</think>";

    private JsonInText() {}

    /** @throws ChatException.Invalid with code {@code invalid_json} if there is none */
    static JsonText find(String text) {
        int thoughts = text.lastIndexOf(END_OF_THOUGHTS);
        String said = thoughts < 0 ? text : text.substring(thoughts + END_OF_THOUGHTS.length());
        int begin = said.indexOf('{');
        int end = said.lastIndexOf('}');
        String object = begin >= 0 && end > begin ? said.substring(begin, end + 1) : "";
        return Stream.of(text, object)
                .flatMap(candidate -> parsed(candidate.strip()).stream())
                .findFirst()
                .orElseThrow(() -> new ChatException.Invalid(
                        ErrorCode.INVALID_JSON, "The model's answer is not the JSON document that was asked for."));
    }

    private static Optional<JsonText> parsed(String candidate) {
        try {
            return Optional.of(new JsonText(candidate));
        } catch (ChatException.Invalid malformed) {
            return Optional.empty();
        }
    }
}
