package dev.parley.web.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.json.EventJson;
import dev.parley.web.json.EventShape;
import dev.parley.web.json.PageJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the schemas (JSON Schema 2020-12) that a description refers to. What clients send and what they get have schemas of their own: in
 * requests fields may be left out and unknown ones are refused, answers have all their fields. For use by one thread.
 */
final class Schemas {
    /** Where the schemas are in a description. */
    static final String PLACE = "#/components/schemas/";

    static final String LOG_FRAME = "LogFrame";
    private static final String EVENT = "Event";

    private final SchemaBuilder requests;
    private final SchemaBuilder answers;
    private final Glossary glossary;
    private final Examples examples;
    private final Map<String, ObjectNode> own = new LinkedHashMap<>();

    /** @param limits how long what clients send may be */
    Schemas(Glossary glossary, Examples examples, ChatLimits limits) {
        FieldForms forms = new FieldForms(limits);
        this.glossary = glossary;
        this.examples = examples;
        this.requests = new RecordSchemas(glossary, forms, true).builder();
        this.answers = new RecordSchemas(glossary, forms, false).builder();
    }

    /** Refers to the schema of a record that clients send. */
    ObjectNode request(Class<?> type) {
        return requests.createSchemaReference(type);
    }

    /** Refers to the schema of a record that they get. */
    ObjectNode answer(Class<?> type) {
        if (type == EventJson.class) {
            events();
            return reference(EVENT);
        }
        return answers.createSchemaReference(type);
    }

    /** Refers to the schema of a page of records. */
    ObjectNode page(Class<?> item) {
        return answers.createSchemaReference(PageJson.class, item);
    }

    /** Refers to a schema that is given here. */
    ObjectNode define(String name, ObjectNode schema) {
        own.put(name, schema);
        return reference(name);
    }

    static ObjectNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", PLACE + name);
    }

    /** All that were referred to, each with its meaning and an example, by their names; nothing more can be referred to then. */
    ObjectNode collect() {
        Map<String, JsonNode> all = new TreeMap<>(own);
        requests.collectDefinitions("components/schemas").properties().forEach(each -> put(all, each));
        answers.collectDefinitions("components/schemas").properties().forEach(each -> put(all, each));
        ObjectNode collected = JsonNodeFactory.instance.objectNode();
        all.forEach((name, schema) -> {
            describe(name, (ObjectNode) schema);
            collected.set(name, schema);
        });
        return collected;
    }

    private static void put(Map<String, JsonNode> all, Map.Entry<String, JsonNode> named) {
        if (all.put(named.getKey(), named.getValue()) != null) {
            throw new IllegalStateException("two records would have the schema " + named.getKey());
        }
    }

    private void describe(String name, ObjectNode schema) {
        String meaning = glossary.schema(name);
        if (meaning != null) {
            schema.put("description", meaning);
        }
        JsonNode example = examples.find(name);
        if (example != null) {
            schema.putArray("examples").add(example);
        }
    }

    /** Events are told apart by their type, of which the payload depends. */
    private void events() {
        if (own.containsKey(EVENT)) {
            return;
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        own.put(EVENT, event);
        var alternatives = event.putArray("oneOf");
        ObjectNode discriminator = event.putObject("discriminator").put("propertyName", "type");
        ObjectNode mapping = discriminator.putObject("mapping");
        for (EventShape shape : EventShape.all()) {
            String name = SchemaNames.ofEvent(shape.type());
            own.put(name, eventOf(shape));
            alternatives.add(reference(name));
            mapping.put(shape.type(), PLACE + name);
        }
    }

    private ObjectNode eventOf(EventShape shape) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode fields = schema.putObject("properties");
        fields.putObject("event_id").put("type", "string").put("format", "uuid");
        fields.putObject("seq").put("type", "integer").put("format", "int64").put("minimum", 1);
        fields.putObject("type").put("const", shape.type());
        fields.putObject("timestamp").put("type", "string").put("format", "date-time");
        fields.set("payload", answer(shape.payload()));
        fields.properties().forEach(field -> {
            String meaning = glossary.field(EVENT, field.getKey());
            if (meaning != null && !field.getValue().has("$ref")) {
                ((ObjectNode) field.getValue()).put("description", meaning);
            }
        });
        var required = schema.putArray("required");
        fields.fieldNames().forEachRemaining(required::add);
        schema.put("description", shape.meaning());
        JsonNode example = exampleOf(shape.type());
        if (example != null) {
            schema.putArray("examples").add(example);
        }
        return schema;
    }

    private @Nullable JsonNode exampleOf(String type) {
        JsonNode event = examples.find(EVENT);
        JsonNode payload = examples.find(type);
        if (event == null || payload == null) {
            return null;
        }
        ObjectNode example = ((ObjectNode) event).put("type", type);
        example.set("payload", payload);
        return example;
    }
}
