package dev.parley.web.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Complains about every answer over HTTP that /openapi.json does not have: status, error code, media type, body. */
public final class AnswerCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String JSON = "application/json";
    private static final String ERROR = "/components/schemas/Error";

    /** How any request may be refused before its route is looked at. */
    private static final Map<Integer, String> REFUSALS_OF_ALL = Map.of(
            400, "invalid_request",
            404, "not_found",
            405, "method_not_allowed",
            408, "timed_out",
            413, "too_large",
            414, "too_large",
            431, "too_large");

    private static final Map<String, Operation> OPERATIONS = new ConcurrentHashMap<>();
    private static final List<Template> TEMPLATES = templates();

    private AnswerCheck() {}

    private record Template(String path, Pattern form) {}

    /** @param pointer to its description; empty if there is none */
    private record Operation(String name, String pointer) {
        boolean isDescribed() {
            return !pointer.isEmpty();
        }
    }

    /** @param target the path with the query */
    static void check(String method, String target, int status, HttpHeaders headers, byte[] body) {
        Operation operation = operation(method, target);
        if (operation.isDescribed()) {
            require(headers.firstValue("X-Correlation-Id").isPresent(), operation, status, "no correlation id");
        }
        String type = headers.firstValue("Content-Type").orElse("");
        JsonNode document = type.equals(JSON) ? read(body) : null;
        String code = document == null
                ? ""
                : document.path("error").path("error_code").asText();
        JsonNode response = response(operation, status);
        if (response.isMissingNode()) {
            boolean refusedBefore = code.equals(REFUSALS_OF_ALL.get(status));
            require(refusedBefore || !operation.isDescribed(), operation, status, "is not described: " + document);
            if (!code.isEmpty()) {
                requireValid(document, ERROR, operation, status);
            }
            return;
        }
        checkDescribed(operation, status, response, type, document, code, body.length);
    }

    private static void checkDescribed(
            Operation operation,
            int status,
            JsonNode response,
            String type,
            JsonNode document,
            String code,
            int length) {
        if (response.has("x-error-codes")) {
            Set<String> codes = texts(response.path("x-error-codes"));
            boolean known = codes.contains(code) || code.equals(REFUSALS_OF_ALL.get(status));
            require(known, operation, status, "has a code that is not described: " + code);
            requireValid(document, ERROR, operation, status);
            return;
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            require(length == 0, operation, status, "has a body");
            return;
        }
        String plain = type.split(";")[0].toLowerCase(Locale.ROOT);
        require(content.has(plain), operation, status, "is " + type);
        if (document != null && content.path(plain).has("schema")) {
            String pointer = operation.pointer() + "/responses/" + status + "/content/application~1json/schema";
            requireValid(document, pointer, operation, status);
        }
    }

    /** An answer that is a stream of events has begun. */
    static void checkStream(String method, String target, int status, HttpHeaders headers) {
        Operation operation = operation(method, target);
        JsonNode response = response(operation, status);
        require(!response.isMissingNode() || !operation.isDescribed(), operation, status, "is not described");
        if (headers.firstValue("Content-Type").orElse("").equals("text/event-stream")) {
            require(response.path("content").has("text/event-stream"), operation, status, "is a stream");
        }
    }

    private static JsonNode response(Operation operation, int status) {
        if (!operation.isDescribed()) {
            return MAPPER.missingNode();
        }
        JsonNode document = Descriptions.http().document();
        JsonNode response = document.at(operation.pointer() + "/responses/" + status);
        return response.has("$ref") ? document.at(response.path("$ref").asText().substring(1)) : response;
    }

    private static Operation operation(String method, String target) {
        String path = target.split("[?#]", 2)[0];
        return OPERATIONS.computeIfAbsent(method + " " + path, name -> {
            JsonNode paths = Descriptions.http().document().path("paths");
            String verb = method.toLowerCase(Locale.ROOT);
            return TEMPLATES.stream()
                    .filter(template -> template.form().matcher(path).matches())
                    .filter(template -> paths.path(template.path()).has(verb))
                    .findFirst()
                    .map(template ->
                            new Operation(name, "/paths/" + template.path().replace("/", "~1") + "/" + verb))
                    .orElse(new Operation(name, ""));
        });
    }

    private static List<Template> templates() {
        List<Template> templates = new ArrayList<>();
        Descriptions.http().document().path("paths").fieldNames().forEachRemaining(path -> {
            String within = path.endsWith("{file}") ? ".+" : "[^/]+";
            templates.add(new Template(path, Pattern.compile(path.replaceAll("\\{[^}]*}", within))));
        });
        return templates;
    }

    private static void requireValid(JsonNode document, String pointer, Operation operation, int status) {
        require(document != null, operation, status, "is no JSON");
        List<String> defects = Descriptions.http().defects(document, pointer);
        require(defects.isEmpty(), operation, status, "is not as described: " + defects + " in " + document);
    }

    private static void require(boolean fact, Operation operation, int status, String complaint) {
        if (!fact) {
            throw new AssertionError(operation.name() + " → " + status + " " + complaint);
        }
    }

    private static Set<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
