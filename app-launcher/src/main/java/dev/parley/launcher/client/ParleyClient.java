package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.launcher.client.Connection.Signal;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final int MOST_REPAIRS = 3;

    /** Refusals of a join after which trying again helps. */
    private static final Set<String> PASSING = Set.of("rate_limited", "unavailable", "timed_out", "internal");

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final ClientSettings settings;
    private final ClientTiming timing;
    private final HttpClient http;
    private final ObjectMapper json;
    private final Consumer<News> owner;
    private final RandomGenerator random;
    private final ScheduledThreadPoolExecutor loop;
    private final RestCalls rest;

    /** In the order in which they were made. */
    private final Map<String, Request> requests = new LinkedHashMap<>();

    private final Map<String, Watched> sessions = new LinkedHashMap<>();
    private @Nullable Connection connection;
    private boolean open;
    private boolean welcomed;
    private boolean ended;
    private String token = "";
    private int attempt;
    private int refs;
    private @Nullable Future<?> retry;
    private @Nullable Future<?> opening;
    private @Nullable Future<?> stability;
    private @Nullable Future<?> silence;

    /** @param owner is told everything, on the client's thread */
    public ParleyClient(ClientSettings settings, Consumer<News> owner) {
        this(settings, owner, RandomGenerator.getDefault());
    }

    /** @param random for the jitter */
    ParleyClient(ClientSettings settings, Consumer<News> owner, RandomGenerator random) {
        this.settings = settings;
        this.timing = settings.timing();
        this.owner = owner;
        this.random = random;
        this.json = new ObjectMapper();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timing.open())
                .build();
        this.rest = new RestCalls(http, json, settings);
        this.loop = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("parley-client").factory());
        loop.setRemoveOnCancelPolicy(true);
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        loop.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Whether the server takes a message for a command. */
    public static boolean isCommand(String text) {
        return COMMAND.matcher(text).matches();
    }

    /** Begins to connect, and keeps connected until {@link #close} or a close code that tells to stop. */
    public void connect() {
        run(this::open);
    }

    /** Does something on the client's thread, after what waits there. Nothing happens when the client is closed. */
    public void run(Runnable work) {
        loop.execute(guarded(work));
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
        CompletableFuture<JsonNode> joined = new CompletableFuture<>();
        run(() -> {
            Watched watched = sessions.computeIfAbsent(sessionId, Watched::new);
            pass(watched.joined(), joined);
            if (ended) {
                joined.completeExceptionally(closed());
            } else if (open && watched.joining() == null && !watched.joined().isDone()) {
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
                send(frame("leave_session").put("session_id", sessionId));
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
        if (loop.isShutdown()) {
            return;
        }
        CompletableFuture<Object> farewell = new CompletableFuture<>();
        run(() -> {
            Connection last = connection;
            disconnect();
            ended = true;
            rejectAll(closed());
            loop.shutdown();
            pass(last == null ? CompletableFuture.completedFuture("") : last.close(), farewell);
        });
        try {
            farewell.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException rude) {
            // The server notices by itself.
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownNow();
        http.shutdownNow();
    }

    // The connection.

    private void open() {
        if (ended || connection != null) {
            return;
        }
        token = settings.token().get();
        Connection next = newConnection();
        connection = next;
        opening = later(
                timing.open(), () -> lost(new ClientException(ClientException.UNREACHABLE, "The server is silent.")));
        next.open(http, settings.socket(), token);
    }

    /** What a connection that was given up still tells does not count. */
    private Connection newConnection() {
        Connection[] self = new Connection[1];
        self[0] = new Connection(json, this::run, signal -> {
            if (connection == self[0]) {
                handle(signal);
            }
        });
        return self[0];
    }

    private void handle(Signal signal) {
        switch (signal) {
            case Signal.Opened opened -> opened();
            case Signal.Alive alive -> listen();
            case Signal.Frame received -> {
                listen();
                received(received.frame());
            }
            case Signal.Closed closed ->
                FinalClose.of(closed.code()).ifPresentOrElse(this::closedForGood, () -> lost(connectionLost()));
            case Signal.Failed failed -> lost(reason(failed.failure()));
        }
    }

    private void opened() {
        cancel(opening);
        open = true;
        welcomed = false;
        stability = later(timing.stable(), () -> attempt = 0);
        listen();
        owner.accept(new News.Connected());
        List.copyOf(sessions.values()).forEach(this::sendJoin);
        List.copyOf(requests.values()).forEach(this::transmit);
    }

    private void closedForGood(FinalClose reason) {
        // A token that expired is replaced, if there is another one.
        if (reason == FinalClose.UNAUTHENTICATED
                && welcomed
                && !settings.token().get().equals(token)) {
            lost(connectionLost());
        } else {
            end(reason.exception());
        }
    }

    private void end(ClientException why) {
        disconnect();
        ended = true;
        rejectAll(why);
        owner.accept(new News.Ended(why));
    }

    private void lost(ClientException why) {
        Connection gone = connection;
        disconnect();
        if (gone != null) {
            gone.abandon();
            for (Request request : List.copyOf(requests.values())) {
                request.stopTimer();
                if (request.isLostWith(gone)) {
                    reject(request, connectionLost());
                }
            }
        }
        if (why.code().equals(ClientException.NOT_PARLEY)) {
            end(why);
            return;
        }
        Duration delay = timing.backoff().delay(attempt++, random);
        retry = later(delay, this::open);
        owner.accept(new News.Disconnected(why, delay));
    }

    private void disconnect() {
        cancel(retry);
        cancel(opening);
        cancel(stability);
        cancel(silence);
        connection = null;
        open = false;
        for (Watched watched : sessions.values()) {
            watched.joining(null);
            watched.repairs(0);
        }
    }

    private static ClientException connectionLost() {
        return new ClientException(ClientException.CONNECTION_LOST, "The connection broke before the server replied.");
    }

    private static ClientException closed() {
        return new ClientException(ClientException.CLOSED, "There is no connection.");
    }

    private static ClientException reason(Throwable failure) {
        if (!(ClientException.causeOf(failure) instanceof WebSocketHandshakeException refused)) {
            return new ClientException(ClientException.UNREACHABLE, "There is no connection to the server.");
        }
        int status = refused.getResponse().statusCode();
        return status == 429 || status >= 500
                ? new ClientException(ClientException.NOT_READY, "The server is not ready (%d).".formatted(status))
                : new ClientException(
                        ClientException.NOT_PARLEY, "What answers there is no Parley (%d).".formatted(status));
    }

    /** Any frame is a sign of life; after some silence the server is asked for one. */
    private void listen() {
        cancel(silence);
        silence = later(timing.silence(), () -> {
            send(frame("ping"));
            silence = later(timing.pong(), () -> lost(connectionLost()));
        });
    }

    // Requests.

    private CompletableFuture<JsonNode> request(ObjectNode frame, boolean repeatable, boolean patient) {
        Request request = new Request(frame, repeatable, patient);
        run(() -> {
            if (ended) {
                request.reply().completeExceptionally(closed());
                return;
            }
            frame.put("ref", nextRef());
            requests.put(request.ref(), request);
            transmit(request);
        });
        if (loop.isShutdown()) {
            request.reply().completeExceptionally(closed());
        }
        return request.reply();
    }

    private void transmit(Request request) {
        Connection current = connection;
        if (open && current != null && requests.containsKey(request.ref()) && request.isDueOn(current)) {
            Future<?> patience = request.isPatient()
                    ? null
                    : later(
                            timing.reply(),
                            () -> reject(
                                    request,
                                    new ClientException(
                                            ClientException.TIMED_OUT, "The server did not reply in time.")));
            request.sendOn(current, patience);
        }
    }

    private void reject(Request request, ClientException why) {
        request.stopTimer();
        requests.remove(request.ref());
        request.reply().completeExceptionally(why);
    }

    private void rejectAll(ClientException why) {
        List.copyOf(requests.values()).forEach(request -> reject(request, why));
        List.copyOf(sessions.values()).forEach(watched -> watched.joined().completeExceptionally(why));
    }

    private void send(ObjectNode frame) {
        if (open && connection != null) {
            connection.send(frame.toString());
        }
    }

    private ObjectNode frame(String type) {
        return json.createObjectNode().put("type", type);
    }

    private String nextRef() {
        return Integer.toString(++refs);
    }

    // Frames.

    private void received(JsonNode frame) {
        welcomed = true;
        switch (frame.path("type").asText()) {
            case "event", "delta", "reset" -> follow(frame);
            case "session_joined" -> joined(frame);
            case "session_started" -> started(frame.path("session"));
            case "notice" -> owner.accept(new News.Notice(frame));
            case "error" -> {
                refused(frame);
                return;
            }
            default -> {
                // Presence and typing of others, and what later versions may send.
            }
        }
        requestOf(frame).ifPresent(request -> {
            request.stopTimer();
            requests.remove(request.ref());
            request.reply().complete(frame);
        });
    }

    private Optional<Request> requestOf(JsonNode frame) {
        return Optional.ofNullable(requests.get(frame.path("ref").asText()));
    }

    private void refused(JsonNode frame) {
        ClientException refusal = ClientException.refusal(frame);
        requestOf(frame).ifPresentOrElse(request -> reject(request, refusal), () -> {
            for (Watched watched : List.copyOf(sessions.values())) {
                if (frame.path("ref").asText().equals(watched.joining())) {
                    refuseJoin(watched, refusal);
                }
            }
        });
    }

    private void refuseJoin(Watched watched, ClientException refusal) {
        watched.joining(null);
        if (PASSING.contains(refusal.code())) {
            watched.repairs(watched.repairs() + 1);
            watched.retry(later(timing.backoff().delay(watched.repairs() + 2, random), () -> {
                if (open && sessions.get(watched.id()) == watched) {
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
        send(frame);
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
            watched.repairs(0);
            lost(connectionLost());
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

    // Time.

    private Future<?> later(Duration delay, Runnable work) {
        return loop.schedule(guarded(work), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The executor would keep defects to itself. */
    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error defect) {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, defect);
            }
        };
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private static <T> void pass(CompletableFuture<? extends T> from, CompletableFuture<T> to) {
        var unused = from.thenAccept(to::complete).exceptionally(failure -> {
            to.completeExceptionally(ClientException.causeOf(failure));
            return null;
        });
    }
}
