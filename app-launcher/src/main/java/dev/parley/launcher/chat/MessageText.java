package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Messages of a history, as lines for people. */
final class MessageText {
    private static final int LONGEST_CALL = 120;
    private static final int LONGEST_RESULT = 160;

    private MessageText() {}

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
