package dev.parley.web.rest;

import dev.parley.application.Histories;
import dev.parley.application.Parley;
import dev.parley.application.SessionView;
import dev.parley.application.Sessions;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.web.json.Fields;
import dev.parley.web.json.Json;
import dev.parley.web.json.MessageJson;
import dev.parley.web.json.SessionJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whole histories to keep: as JSON, as lines of JSON, or to read. They are written message by message. */
public final class ExportRoute {
    private static final String JSON = "application/json";
    private static final String JSON_LINES = "application/x-ndjson";
    private static final String MARKDOWN = "text/markdown";

    private final Sessions sessions;
    private final Histories histories;
    private final Json json;

    public ExportRoute(Parley parley, Json json) {
        this.sessions = parley.sessions();
        this.histories = parley.histories();
        this.json = json;
    }

    /** Its part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get("/api/sessions/{session_id}/export", "Downloads a session with all its messages")
                .named(Topic.MESSAGES, "exportSession")
                .refuses()
                .query(new Parameter(
                        "format",
                        "what to make of it",
                        ParameterForm.Choice.of("json", "jsonl", "markdown").orElse("json")))
                .gives(JSON, JSON_LINES, MARKDOWN)
                .sends(new Parameter("Content-Disposition", "the name of the file to save it as"))
                .by(this::export));
    }

    private Answer export(Call<Route.Nothing> call) {
        String format = Objects.requireNonNullElse(call.query().text("format"), "json");
        SessionView view = sessions.find(call.caller(), call.sessionId());
        return switch (format) {
            case "json" -> download(view, "json", JSON, out -> writeJson(call, view, out));
            case "jsonl" -> download(view, "jsonl", JSON_LINES, out -> writeLines(call, out));
            case "markdown" ->
                download(view, "md", MARKDOWN + "; charset=utf-8", out -> writeMarkdown(call, view, out));
            default -> throw Fields.oneOf("format", "json, jsonl, markdown");
        };
    }

    private static Answer download(SessionView view, String suffix, String type, Answer.Writer writer) {
        String name = "parley-%s.%s".formatted(view.session().id(), suffix);
        return new Answer.Content(
                200, type, Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""), writer);
    }

    private void writeJson(Call<?> call, SessionView view, OutputStream out) throws IOException {
        write(out, "{\"session\":");
        out.write(json.bytes(SessionJson.from(view, call.caller().user())));
        write(out, ",\"messages\":[");
        boolean[] first = {true};
        forEach(call, message -> {
            write(out, first[0] ? "\n" : ",\n");
            first[0] = false;
            out.write(json.bytes(MessageJson.from(message)));
        });
        write(out, "]}\n");
    }

    private void writeLines(Call<?> call, OutputStream out) throws IOException {
        forEach(call, message -> {
            out.write(json.bytes(MessageJson.from(message)));
            out.write('\n');
        });
    }

    private void writeMarkdown(Call<?> call, SessionView view, OutputStream out) throws IOException {
        String title = view.session().title().value();
        write(out, "# " + (title.isEmpty() ? "Conversation" : title) + "\n");
        forEach(
                call,
                message -> write(
                        out, "\n## %s · %s\n\n%s\n".formatted(speaker(message), message.createdAt(), text(message))));
    }

    private static String speaker(Message message) {
        return switch (message) {
            case UserMessage user -> user.author().value();
            case AssistantMessage answer -> "Assistant";
            case ToolMessage tool -> "Tool " + tool.toolName();
            case SystemMessage system -> "System";
        };
    }

    private static String text(Message message) {
        return switch (message) {
            case UserMessage user -> user.text();
            case SystemMessage system -> system.text();
            case ToolMessage tool -> fenced(tool.text());
            case AssistantMessage answer -> {
                StringBuilder text = new StringBuilder(answer.text());
                for (ToolCall call : answer.toolCalls()) {
                    text.append("\n\nCalls ")
                            .append(call.name())
                            .append(":\n\n")
                            .append(fenced(call.arguments()));
                }
                yield text.toString();
            }
        };
    }

    private static String fenced(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + "\n" + text + "\n" + fence;
    }

    private void forEach(Call<?> call, MessageWriter writer) throws IOException {
        try {
            histories.export(call.caller(), call.sessionId(), message -> {
                try {
                    writer.write(message);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one message. */
    @FunctionalInterface
    private interface MessageWriter {
        void write(Message message) throws IOException;
    }
}
