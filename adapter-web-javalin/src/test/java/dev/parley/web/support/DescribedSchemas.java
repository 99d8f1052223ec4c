package dev.parley.web.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas of a description, stricter than published: clients have to bear fields that they do not know, but our own servers send none
 * that are not described.
 */
public final class DescribedSchemas {
    private static final String PLACE = "https://parley.invalid/description.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    public DescribedSchemas(byte[] description) {
        try {
            document = MAPPER.readTree(description);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
        JsonNode strict = document.deepCopy();
        strict.path("components").path("schemas").forEach(DescribedSchemas::refuseUnknownFields);
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(PLACE, strict.toString())));
    }

    public JsonNode document() {
        return document;
    }

    /**
     * What is wrong with a document.
     *
     * @param pointer to the schema in the description
     */
    public List<String> defects(JsonNode value, String pointer) {
        Schema schema = schemas.computeIfAbsent(
                pointer, place -> registry.getSchema(SchemaLocation.of(PLACE + "#" + encoded(place))));
        return schema
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    private static String encoded(String pointer) {
        return pointer.replace("{", "%7B").replace("}", "%7D");
    }

    private static void refuseUnknownFields(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }
}
