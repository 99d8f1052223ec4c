package dev.parley.channel.slack;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JSON object that came from Slack, of which nothing is known yet. */
record Payload(JsonObject json) {
    /** The object in a text; empty if there is none. */
    static Optional<Payload> parse(String text) {
        try {
            return of(JsonParser.parseString(text));
        } catch (JsonParseException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Payload> of(JsonElement element) {
        return element.isJsonObject() ? Optional.of(new Payload(element.getAsJsonObject())) : Optional.empty();
    }

    /** The object at a path. */
    Optional<Payload> at(String... path) {
        return find(path).flatMap(Payload::of);
    }

    /** The text at a path; empty if there is none, or an empty one. */
    Optional<String> text(String... path) {
        return find(path)
                .filter(element -> element.isJsonPrimitive()
                        && element.getAsJsonPrimitive().isString())
                .map(JsonElement::getAsString)
                .filter(text -> !text.isEmpty());
    }

    /** Whether the word for true stands at a path. */
    boolean isTrue(String... path) {
        return find(path)
                .filter(element -> element.isJsonPrimitive() && element.getAsBoolean())
                .isPresent();
    }

    /** The objects in the array at a path. */
    List<Payload> list(String... path) {
        List<Payload> objects = new ArrayList<>();
        JsonArray array = find(path)
                .filter(JsonElement::isJsonArray)
                .map(JsonElement::getAsJsonArray)
                .orElseGet(JsonArray::new);
        array.forEach(element -> of(element).ifPresent(objects::add));
        return objects;
    }

    private Optional<JsonElement> find(String... path) {
        JsonElement element = json;
        for (String name : path) {
            JsonElement child =
                    element.isJsonObject() ? element.getAsJsonObject().get(name) : null;
            if (child == null) {
                return Optional.empty();
            }
            element = child;
        }
        return Optional.of(element);
    }

    /** Whose content stays hidden. */
    @Override
    public String toString() {
        return "Payload[…]";
    }
}
