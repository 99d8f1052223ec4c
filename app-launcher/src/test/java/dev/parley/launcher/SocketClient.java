package dev.parley.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A WebSocket client that keeps all frames. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final StringBuilder incomplete = new StringBuilder();
    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    SocketClient(HttpClient http, URI server, String token) {
        socket = http.newWebSocketBuilder()
                .subprotocols("parley.v1", "bearer." + token)
                .buildAsync(URI.create("ws://" + server.getAuthority() + "/ws"), this)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    void send(String frame) {
        socket.sendText(frame, true)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Begins a session; returns its id. */
    String startSession() {
        send("{\"type\":\"start_session\"}");
        return await("session_started").at("/session/session_id").asText();
    }

    void say(String session, String text) {
        send("{\"type\":\"message\",\"session_id\":\"%s\",\"content\":\"%s\"}".formatted(session, text));
    }

    /** Waits for the first frame of this type. */
    JsonNode await(String type) {
        return await(frame -> frame.path("type").asText().equals(type));
    }

    /** Waits for the reply to a frame. */
    JsonNode awaitReply(String ref) {
        return await(frame -> frame.path("ref").asText().equals(ref));
    }

    /** Waits for the first event of this type. */
    JsonNode awaitEvent(String type) {
        return await(frame -> frame.at("/event/type").asText().equals(type)).path("event");
    }

    /** The number of the last event, after checking that each came once and in order. */
    long lastSeq() {
        long last = 0;
        for (JsonNode frame : frames) {
            if (frame.path("type").asText().equals("event")) {
                long seq = frame.at("/event/seq").asLong();
                if (seq != last + 1) {
                    throw new AssertionError("event %d came after %d".formatted(seq, last));
                }
                last = seq;
            }
        }
        return last;
    }

    /** The frames so far. */
    List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** The text that came as deltas. */
    String streamed() {
        StringBuilder text = new StringBuilder();
        for (JsonNode frame : frames) {
            if (frame.path("type").asText().equals("delta")) {
                text.replace(
                        frame.path("offset").asInt(),
                        text.length(),
                        frame.path("text").asText());
            }
        }
        return text.toString();
    }

    /** Waits until the server closes the connection; returns its code. */
    int closeCode() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private JsonNode await(Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> frames.stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        incomplete.append(data);
        if (last) {
            try {
                frames.add(json.readTree(incomplete.toString()));
            } catch (IOException malformed) {
                throw new UncheckedIOException(malformed);
            }
            incomplete.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
