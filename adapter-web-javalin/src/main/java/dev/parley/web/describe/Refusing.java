package dev.parley.web.describe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.domain.ErrorCode;
import dev.parley.web.json.ErrorJson;
import dev.parley.web.rest.Route;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The refusals of a description: each set of codes that some routes answer with the same status is described once. */
final class Refusing {
    private static final String CORRELATION_ID = "0c9a7f0e-3a52-4f6c-9a57-5a1f4f6f2b10";

    private final Schemas schemas;
    private final Map<String, ObjectNode> responses = new TreeMap<>();
    private final Map<String, ObjectNode> examples = new TreeMap<>();

    Refusing(Schemas schemas) {
        this.schemas = schemas;
    }

    /** Refers to the description of a refusal. */
    ObjectNode refusal(Route<?> route, int status, SortedSet<ErrorCode> codes) {
        ObjectNode headers = AnswerHeaders.ofRefusal(route, status);
        String names = codes.stream().map(ErrorCode::code).collect(Collectors.joining("."));
        String open = headers.has("RateLimit") ? "" : ".open";
        String name = status + "." + names + open;
        if (!responses.containsKey(name)) {
            responses.put(name, describe(status, codes, headers));
        }
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/responses/" + name);
    }

    ObjectNode responses() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        responses.forEach(all::set);
        return all;
    }

    ObjectNode examples() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        examples.forEach(all::set);
        return all;
    }

    private ObjectNode describe(int status, SortedSet<ErrorCode> codes, ObjectNode headers) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put(
                "description",
                codes.stream()
                        .map(code -> "`%s`: %s".formatted(code.code(), code.meaning()))
                        .collect(Collectors.joining("\n\n")));
        response.set("headers", headers);
        ObjectNode content = response.putObject("content").putObject("application/json");
        content.set("schema", schemas.answer(ErrorJson.class));
        ObjectNode named = content.putObject("examples");
        ArrayNode listed = response.putArray("x-error-codes");
        for (ErrorCode code : codes) {
            listed.add(code.code());
            named.putObject(code.code()).put("$ref", "#/components/examples/" + example(status, code));
        }
        return response;
    }

    private String example(int status, ErrorCode code) {
        String name = status + "." + code.code();
        ObjectNode example = JsonNodeFactory.instance.objectNode().put("summary", code.meaning());
        ObjectNode value = example.putObject("value").putNull("data");
        value.putObject("error")
                .put("error_code", code.code())
                .put("error_message", code.meaning())
                .put("status_code", status)
                .put("correlation_id", CORRELATION_ID)
                .putObject("details");
        examples.put(name, example);
        return name;
    }
}
