package dev.parley.application.port;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command says.
 *
 * @param text for people, in Markdown
 * @param data the same for programs: snake_case names; values are strings, finite numbers, booleans, lists and maps of these
 */
public record CommandOutput(String text, Map<String, Object> data) {
    private static final int DEEPEST = 16;

    /** @throws IllegalArgumentException if the data have something else in them */
    public CommandOutput {
        data = copyOf(data, 1);
    }

    private static Map<String, Object> copyOf(Map<?, ?> map, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw new IllegalArgumentException("a name in the data of a command is no text: " + name);
            }
            copy.put(text, copyOf(value, depth));
        });
        return Collections.unmodifiableMap(copy);
    }

    private static Object copyOf(Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the data of a command are nested deeper than " + DEEPEST + " levels");
        }
        return switch (value) {
            case String text -> text;
            case Boolean truth -> truth;
            case Double number when !Double.isFinite(number) -> throw unfit(number);
            case Float number when !Float.isFinite(number) -> throw unfit(number);
            case Number number -> number;
            case Map<?, ?> map -> copyOf(map, depth + 1);
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(copyOf(item, depth + 1)));
                yield Collections.unmodifiableList(copy);
            }
            case null -> throw new IllegalArgumentException("the data of a command have a null; leave the name out");
            default -> throw unfit(value);
        };
    }

    private static IllegalArgumentException unfit(Object value) {
        return new IllegalArgumentException("the data of a command have a value that is not JSON's: " + value);
    }
}
