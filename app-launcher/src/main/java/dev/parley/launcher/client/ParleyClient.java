package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/**
 * One connection to Parley that renews itself, and the sessions watched through it. Requests made while there is no connection wait for the
 * next one. Safe for use by many threads; news is told on one thread, which also completes the futures, so it must not be blocked for long.
 */
public final class ParleyClient implements AutoCloseable {
    private static final Pattern COMMAND = Pattern.compile("(?s)/(?:\\?|\\p{L}[\\p{L}\\p{N}_-]*)(?:[ \\t\\r\\n].*)?");
    private static final int MOST_REPAIRS = 3;

    /** Refusals of a join after which trying again helps. */
    private static final Set<String> PASSING = Set.of("rate_limited", "unavailable", "timed_out", "internal");

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();
    private final Consumer<News> owner;
    private final Loop loop = new Loop();
    private final Lifeline lifeline;
    private final Requests requests;
    private final RestCalls rest;
    private final Map<String, Watched> sessions = new LinkedHashMap<>();

    /** What was promised and is not settled, by whatever thread. */
    private final Map<Long, CompletableFuture<JsonNode>> promises = new ConcurrentHashMap<>();

    private final AtomicLong promised = new AtomicLong();

    private int refs;

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
        run(() -> {
            Watched watched = sessions.computeIfAbsent(sessionId, Watched::new);
            pass(watched.joined(), joined);
            if (lifeline.isEnded()) {
                joined.completeExceptionally(closed());
            } else if (lifeline.current().isPresent()
                    && watched.joining() == null
                    && !watched.joined().isDone()) {
                sendJoin(watched);
            }
        });
        return joined;
    }

    /** Ceases to watch a session. */
    public void leave(String sessionId) {
        run(() -> {
            if (sessions.containsKey(sessionId)) {
                forget(sessionId, closed());
                lifeline.send(frame("leave_session").put("session_id", sessionId));
            }
        });
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
        CompletableFuture<Object> farewell = new CompletableFuture<>();
        run(() -> {
            pass(lifeline.close(), farewell);
            rejectAll(closed());
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
        promises.values().forEach(promise -> promise.completeExceptionally(closed()));
    }

    /** It is settled at the latest when the client is closed. */
    private CompletableFuture<JsonNode> promise(CompletableFuture<JsonNode> promise) {
        Long key = promised.incrementAndGet();
        promises.put(key, promise);
        var unused = promise.whenComplete((done, failure) -> promises.remove(key));
        if (loop.isEnded()) {
            promise.completeExceptionally(closed());
        }
        return promise;
    }

    private static ClientException closed() {
        return new ClientException(ClientException.CLOSED, "There is no connection.");
    }

    private void take(Lifeline.Change change) {
        switch (change) {
            case Lifeline.Change.Up up -> {
                owner.accept(new News.Connected());
                List.copyOf(sessions.values()).forEach(this::sendJoin);
                requests.transmit(up.connection());
            }
            case Lifeline.Change.Frame received -> received(received.frame());
            case Lifeline.Change.Down down -> {
                sessions.values().forEach(Watched::disconnected);
                requests.lose(down.gone());
                owner.accept(new News.Disconnected(down.why(), down.retryIn()));
            }
            case Lifeline.Change.Over over -> {
                sessions.values().forEach(Watched::disconnected);
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
                reply.completeExceptionally(closed());
                return;
            }
            frame.put("ref", nextRef());
            requests.add(request);
            lifeline.current().ifPresent(requests::transmit);
        });
        return reply;
    }

    private void rejectAll(ClientException why) {
        requests.rejectAll(why);
        List.copyOf(sessions.values()).forEach(watched -> watched.joined().completeExceptionally(why));
    }

    private ObjectNode frame(String type) {
        return json.createObjectNode().put("type", type);
    }

    private String nextRef() {
        return Integer.toString(++refs);
    }

    // Frames.

    private void received(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "event", "delta", "reset" -> follow(frame);
            case "session_joined" -> joined(frame);
            case "session_started" -> started(frame.path("session"));
            case "notice" -> owner.accept(new News.Notice(frame));
            case "error" -> {
                if (!requests.refuse(frame)) {
                    refuseJoin(frame);
                }
                return;
            }
            default -> {
                // Presence and typing of others, and what later versions may send.
            }
        }
        requests.settle(frame);
    }

    private void refuseJoin(JsonNode error) {
        for (Watched watched : List.copyOf(sessions.values())) {
            if (error.path("ref").asText().equals(watched.joining())) {
                refuseJoin(watched, ClientException.refusal(error));
            }
        }
    }

    private void refuseJoin(Watched watched, ClientException refusal) {
        watched.joining(null);
        if (PASSING.contains(refusal.code())) {
            watched.repairs(watched.repairs() + 1);
            watched.retry(loop.later(lifeline.nextDelay(watched.repairs() + 2), () -> {
                if (sessions.get(watched.id()) == watched) {
                    sendJoin(watched);
                }
            }));
        } else {
            boolean wasIn = watched.joined().isDone();
            forget(watched.id(), refusal);
            if (wasIn) {
                owner.accept(new News.Left(watched.id(), refusal));
            }
        }
    }

    // Sessions.

    private void started(JsonNode session) {
        String id = session.path("session_id").asText();
        Watched watched = sessions.computeIfAbsent(id, Watched::new);
        watched.goOnFrom(Position.parse(session.path("position").asText()));
        watched.joined().complete(session);
        owner.accept(new News.Joined(id, session, true));
    }

    private void sendJoin(Watched watched) {
        watched.joining(nextRef());
        ObjectNode frame = frame("join_session").put("session_id", watched.id()).put("ref", watched.joining());
        SessionCursor cursor = watched.cursor();
        if (cursor != null) {
            frame.put("position", cursor.position().toString());
        }
        lifeline.send(frame);
    }

    private void joined(JsonNode frame) {
        JsonNode session = frame.path("session");
        Watched watched = sessions.get(session.path("session_id").asText());
        if (watched == null || !frame.path("ref").asText().equals(watched.joining())) {
            return;
        }
        watched.joining(null);
        boolean recovered = frame.path("recovered").asBoolean();
        SessionCursor cursor = watched.cursor();
        if (cursor != null && recovered && watched.repairs() == 0) {
            long from = cursor.position().seq();
            watched.behind(
                    from,
                    Math.max(
                            from,
                            Position.parse(session.path("position").asText()).seq()));
        }
        owner.accept(new News.Joined(watched.id(), session, recovered));
        watched.joined().complete(session);
        tellCaughtUp(watched);
    }

    private void follow(JsonNode frame) {
        Watched watched = sessions.get(frame.path("session_id").asText());
        if (watched == null || watched.joining() != null) {
            return;
        }
        SessionCursor cursor = watched.cursor();
        if (frame.path("type").asText().equals("reset")) {
            Position position = Position.parse(frame.path("position").asText());
            watched.goOnFrom(position);
            SessionCursor fresh = watched.cursor();
            if (fresh != null) {
                fresh.reset(position, frame.path("snapshot"));
            }
            owner.accept(new News.Reset(watched.id(), frame.path("snapshot")));
            return;
        }
        SessionCursor.Step step = cursor == null
                ? new SessionCursor.Step.Gap()
                : frame.path("type").asText().equals("event")
                        ? cursor.event(watched.id(), frame.path("event"))
                        : cursor.delta(watched.id(), frame);
        switch (step) {
            case SessionCursor.Step.Next next -> {
                watched.repairs(0);
                owner.accept(next.news());
                tellCaughtUp(watched);
            }
            case SessionCursor.Step.Known known -> {}
            case SessionCursor.Step.Gap gap -> repair(watched);
        }
    }

    private void tellCaughtUp(Watched watched) {
        long events = watched.caughtUp();
        if (events >= 0) {
            owner.accept(new News.CaughtUp(watched.id(), events));
        }
    }

    /** Joins again from the last position, since something is missing; if that does not help, on another connection. */
    private void repair(Watched watched) {
        watched.repairs(watched.repairs() + 1);
        if (watched.repairs() > MOST_REPAIRS) {
            lifeline.giveUp(Lifeline.lost());
        } else {
            sendJoin(watched);
        }
    }

    private void forget(String sessionId, ClientException why) {
        Watched watched = sessions.remove(sessionId);
        if (watched != null) {
            watched.joining(null);
            watched.joined().completeExceptionally(why);
        }
    }

    private static <T> void pass(CompletableFuture<? extends T> from, CompletableFuture<T> to) {
        var unused = from.thenAccept(to::complete).exceptionally(failure -> {
            to.completeExceptionally(ClientException.causeOf(failure));
            return null;
        });
    }
}
