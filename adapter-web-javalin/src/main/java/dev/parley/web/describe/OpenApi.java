package dev.parley.web.describe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.json.EventJson;
import dev.parley.web.json.ServerFrame;
import dev.parley.web.rest.Route;
import dev.parley.web.rest.Topic;
import java.util.List;
import java.util.Locale;

/** The routes as an OpenAPI document (version 3.1). */
final class OpenApi {
    private static final String ABOUT = """
            Conversations between people and an AI agent in durable sessions. Everything is JSON in UTF-8 with snake_case names; times are
            ISO-8601 in UTC; ids are UUIDs. Unknown fields and parameters are refused. In answers a field without a value is null.

            Every refusal has the same form, an `Error` with one of a closed list of codes. Beside what each operation lists, unknown paths are
            answered 404, other methods 405, headers that are too large 431 and requests that are no HTTP 400, in the same form.

            What goes over WebSockets is described by [/asyncapi.json](/asyncapi.json).
            """;

    private final Glossary glossary = new Glossary();
    private final Examples examples = new Examples();
    private final Schemas schemas;
    private final Refusing refusing;
    private final Operations operations;

    OpenApi(ChatLimits limits) {
        schemas = new Schemas(glossary, examples, limits);
        refusing = new Refusing(schemas);
        operations = new Operations(schemas, examples, refusing);
    }

    ObjectNode describe(List<Route<?>> routes, String version) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Parley")
                .put("version", version)
                .put("description", ABOUT)
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/").put("description", "This server.");
        document.set("tags", tags(routes));
        ObjectNode paths = document.putObject("paths");
        for (Route<?> route : routes) {
            paths.withObject("/" + escaped(PathParameters.template(route.path())))
                    .set(route.method().name().toLowerCase(Locale.ROOT), operations.operation(route));
        }
        components(document.putObject("components"));
        return document;
    }

    /** As JSON pointers want names of members (RFC 6901). */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static ArrayNode tags(List<Route<?>> routes) {
        ArrayNode tags = JsonNodeFactory.instance.arrayNode();
        for (Topic topic : Topic.values()) {
            if (routes.stream().anyMatch(route -> route.notes().topic() == topic)) {
                tags.addObject()
                        .put("name", topic.name().toLowerCase(Locale.ROOT))
                        .put("description", topic.meaning());
            }
        }
        return tags;
    }

    private void components(ObjectNode components) {
        defineLogFrame();
        components.set("schemas", schemas.collect());
        components.set("responses", refusing.responses());
        components.set("examples", refusing.examples());
        components.set("headers", AnswerHeaders.components());
        components.set("securitySchemes", SecuritySchemes.openApi());
    }

    /** What a session's stream and its log consist of. */
    private void defineLogFrame() {
        schemas.answer(EventJson.class);
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        ArrayNode alternatives = frame.putArray("oneOf");
        ObjectNode discriminator = frame.putObject("discriminator").put("propertyName", "type");
        ObjectNode mapping = discriminator.putObject("mapping");
        for (Class<? extends ServerFrame> type : ServerFrame.ofSessions()) {
            alternatives.add(schemas.answer(type));
            mapping.put(String.valueOf(FrameTypes.of(type)), Schemas.PLACE + SchemaNames.ofAnswer(type));
        }
        schemas.define(Schemas.LOG_FRAME, frame);
    }
}
