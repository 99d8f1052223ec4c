package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lists of what is beyond the conversation: sessions, questions, older messages. */
final class SessionLists {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final int LONGEST_TITLE = 60;

    private final Screen screen;
    private final ZoneId zone;

    /** The ids of the sessions that were listed last. */
    private List<String> listed = List.of();

    SessionLists(Screen screen, ZoneId zone) {
        this.screen = screen;
        this.zone = zone;
    }

    static String title(JsonNode session) {
        String title = session.path("title").asText("");
        return title.isEmpty() ? "(no title)" : "\"" + SafeText.line(title, LONGEST_TITLE) + "\"";
    }

    void showSessions(JsonNode page, String current) {
        List<String> ids = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (JsonNode session : page.path("items")) {
            String id = session.path("session_id").asText();
            ids.add(id);
            lines.append("%s%2d  %s  %-12s  %s, %d messages\n"
                    .formatted(
                            id.equals(current) ? "*" : " ",
                            ids.size(),
                            when(session.path("last_active_at").asText("")),
                            session.path("status").asText(),
                            title(session),
                            session.path("message_count").asLong()));
        }
        listed = List.copyOf(ids);
        long more = page.path("total").asLong() - ids.size();
        screen.print(Style.PLAIN, ids.isEmpty() ? "There is none." : lines.toString());
        if (more > 0) {
            screen.print(Style.FAINT, "-- %d more; :sessions TEXT finds them.".formatted(more));
        }
    }

    /** The session that a number of the list, or an id, means. */
    Optional<String> idOf(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int number = Integer.parseInt(text);
            return number >= 1 && number <= listed.size() ? Optional.of(listed.get(number - 1)) : Optional.empty();
        }
        return text.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}")
                ? Optional.of(text)
                : Optional.empty();
    }

    /** Questions of all sessions, which get numbers to switch to. */
    void showQuestions(JsonNode page) {
        List<String> ids = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (JsonNode request : page.path("items")) {
            ids.add(request.path("session_id").asText());
            lines.append(" %2d  until %s  %s\n"
                    .formatted(
                            ids.size(),
                            when(request.path("expires_at").asText("")),
                            SafeText.line(request.path("question").asText(), LONGEST_TITLE)));
        }
        listed = List.copyOf(ids);
        screen.print(Style.PLAIN, ids.isEmpty() ? "Nothing waits for your answer." : lines.toString());
        if (!ids.isEmpty()) {
            screen.print(Style.FAINT, "-- :switch NUMBER goes to the chat of a question, where it is asked.");
        }
    }

    void showHistory(JsonNode page) {
        List<JsonNode> messages = MessageText.inReadingOrder(page.path("items"));
        screen.print(
                Style.FAINT,
                "-- The last %d of %d messages:"
                        .formatted(messages.size(), page.path("total").asLong()));
        Map<String, JsonNode> calls = new HashMap<>();
        for (JsonNode message : messages) {
            message.path("tool_calls").forEach(call -> calls.put(call.path("id").asText(), call));
            switch (message.path("role").asText()) {
                case "user" -> screen.print(Style.STRONG, MessageText.said(message));
                case "tool" ->
                    screen.print(
                            Style.FAINT,
                            MessageText.result(
                                    message,
                                    calls.get(message.path("tool_call_id").asText())));
                default -> {
                    screen.print(Style.PLAIN, message.path("text").asText(""));
                    screen.print(Style.FAINT, MessageText.end(message));
                }
            }
        }
        screen.print(Style.FAINT, "-- Here the history ends.");
    }

    static String sessionsPath(String text) {
        return "/api/sessions?limit=20"
                + (text.isEmpty() ? "" : "&q=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
    }

    private String when(String time) {
        return time.isEmpty() ? "" : WHEN.format(Instant.parse(time).atZone(zone));
    }
}
