package dev.parley.application.agent.function;

import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a structured answer and notes all that is wrong with it, each in a sentence that the model can act on. Members that nobody asks for
 * are passed over. Not safe for use by several threads.
 */
final class AnswerReader {
    private final JsonObject answer;
    private final String path;
    private final List<String> defects;

    AnswerReader(JsonObject answer) {
        this(answer, "", new ArrayList<>());
    }

    private AnswerReader(JsonObject answer, String path, List<String> defects) {
        this.answer = answer;
        this.path = path;
        this.defects = defects;
    }

    List<String> defects() {
        return List.copyOf(defects);
    }

    void note(String defect) {
        defects.add(defect);
    }

    /** A text that must be there; empty if it is not, which is then noted. */
    String text(String name, int most) {
        return optionalText(name, most).orElseGet(() -> {
            note("%s must be a text that is not empty".formatted(path + name));
            return "";
        });
    }

    /** A text that may be missing, null or blank. */
    Optional<String> optionalText(String name, int most) {
        return answer.member(name).flatMap(value -> textOf(path + name, value, most));
    }

    private Optional<String> textOf(String name, JsonValue value, int most) {
        if (!(value instanceof JsonString(String text))) {
            note(name + " must be a text");
            return Optional.empty();
        }
        if (text.codePointCount(0, text.length()) > most) {
            note("%s must have at most %d characters".formatted(name, most));
        }
        return Optional.of(text.strip()).filter(stripped -> !stripped.isEmpty());
    }

    /** Texts; none if the member is missing or null. */
    List<String> texts(String name, int mostTexts, int most) {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements(name, mostTexts)) {
            textOf("each of " + path + name, element, most).ifPresent(texts::add);
        }
        return List.copyOf(texts);
    }

    /** Objects; none if the member is missing or null. */
    List<AnswerReader> objects(String name, int most) {
        List<AnswerReader> objects = new ArrayList<>();
        for (JsonValue element : elements(name, most)) {
            if (element instanceof JsonObject object) {
                objects.add(new AnswerReader(object, path + name + "[].", defects));
            } else {
                note("each of %s must be an object".formatted(path + name));
            }
        }
        return List.copyOf(objects);
    }

    private List<JsonValue> elements(String name, int most) {
        Optional<JsonValue> member = answer.member(name);
        if (member.isEmpty()) {
            return List.of();
        }
        if (!(member.get() instanceof JsonArray(List<JsonValue> elements))) {
            note("%s must be an array".formatted(path + name));
            return List.of();
        }
        if (elements.size() > most) {
            note("%s must have at most %d elements".formatted(path + name, most));
            return List.of();
        }
        return elements;
    }

    /** An object that may be missing or null. */
    Optional<AnswerReader> optionalObject(String name) {
        Optional<JsonValue> member = answer.member(name);
        if (member.isPresent() && !(member.get() instanceof JsonObject)) {
            note("%s must be an object or null".formatted(path + name));
        }
        return member.filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .map(object -> new AnswerReader(object, path + name + ".", defects));
    }

    /** A member of any type that may be missing or null. */
    Optional<JsonValue> optional(String name) {
        return answer.member(name);
    }

    /** Whether a member is true; it may be missing or null. */
    boolean flag(String name) {
        Optional<JsonValue> member = answer.member(name);
        if (member.isPresent() && !(member.get() instanceof JsonBoolean)) {
            note("%s must be true or false".formatted(path + name));
        }
        return member.filter(value -> value instanceof JsonBoolean(boolean set) && set)
                .isPresent();
    }

    /** One of some texts, which must be there; empty if it is not, which is then noted. */
    Optional<String> oneOf(String name, List<String> choices) {
        Optional<String> chosen = answer.member(name)
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).value())
                .filter(choices::contains);
        if (chosen.isEmpty()) {
            note("%s must be one of: %s".formatted(path + name, String.join(", ", choices)));
        }
        return chosen;
    }
}
