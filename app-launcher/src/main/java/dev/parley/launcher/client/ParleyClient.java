package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Parley that renews itself, and the sessions watched through it. Requests made while there is no connection wait for the
 * next one. Safe for use by many threads; news is told on one thread, which also completes the futures, so it must not be blocked for long.
 */
public final class ParleyClient implements AutoCloseable {
    private static final Pattern COMMAND = Pattern.compile("(?s)/(?:\\?|\\p{L}[\\p{L}\\p{N}_-]*)(?:[ \\t\\r\\n].*)?");
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();
    private final Consumer<News> owner;
    private final Loop loop = new Loop();
    private final Lifeline lifeline;
    private final Requests requests;
    private final RestCalls rest;
    private final WatchedSessions sessions;

    /** What was promised and is not settled, by whatever thread. */
    private final Map<Long, CompletableFuture<JsonNode>> promises = new ConcurrentHashMap<>();

    private final AtomicLong promised = new AtomicLong();

    /** @param owner is told everything, on the client's thread */
    public ParleyClient(ClientSettings settings, Consumer<News> owner) {
        this.owner = owner;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timing().open())
                .build();
        this.rest = new RestCalls(http, json, settings);
        this.requests = new Requests(loop, settings.timing());
        this.lifeline = new Lifeline(settings, http, json, loop, RandomGenerator.getDefault(), this::take);
        this.sessions = new WatchedSessions(lifeline, loop, json, requests::newRef, owner);
    }

    /** Whether the server takes a message for a command. */
    public static boolean isCommand(String text) {
        return COMMAND.matcher(text).matches();
    }

    /** Begins to connect, and keeps connected until {@link #close} or a close code that tells to stop. */
    public void connect() {
        loop.run(lifeline::open);
    }

    /** Does something on the client's thread, after what waits there. Nothing happens when the client is closed. */
    public void run(Runnable work) {
        loop.run(work);
    }

    /** Goes on with what comes of a future, on the client's thread. */
    public <T> void then(CompletableFuture<T> future, Consumer<? super T> done, Consumer<ClientException> refused) {
        var unused = future.whenComplete((value, failure) -> loop.run(() -> {
            if (failure == null) {
                done.accept(value);
            } else {
                refused.accept(ClientException.of(failure));
            }
        }));
    }

    /** Requests over HTTP with the same token. */
    public RestCalls rest() {
        return rest;
    }

    /**
     * Starts a session and watches it.
     *
     * @param options fields of {@code start_session}, such as {@code title}
     * @return the session; fails with {@code connection_lost} if it is not known whether it was started
     */
    public CompletableFuture<JsonNode> startSession(Map<String, String> options) {
        ObjectNode frame = frame("start_session");
        options.forEach(frame::put);
        return request(frame, false, false).thenApply(reply -> reply.path("session"));
    }

    /** Watches a session from now on. The newest part of its history comes first, as {@link News.Reset}. */
    public CompletableFuture<JsonNode> join(String sessionId) {
        CompletableFuture<JsonNode> joined = promise(new CompletableFuture<>());
        run(() -> sessions.join(sessionId, joined));
        return joined;
    }

    /** Ceases to watch a session. */
    public void leave(String sessionId) {
        run(() -> sessions.leave(sessionId));
    }

    /**
     * Says something. It is sent again after a lost connection until the server takes or refuses it, always with the same id, so it takes
     * effect once. A command has no id: it is not sent again.
     *
     * @return the {@code ack} when the message is stored, or a command's {@code command_result}; fails with {@code connection_lost} if it
     *     is not known whether a command was carried out
     */
    public CompletableFuture<JsonNode> say(String sessionId, String text, UUID messageId) {
        ObjectNode frame = frame("message")
                .put("session_id", sessionId)
                .put("content", text)
                .put("message_id", messageId.toString());
        return request(frame, !isCommand(text), true);
    }

    /**
     * Answers a question. It is sent again after a lost connection until the server takes or refuses it, always with the same id, so it
     * counts once.
     *
     * @return the question, with this answer as the one that won
     */
    public CompletableFuture<JsonNode> respond(String sessionId, String requestId, JsonNode answer, UUID responseId) {
        ObjectNode frame = frame("feedback_response")
                .put("session_id", sessionId)
                .put("request_id", requestId)
                .put("response_id", responseId.toString());
        frame.set("answer", answer);
        return request(frame, true, true).thenApply(reply -> reply.path("request"));
    }

    /** Stops a turn, or withdraws one that waits. */
    public CompletableFuture<JsonNode> stop(String sessionId, String turnId) {
        return request(frame("stop").put("session_id", sessionId).put("turn_id", turnId), true, false);
    }

    /** Takes leave. Whatever waits for a reply fails with {@code closed}. Not to be called on the client's thread. */
    @Override
    public void close() {
        if (loop.isEnded()) {
            return;
        }
        CompletableFuture<@Nullable Void> farewell = new CompletableFuture<>();
        run(() -> {
            var unused = lifeline.close().whenComplete((left, rude) -> farewell.complete(null));
            rejectAll(ClientException.closed());
            loop.end();
        });
        try {
            farewell.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException rude) {
            // The server notices by itself.
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        loop.end();
        http.shutdownNow();
        promises.values().forEach(promise -> promise.completeExceptionally(ClientException.closed()));
    }

    /** It is settled at the latest when the client is closed. */
    private CompletableFuture<JsonNode> promise(CompletableFuture<JsonNode> promise) {
        Long key = promised.incrementAndGet();
        promises.put(key, promise);
        var unused = promise.whenComplete((done, failure) -> promises.remove(key));
        if (loop.isEnded()) {
            promise.completeExceptionally(ClientException.closed());
        }
        return promise;
    }

    private void take(Lifeline.Change change) {
        switch (change) {
            case Lifeline.Change.Up up -> {
                owner.accept(new News.Connected());
                sessions.joinAll();
                requests.transmit(up.connection());
            }
            case Lifeline.Change.Frame received -> received(received.frame());
            case Lifeline.Change.Down down -> {
                sessions.disconnected();
                requests.lose(down.gone());
                owner.accept(new News.Disconnected(down.why(), down.retryIn()));
            }
            case Lifeline.Change.Over over -> {
                sessions.disconnected();
                rejectAll(over.why());
                owner.accept(new News.Ended(over.why()));
            }
        }
    }

    // Requests.

    private CompletableFuture<JsonNode> request(ObjectNode frame, boolean repeatable, boolean patient) {
        Request request = new Request(frame, repeatable, patient);
        CompletableFuture<JsonNode> reply = promise(request.reply());
        run(() -> {
            if (lifeline.isEnded()) {
                reply.completeExceptionally(ClientException.closed());
                return;
            }
            frame.put("ref", requests.newRef());
            requests.add(request);
            lifeline.current().ifPresent(requests::transmit);
        });
        return reply;
    }

    private void rejectAll(ClientException why) {
        requests.rejectAll(why);
        sessions.rejectAll(why);
    }

    private ObjectNode frame(String type) {
        return json.createObjectNode().put("type", type);
    }

    // Frames.

    private void received(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "event", "delta", "reset" -> sessions.follow(frame);
            case "session_joined" -> sessions.joined(frame);
            case "session_started" -> sessions.started(frame.path("session"));
            case "notice" -> owner.accept(new News.Notice(frame));
            case "error" -> {
                if (!requests.refuse(frame)) {
                    sessions.refused(frame);
                }
                return;
            }
            default -> {
                // Presence and typing of others, and what later versions may send.
            }
        }
        requests.settle(frame);
    }
}
