package dev.parley.launcher.offline;

import dev.parley.domain.ChatException;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonNumber;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task as a tool told of it.
 *
 * @param number null if the tool told none
 * @param id empty if the tool told none
 */
record KnownTask(@Nullable Integer number, String id, String title, boolean done) {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

    /** All tasks in a tool's result, which may be one task, a list of them, or an object that has them as a member. */
    static List<KnownTask> in(String result) {
        try {
            return tasks(JsonValue.parse(result)).toList();
        } catch (ChatException.Invalid noJson) {
            return List.of();
        }
    }

    /** How many tasks there are, where a list was not given as a whole. */
    static int total(String result) {
        try {
            return JsonValue.parse(result) instanceof JsonObject object
                    ? object.member("total").flatMap(KnownTask::number).orElse(0)
                    : 0;
        } catch (ChatException.Invalid noJson) {
            return 0;
        }
    }

    private static Stream<KnownTask> tasks(JsonValue value) {
        return switch (value) {
            case JsonArray(List<JsonValue> elements) -> elements.stream().flatMap(KnownTask::tasks);
            case JsonObject object
            when object.members().get("title") instanceof JsonString(String title) ->
                Stream.of(new KnownTask(
                        object.member("number").flatMap(KnownTask::number).orElse(null),
                        object.members().get("id") instanceof JsonString(String id) ? id : "",
                        title,
                        object.members().get("done") instanceof JsonBoolean(boolean done) && done));
            case JsonObject object -> object.members().values().stream().flatMap(KnownTask::tasks);
            case JsonString text -> Stream.empty();
            case JsonNumber number -> Stream.empty();
            case JsonBoolean flag -> Stream.empty();
            case JsonValue.JsonNull nothing -> Stream.empty();
        };
    }

    private static Optional<Integer> number(JsonValue value) {
        return value instanceof JsonNumber(BigDecimal number) && number.signum() >= 0 && number.compareTo(LARGEST) <= 0
                ? Optional.of(number.intValue())
                : Optional.empty();
    }

    /** The task for people, such as <b>2</b> “buy milk”. */
    String shown() {
        String quoted = Quotes.inline(title, 200);
        return number == null ? quoted : "**%d** %s".formatted(number, quoted);
    }
}
