package dev.parley.web.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.web.json.CommandResultJson;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.RecordShape;
import dev.parley.web.rest.Door;
import dev.parley.web.rest.Outcome;
import dev.parley.web.rest.Route;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Routes as OpenAPI describes operations. */
final class Operations {
    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String OK = "200";

    private final Schemas schemas;
    private final Examples examples;
    private final Refusing refusing;

    Operations(Schemas schemas, Examples examples, Refusing refusing) {
        this.schemas = schemas;
        this.examples = examples;
        this.refusing = refusing;
    }

    ObjectNode operation(Route<?> route) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("operationId", nameOf(route));
        operation.put("summary", route.summary());
        operation.putArray("tags").add(tagOf(route));
        parameters(route, operation);
        if (route.body() != null && route.body() != Route.Nothing.class) {
            operation.set("requestBody", body(route.body()));
        }
        ObjectNode responses = JsonNodeFactory.instance.objectNode();
        CommonRefusals.of(route).forEach((status, codes) -> {
            if (route.notes().others().stream().noneMatch(outcome -> outcome.status() == status)) {
                responses.set(String.valueOf(status), refusing.refusal(route, status, codes));
            }
        });
        responses.set(String.valueOf(route.status()), usual(route));
        if (route.runsCommands()) {
            addCommandResult(route, responses);
        }
        if (route.streams()) {
            addStream(route, responses);
        }
        for (Outcome outcome : route.notes().others()) {
            responses.set(String.valueOf(outcome.status()), other(route, outcome));
        }
        operation.set("responses", inOrder(responses));
        operation.set("security", security(route));
        return operation;
    }

    private static ObjectNode inOrder(ObjectNode responses) {
        ObjectNode ordered = JsonNodeFactory.instance.objectNode();
        responses.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(response -> ordered.set(response.getKey(), response.getValue()));
        return ordered;
    }

    /** As the route says, or else after its method and path. */
    static String nameOf(Route<?> route) {
        String named = route.notes().operation();
        return named.isEmpty()
                ? route.method().name().toLowerCase(Locale.ROOT)
                        + route.path().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", "")
                : named;
    }

    static String tagOf(Route<?> route) {
        return route.notes().topic().name().toLowerCase(Locale.ROOT);
    }

    private static void parameters(Route<?> route, ObjectNode operation) {
        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        PathParameters.of(route.path()).forEach(each -> parameters.add(ParameterSchemas.parameter(each, "path")));
        route.parameters().forEach(each -> parameters.add(ParameterSchemas.parameter(each, "query")));
        route.notes().headers().forEach(each -> parameters.add(ParameterSchemas.parameter(each, "header")));
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
    }

    private ObjectNode body(Class<?> type) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("required", RecordShape.of(type).fields().stream().anyMatch(RecordShape.Field::required));
        ObjectNode content = body.putObject("content").putObject(JSON);
        content.set("schema", schemas.request(type));
        example(content, examples.find(SchemaNames.ofRequest(type)));
        return body;
    }

    private ObjectNode usual(Route<?> route) {
        ObjectNode response = response(route.summary() + ".");
        response.set("headers", AnswerHeaders.ofAnswer(route));
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        if (route.answer() != null) {
            content.set(JSON, document(route));
        }
        for (String type : route.notes().mediaTypes()) {
            ObjectNode text = content.putObject(type);
            text.set("schema", type.equals(JSON) ? anything() : plainText());
        }
        if (!content.isEmpty()) {
            response.set("content", content);
        }
        return response;
    }

    /** A stream is answered 200, whatever else is. */
    private void addStream(Route<?> route, ObjectNode responses) {
        if (!responses.has(OK)) {
            ObjectNode response = response("The events, as they come.");
            response.set("headers", AnswerHeaders.ofAnswer(route));
            responses.set(OK, response);
        }
        responses.withObject("/" + OK).withObject("/content").set(EVENT_STREAM, stream());
    }

    private ObjectNode document(Route<?> route) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        Class<?> item = route.notes().item();
        Class<?> answer = route.answer();
        if (answer == PageJson.class && item != null) {
            content.set("schema", schemas.page(item));
            example(content, pageOf(examples.find(SchemaNames.ofAnswer(item))));
        } else if (answer != null) {
            content.set("schema", schemas.answer(answer));
            example(content, examples.find(SchemaNames.ofAnswer(answer)));
        }
        return content;
    }

    private static @Nullable JsonNode pageOf(@Nullable JsonNode item) {
        if (item == null) {
            return null;
        }
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray("items").add(item);
        return page.put("total", 1).put("limit", 20).put("offset", 0);
    }

    private ObjectNode stream() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        ObjectNode schema = plainText();
        schema.put(
                "description",
                "Server-sent events: event is the frame's type, data the frame, id its position. Comments show that the stream is alive.");
        content.set("schema", schema);
        content.set("x-frame-schema", Schemas.reference(Schemas.LOG_FRAME));
        JsonNode frame = examples.find("DeltaFrame");
        if (frame != null) {
            content.put(
                    "example",
                    "retry: 1000\n\nevent: delta\nid: %s\ndata: %s\n\n"
                            .formatted(frame.path("position").asText(), frame));
        }
        return content;
    }

    private void addCommandResult(Route<?> route, ObjectNode responses) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("schema", schemas.answer(CommandResultJson.class));
        example(result, examples.find(SchemaNames.ofAnswer(CommandResultJson.class)));
        if (!responses.has(OK)) {
            ObjectNode response = response("The text was a command, and this is its result.");
            response.set("headers", AnswerHeaders.ofAnswer(route));
            response.putObject("content").set(JSON, result);
            responses.set(OK, response);
            return;
        }
        ObjectNode content = (ObjectNode) responses.path(OK).path("content").path(JSON);
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.putArray("anyOf").add(content.path("schema")).add(result.path("schema"));
        content.set("schema", either);
    }

    private ObjectNode other(Route<?> route, Outcome outcome) {
        ObjectNode response = response(outcome.when());
        response.set("headers", AnswerHeaders.ofRefusal(route, outcome.status()));
        if (outcome.type() != null) {
            ObjectNode content = response.putObject("content").putObject(JSON);
            content.set("schema", schemas.answer(outcome.type()));
        }
        return response;
    }

    private static ArrayNode security(Route<?> route) {
        ArrayNode security = JsonNodeFactory.instance.arrayNode();
        if (route.door() != Door.OPEN) {
            security.addObject().putArray(SecuritySchemes.BEARER);
            security.addObject().putArray(SecuritySchemes.COOKIE);
        }
        return security;
    }

    private static ObjectNode response(String description) {
        return JsonNodeFactory.instance.objectNode().put("description", description);
    }

    private static ObjectNode plainText() {
        return JsonNodeFactory.instance.objectNode().put("type", "string");
    }

    private static ObjectNode anything() {
        return JsonNodeFactory.instance.objectNode().put("type", "object");
    }

    private static void example(ObjectNode content, @Nullable JsonNode example) {
        if (example != null) {
            content.set("example", example);
        }
    }
}
