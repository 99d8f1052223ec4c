package dev.parley.launcher.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, from its handshake to its end. What it has to tell is told on the executor it was given, one after the other; the next
 * frame is read when the last one was taken. Its methods may be called by that executor only.
 */
final class Connection implements WebSocket.Listener {
    private static final String SUBPROTOCOL = "parley.v1";

    /** No frame that makes sense is longer: a snapshot of 100 long messages is a tenth of this. */
    private static final int LONGEST_FRAME = 1 << 27;

    private final ObjectMapper json;
    private final Executor loop;
    private final Consumer<Signal> owner;
    private final StringBuilder incomplete = new StringBuilder();
    private @Nullable Future<?> handshake;
    private @Nullable WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private boolean ended;

    /** What happened to a connection. */
    sealed interface Signal {
        /** The handshake is done. */
        record Opened() implements Signal {}

        record Frame(JsonNode frame) implements Signal {}

        /** The server is there, without anything to say. */
        record Alive() implements Signal {}

        /** The server closed it, or it broke. Nothing comes after this. */
        record Closed(int code, String reason) implements Signal {}

        /** It broke, or was never there. Nothing comes after this. */
        record Failed(Throwable failure) implements Signal {}
    }

    Connection(ObjectMapper json, Executor loop, Consumer<Signal> owner) {
        this.json = json;
        this.loop = loop;
        this.owner = owner;
    }

    void open(HttpClient http, URI address, String token) {
        CompletableFuture<WebSocket> opening;
        try {
            WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols(SUBPROTOCOL);
            if (!token.isEmpty()) {
                builder.header("Authorization", "Bearer " + token);
            }
            opening = builder.buildAsync(address, this);
        } catch (IllegalArgumentException impossible) {
            opening = CompletableFuture.failedFuture(impossible);
        }
        handshake = opening.whenComplete((opened, failure) -> loop.execute(() -> {
            if (failure != null) {
                end(new Signal.Failed(failure));
            } else if (ended) {
                opened.abort();
            } else {
                socket = opened;
                owner.accept(new Signal.Opened());
            }
        }));
    }

    /** One after the other, as the WebSocket wants it. */
    void send(String frame) {
        WebSocket open = socket;
        if (open == null || ended) {
            return;
        }
        sent = sent.thenCompose(before -> open.sendText(frame, true)).whenComplete((done, failure) -> {
            if (failure != null) {
                loop.execute(() -> end(new Signal.Failed(failure)));
            }
        });
    }

    /** Takes leave, and tells nothing any more. */
    CompletableFuture<?> close() {
        ended = true;
        WebSocket open = socket;
        return open == null
                ? CompletableFuture.completedFuture(null)
                : sent.thenCompose(before -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    /** Drops the connection without a word, and tells nothing any more. */
    void abandon() {
        ended = true;
        if (handshake != null) {
            handshake.cancel(true);
        }
        if (socket != null) {
            socket.abort();
        }
    }

    private void end(Signal last) {
        if (!ended) {
            abandon();
            owner.accept(last);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        incomplete.append(part);
        if (incomplete.length() > LONGEST_FRAME) {
            loop.execute(() -> end(new Signal.Failed(new IllegalStateException("a frame without an end"))));
        } else if (last) {
            String text = incomplete.toString();
            incomplete.setLength(0);
            loop.execute(() -> take(from, text));
        } else {
            from.request(1);
        }
        return null;
    }

    private void take(WebSocket from, String text) {
        if (ended) {
            return;
        }
        JsonNode frame;
        try {
            frame = json.readTree(text);
        } catch (JsonProcessingException notJson) {
            end(new Signal.Failed(notJson));
            return;
        }
        owner.accept(new Signal.Frame(frame));
        from.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        loop.execute(() -> {
            if (!ended) {
                owner.accept(new Signal.Alive());
            }
        });
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        loop.execute(() -> end(new Signal.Closed(code, reason)));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        loop.execute(() -> end(new Signal.Failed(failure)));
    }
}
