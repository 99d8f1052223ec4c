package dev.parley.llm;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the document in what a model said that was asked for nothing else, and still put it between fences or behind its thoughts. */
final class JsonInText {
    private static final Pattern FENCED = Pattern.compile("(?s).*```(?:json)?\\s*(.*?)```.*");

    private JsonInText() {}

    /** @throws ChatException.Invalid with code {@code invalid_json} if there is none */
    static JsonText find(String text) {
        Matcher fenced = FENCED.matcher(text);
        String inFences = fenced.matches() ? fenced.group(1) : "";
        int begin = text.indexOf('{');
        int end = text.lastIndexOf('}');
        String object = begin >= 0 && end > begin ? text.substring(begin, end + 1) : "";
        return List.of(text, inFences, object).stream()
                .map(String::strip)
                .flatMap(candidate -> parsed(candidate).stream())
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
