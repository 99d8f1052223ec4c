package dev.parley.launcher.offline;

import dev.parley.domain.ChatException;
import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the offline model does about a question that has to do with tools.
 *
 * @param text in Markdown, never empty
 * @param calls empty if nothing is left to be done
 */
record Move(String text, List<Call> calls) {
    private static final Pattern USE = Pattern.compile("(?is)\\s*(?:use|call|run)\\s+(\\S+)\\s*(\\{.*})?\\s*");

    Move {
        calls = List.copyOf(calls);
    }

    /** A tool to be run. */
    record Call(String tool, JsonObject arguments) {}

    static Move say(String text) {
        return new Move(text, List.of());
    }

    static Move call(String text, String tool, Map<String, JsonValue> arguments) {
        return new Move(text, List.of(new Call(tool, new JsonObject(arguments))));
    }

    /** The next move; empty if the question has nothing to do with tools, or the tool that it names was run. */
    static Optional<Move> on(Talk talk) {
        return byName(talk).or(() -> TaskTalk.on(talk));
    }

    /** "use NAME {…}" calls a tool, if there is one of that name. */
    private static Optional<Move> byName(Talk talk) {
        Matcher matcher = USE.matcher(talk.question());
        if (!matcher.matches() || !talk.uses().isEmpty() || !talk.mayCall(matcher.group(1))) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        return Optional.of(object(Optional.ofNullable(matcher.group(2)).orElse("{}"))
                .map(arguments -> new Move("I use `%s` now.".formatted(name), List.of(new Call(name, arguments))))
                .orElseGet(() ->
                        say("I would use `%s`, but what follows its name is not a JSON object.".formatted(name))));
    }

    private static Optional<JsonObject> object(String text) {
        try {
            return JsonValue.parse(text) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (ChatException.Invalid malformed) {
            return Optional.empty();
        }
    }
}
