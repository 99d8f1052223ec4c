package dev.parley.launcher.offline;

import dev.parley.domain.ChatException;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person answered, in the result of a tool that asked: plain words, or JSON around them. */
final class ToolAnswer {
    private static final List<String> PLACES =
            List.of("answer", "text", "selection", "selected", "options", "choice", "approved", "decision");

    private ToolAnswer() {}

    static String in(String result) {
        try {
            return said(JsonValue.parse(result)).filter(text -> !text.isBlank()).orElse(result);
        } catch (ChatException.Invalid plainWords) {
            return result;
        }
    }

    private static Optional<String> said(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> Optional.of(text);
            case JsonBoolean(boolean yes) -> Optional.of(yes ? "yes" : "no");
            case JsonArray(List<JsonValue> elements) ->
                Optional.of(elements.stream()
                        .flatMap(element -> said(element).stream())
                        .collect(Collectors.joining(", ")));
            case JsonObject object ->
                PLACES.stream()
                        .flatMap(place -> object.member(place).stream())
                        .flatMap(member -> said(member).stream())
                        .findFirst();
            case JsonValue.JsonNumber number -> Optional.of(number.value().toPlainString());
            case JsonValue.JsonNull nothing -> Optional.empty();
        };
    }
}
