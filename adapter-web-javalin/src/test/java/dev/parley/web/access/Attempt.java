package dev.parley.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.web.json.RecordShape;
import dev.parley.web.socket.Command;
import dev.parley.web.support.SocketClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Somebody tries something.
 *
 * @param origin of the server that is asked
 * @param token null without one
 * @param values what stands for the names in braces
 */
record Attempt(String origin, String token, Line line, Way way, Map<String, String> values) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TRIED = "tried";
    private static final String AFTER = "after";
    private static final String PING = "{\"type\":\"ping\",\"ref\":\"after\"}";
    private static final int UNAUTHENTICATED = 4401;
    private static final int UNKNOWN_SESSION = 4001;

    /** How it is tried. */
    enum Way {
        HTTP,
        SSE,
        WEBSOCKET
    }

    /** What is sent, to tell what the one who sent it knew. */
    String sent() {
        return filled(line.path() + line.query() + line.content());
    }

    Told make(List<Command<?>> frames) throws IOException, InterruptedException {
        return switch (line.surface()) {
            case ROUTE, COMMAND -> overHttp();
            case FRAME -> overSocket(frames);
            case HANDSHAKE -> handshake();
        };
    }

    private String filled(String template) {
        String filled = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    private Told overHttp() throws IOException, InterruptedException {
        String method = line.surface() == Line.Surface.COMMAND
                ? "POST"
                : line.operation().split(" ")[0];
        String body = filled(line.content());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + filled(line.path() + line.query())))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (way == Way.SSE) {
            request.header("Accept", "text/event-stream");
        }
        HttpResponse<InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            boolean streams =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            String text = streams ? firstEvent(in) : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String code = response.statusCode() < 400
                    ? ""
                    : MAPPER.readTree(text).path("error").path("error_code").asText();
            return new Told(
                    response.statusCode(), code, text, response.headers().map(), streams);
        }
    }

    private static String firstEvent(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        boolean hasData = false;
        for (String next = lines.readLine(); next != null; next = lines.readLine()) {
            text.append(next).append('\n');
            hasData |= next.startsWith("data:");
            if (hasData && next.isEmpty()) {
                break;
            }
        }
        return text.toString();
    }

    private SocketClient connect(String target) throws IOException {
        int port = URI.create(origin).getPort();
        return token == null
                ? SocketClient.open(port, target)
                : SocketClient.open(port, target, "Authorization: Bearer " + token);
    }

    /** A frame, and then a ping: when its pong is there, all is there that the frame brings at once. */
    private Told overSocket(List<Command<?>> frames) throws IOException {
        ObjectNode frame = (ObjectNode) MAPPER.readTree(filled(line.content()));
        frame.put("type", line.operation()).put("ref", TRIED);
        try (SocketClient socket = connect("/ws")) {
            socket.send(frame.toString());
            socket.send(PING);
            return told(received(socket, !repliesOf(frames).isEmpty()), frames);
        }
    }

    private Told handshake() throws IOException {
        try (SocketClient socket = connect(filled(line.path()))) {
            socket.send(PING);
            return told(received(socket, false), List.of());
        }
    }

    /** What came up to the pong and the reply, if one is due, or to the end of the connection, whose code is the last then. */
    private static List<JsonNode> received(SocketClient socket, boolean isReplyDue) throws IOException {
        List<JsonNode> received = new ArrayList<>();
        boolean isReplied = !isReplyDue;
        boolean isOver = false;
        while (!isOver || !isReplied) {
            SocketClient.Received next = socket.receive();
            if (next.opcode() == SocketClient.CLOSE) {
                received.add(MAPPER.createObjectNode()
                        .put("closed", next.closeCode())
                        .put("reason", next.closeReason()));
                return received;
            }
            JsonNode frame = MAPPER.readTree(next.payload());
            if (frame.path("ref").asText().equals(AFTER)) {
                isOver = true;
            } else {
                isReplied |= frame.path("ref").asText().equals(TRIED);
                received.add(frame);
            }
        }
        return received;
    }

    private Told told(List<JsonNode> received, List<Command<?>> frames) {
        int closed = received.isEmpty() ? 0 : received.getLast().path("closed").asInt();
        JsonNode reply = received.stream()
                .filter(frame -> frame.path("ref").asText().equals(TRIED))
                .findFirst()
                .orElse(MAPPER.missingNode());
        String code = closed == UNAUTHENTICATED
                ? "unauthenticated"
                : closed == UNKNOWN_SESSION
                        ? "not_found"
                        : reply.path("error_code").asText();
        int status = switch (code) {
            case "" -> closed == 0 && isExpected(reply, frames) ? 200 : 500;
            case "unauthenticated" -> 401;
            case "forbidden" -> 403;
            case "not_found" -> 404;
            default -> 400;
        };
        String text = received.stream().map(JsonNode::toString).collect(Collectors.joining("\n"));
        return new Told(status, code, text, Map.of(), false);
    }

    private List<Class<? extends Record>> repliesOf(List<Command<?>> frames) {
        return frames.stream()
                .filter(frame -> frame.type().equals(line.operation()))
                .findFirst()
                .<List<Class<? extends Record>>>map(Command::replies)
                .orElse(List.of());
    }

    /** Whether a reply is one of those that the table of frames names; none if it names none. */
    private boolean isExpected(JsonNode reply, List<Command<?>> frames) {
        List<Class<? extends Record>> replies = repliesOf(frames);
        List<String> names = new ArrayList<>();
        reply.fieldNames().forEachRemaining(names::add);
        return replies.isEmpty()
                ? reply.isMissingNode()
                : replies.stream().anyMatch(type -> RecordShape.of(type).names().equals(names));
    }
}
