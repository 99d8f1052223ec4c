package dev.parley.application.agent.function;

import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A well-formed question to people.
 *
 * @param options 2 to 20 different texts of at most 200 characters for a choice; none otherwise
 * @param multiple whether several options can be chosen together
 */
public record FeedbackRequestGeneration(String question, Kind kind, List<String> options, boolean multiple) {
    /** What kind of answer it wants. */
    public enum Kind {
        /** In free words. */
        TEXT,
        /** Out of options. */
        CHOICE,
        /** Yes or no. */
        APPROVAL;

        /** The kind as agent tools and models write it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public FeedbackRequestGeneration {
        options = List.copyOf(options);
    }

    /** The question as arguments of the agent tool {@code request_feedback}. */
    public JsonText toArguments() {
        Map<String, JsonValue> arguments = new LinkedHashMap<>();
        arguments.put("question", new JsonString(question));
        arguments.put("kind", new JsonString(kind.wireName()));
        if (kind == Kind.CHOICE) {
            arguments.put(
                    "options",
                    new JsonArray(
                            options.stream().<JsonValue>map(JsonString::new).toList()));
            arguments.put("multiple", new JsonBoolean(multiple));
        }
        return new JsonObject(arguments).toJson();
    }
}
