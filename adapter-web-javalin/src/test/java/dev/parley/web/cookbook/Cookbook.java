package dev.parley.web.cookbook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.RecordShape;
import dev.parley.web.rest.Refusal;
import dev.parley.web.rest.Route;
import dev.parley.web.rest.Topic;
import dev.parley.web.socket.Command;
import dev.parley.web.support.Descriptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The page of examples. */
final class Cookbook {
    /** What undoes things comes last, in this order. */
    private static final List<String> LAST = List.of(
            "removeChannel",
            "deleteTask",
            "endSession",
            "deleteSession",
            "restoreSession",
            "logOut",
            "pause_session",
            "resume_session",
            "leave_session",
            "end_session");

    /** What takes somebody who reads what comes to an address; there is no example that works without them. */
    private static final Set<String> NEED_SOMEBODY = Set.of("verifyAddress", "testChannel", "sendSession");

    /** Over the WebSocket itself. */
    private static final String SOCKET = "openSocket";

    private final List<Route<?>> routes;
    private final List<Command<?>> commands;
    private final JsonNode http = Descriptions.http().document();
    private final JsonNode socket = Descriptions.socket().document();

    Cookbook(List<Route<?>> routes, List<Command<?>> commands) {
        this.routes = routes;
        this.commands = commands;
    }

    String markdown() {
        StringBuilder page = new StringBuilder(part("head"));
        for (Topic topic : Topic.values()) {
            append(page, topic);
        }
        page.append("\n").append(part("socket"));
        commands.stream()
                .sorted(Comparator.comparingInt(command -> LAST.indexOf(command.type())))
                .forEach(command -> append(page, command));
        page.append("\n").append(part("tail").replace("FRAMES\n", sentFrames()));
        return page.toString();
    }

    private void append(StringBuilder page, Topic topic) {
        List<Route<?>> about = routes.stream()
                .filter(route -> route.notes().topic() == topic)
                .filter(route -> !route.notes().operation().equals(SOCKET))
                .sorted(Comparator.comparingInt(
                        route -> LAST.indexOf(route.notes().operation())))
                .toList();
        page.append("\n## ")
                .append(capital(topic.name()))
                .append("\n\n")
                .append(topic.meaning())
                .append("\n");
        boolean needsSession = topic != Topic.SESSIONS
                && about.stream().anyMatch(route -> route.path().contains("{session_id}"));
        if (needsSession) {
            page.append("\nA session to try things on:\n\n").append(examples(route("startSession")));
        }
        for (Route<?> route : about) {
            page.append("\n### `")
                    .append(route.method().name())
                    .append(' ')
                    .append(route.path())
                    .append("`\n\n");
            page.append(route.summary()).append(". ").append(told(route)).append("\n\n");
            if (!NEED_SOMEBODY.contains(route.notes().operation())) {
                page.append(examples(route));
            }
        }
    }

    private void append(StringBuilder page, Command<?> command) {
        page.append("\n### `").append(command.type()).append("`\n\n");
        page.append(command.summary()).append(". ").append(told(command)).append("\n\n");
        if (command.frame().getSimpleName().startsWith("FeedbackResponse")) {
            page.append("It takes a question, which applications ask over HTTP:\n\n");
            page.append(withoutShell(examples(route("ask")))).append("\n");
        }
        JsonNode example =
                socket.at("/components/messages/%sCommand/examples/0/payload".formatted(camel(command.type())));
        page.append(new FrameExamples(command, example).markdown());
    }

    private static String withoutShell(String examples) {
        return examples.substring(examples.indexOf("```python"));
    }

    private String examples(Route<?> route) {
        Class<?> body = route.body();
        JsonNode example = http.at("/paths/%s/%s/requestBody/content/application~1json/example"
                .formatted(
                        route.path().replaceAll("[<]([a-z]+)[>]", "{$1}").replace("/", "~1"),
                        route.method().name().toLowerCase(Locale.ROOT)));
        boolean none = body == null || RecordShape.of(body).fields().isEmpty();
        return new RouteExamples(route, none || example.isMissingNode() ? null : example).markdown();
    }

    private Route<?> route(String operation) {
        return routes.stream()
                .filter(route -> route.notes().operation().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    private static String told(Route<?> route) {
        Class<?> answer = route.answer() == PageJson.class ? route.notes().item() : route.answer();
        String what = answer == null
                ? ""
                : " with `" + answer.getSimpleName().replaceFirst("Json$", "")
                        + (route.answer() == PageJson.class ? "Page" : "") + "`";
        String refusals = Objects.requireNonNullElse(route.notes().refusals(), List.<Refusal>of()).stream()
                .map(refusal -> "`%s` (%d)".formatted(refusal.code().code(), refusal.status()))
                .distinct()
                .collect(Collectors.joining(", "));
        return "Answers " + route.status() + what + "."
                + (refusals.isEmpty() ? "" : " May refuse with " + refusals + ".");
    }

    private String told(Command<?> command) {
        List<String> replies = new ArrayList<>();
        for (JsonNode reply : socket.at("/operations/" + command.type() + "/reply/messages")) {
            String name = reply.path("$ref").asText().replaceFirst(".*/", "");
            String type =
                    "`" + socket.at("/components/messages/" + name + "/name").asText() + "`";
            if (!type.equals("`error`")) {
                replies.add(type);
            }
        }
        return replies.isEmpty() ? "There is no reply." : "The reply is " + String.join(" or ", replies) + ".";
    }

    private String sentFrames() {
        StringBuilder frames = new StringBuilder();
        socket.path("operations").properties().stream()
                .filter(operation ->
                        operation.getValue().path("action").asText().equals("send"))
                .forEach(operation -> {
                    String name = operation.getKey().substring("send".length());
                    JsonNode message = socket.at("/components/messages/" + name);
                    frames.append("- `").append(message.path("name").asText()).append("`: ");
                    frames.append(operation.getValue().path("summary").asText()).append("\n\n");
                    frames.append("  ```json\n  ")
                            .append(message.at("/examples/0/payload"))
                            .append("\n  ```\n");
                });
        return frames.append("\n").toString();
    }

    private static String camel(String words) {
        return Arrays.stream(words.split("_")).map(Cookbook::capital).collect(Collectors.joining());
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String part(String name) {
        try (InputStream resource =
                Objects.requireNonNull(Cookbook.class.getResourceAsStream("/cookbook/" + name + ".md"))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
