package dev.parley.web.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Complains about every frame that /asyncapi.json does not have, and about replies and refusals that it does not have for a frame. */
public final class FrameCheck {
    private static final String SCHEMAS = "/components/schemas/";

    /** The schemas of what the server sends, by the frames' types; several may have the same. */
    private static final Map<String, List<String>> SENT = sent();

    private FrameCheck() {}

    static void check(JsonNode frame) {
        String type = frame.path("type").asText();
        List<String> schemas = SENT.get(type);
        if (schemas == null) {
            throw new AssertionError("no such frame is described: " + frame);
        }
        List<String> defects = new ArrayList<>();
        for (String schema : schemas) {
            List<String> found = Descriptions.socket().defects(frame, SCHEMAS + schema);
            if (found.isEmpty()) {
                return;
            }
            defects.addAll(found);
        }
        throw new AssertionError("a frame is not as described: " + defects + " in " + frame);
    }

    /** @param asked the type of the frame that this is the reply to */
    static void checkReply(String asked, JsonNode reply) {
        JsonNode operation = Descriptions.socket().document().path("operations").path(asked);
        if (operation.isMissingNode()) {
            return;
        }
        String code = reply.path("error_code").asText();
        boolean described = code.isEmpty()
                ? operation.path("reply").path("messages").toString().contains(schemaOf(reply))
                : operation.path("x-error-codes").toString().contains('"' + code + '"');
        if (!described) {
            throw new AssertionError("this reply to " + asked + " is not described: " + reply);
        }
    }

    private static String schemaOf(JsonNode reply) {
        return SENT.getOrDefault(reply.path("type").asText(), List.of("?")).stream()
                .filter(schema ->
                        Descriptions.socket().defects(reply, SCHEMAS + schema).isEmpty())
                .findFirst()
                .orElse("?");
    }

    private static Map<String, List<String>> sent() {
        Map<String, List<String>> byType = new TreeMap<>();
        JsonNode messages = Descriptions.socket().document().path("components").path("messages");
        messages.properties().stream()
                .filter(message -> message.getKey().endsWith("Frame"))
                .forEach(message -> byType.computeIfAbsent(
                                message.getValue().path("name").asText(), type -> new ArrayList<>())
                        .add(message.getKey()));
        return byType;
    }
}
