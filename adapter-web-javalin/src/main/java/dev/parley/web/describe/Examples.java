package dev.parley.web.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One example of each schema and of each event's payload. The resource holds them by the schema's name or the event's type; an object
 * {@code {"$example":"Message"}} in it stands for another one.
 */
final class Examples {
    static final String RESOURCE = "/describe/examples.json";

    private static final String REFERENCE = "$example";

    private final JsonNode examples;

    Examples() {
        try (InputStream resource = Objects.requireNonNull(Examples.class.getResourceAsStream(RESOURCE))) {
            examples = new ObjectMapper().readTree(resource);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * @param name of a schema, or type of an event
     * @return null if there is none
     */
    @Nullable
    JsonNode find(String name) {
        JsonNode found = examples.get(name);
        return found == null ? null : resolved(found);
    }

    private JsonNode resolved(JsonNode node) {
        if (node.has(REFERENCE)) {
            String name = node.get(REFERENCE).asText();
            return Objects.requireNonNull(find(name), () -> "no example of " + name);
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(member -> copy.set(member.getKey(), resolved(member.getValue())));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> copy.add(resolved(element)));
            return copy;
        }
        return node;
    }
}
