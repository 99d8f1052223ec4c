package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of a history, as lines for people. */
final class MessageText {
    private static final int LONGEST_CALL = 120;
    private static final int LONGEST_RESULT = 160;

    private MessageText() {}

    /** As people read them: each turn's answers below its question, although other questions may have come before they did. */
    static List<JsonNode> inReadingOrder(Iterable<JsonNode> messages) {
        Map<String, Long> begins = new HashMap<>();
        List<JsonNode> ordered = new ArrayList<>();
        for (JsonNode message : messages) {
            ordered.add(message);
            begins.merge(turnOf(message), message.path("seq").asLong(), Math::min);
        }
        ordered.sort(Comparator.<JsonNode>comparingLong(message -> begins.getOrDefault(turnOf(message), 0L))
                .thenComparingLong(message -> message.path("seq").asLong()));
        return ordered;
    }

    private static String turnOf(JsonNode message) {
        return message.path("turn_id").asText(message.path("message_id").asText());
    }

    /** Who said what. */
    static String said(JsonNode message) {
        return message.path("author_id").asText("") + "> "
                + message.path("text").asText("");
    }

    /**
     * A tool's result.
     *
     * @param call what was called; null if it is not known any more
     */
    static String result(JsonNode message, @Nullable JsonNode call) {
        String arguments = call == null ? "" : " " + call.path("arguments").asText("");
        return "* %s: %s - %s"
                .formatted(
                        SafeText.line(message.path("tool_name").asText("tool") + arguments, LONGEST_CALL),
                        message.path("failed").asBoolean() ? "failed" : "done",
                        SafeText.line(message.path("text").asText(""), LONGEST_RESULT));
    }

    /** What became of an answer; empty if it is simply there. */
    static String end(JsonNode message) {
        return switch (message.path("status").asText()) {
            case "stopped" -> "-- Stopped.";
            case "interrupted" -> "-- The server broke off here; the answer began anew.";
            case "failed" -> "! " + message.at("/error/error_message").asText("The answer failed.");
            default -> "";
        };
    }
}
