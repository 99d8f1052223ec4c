package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The sessions that a client keeps up to date: joins them on each connection, follows their logs, and joins again where something is
 * missing. Belongs to the loop's thread.
 */
final class WatchedSessions {
    private static final int MOST_REPAIRS = 3;

    /** Refusals of a join after which trying again helps. */
    private static final Set<String> PASSING = Set.of("rate_limited", "unavailable", "timed_out", "internal");

    private final Lifeline lifeline;
    private final Loop loop;
    private final ObjectMapper json;
    private final Supplier<String> refs;
    private final Consumer<News> owner;
    private final Map<String, Watched> sessions = new LinkedHashMap<>();

    /** @param refs gives a new one for each frame that gets a reply */
    WatchedSessions(Lifeline lifeline, Loop loop, ObjectMapper json, Supplier<String> refs, Consumer<News> owner) {
        this.lifeline = lifeline;
        this.loop = loop;
        this.json = json;
        this.refs = refs;
        this.owner = owner;
    }

    /** @param joined gets the session when the server has described it */
    void join(String id, CompletableFuture<JsonNode> joined) {
        Watched watched = sessions.computeIfAbsent(id, Watched::new);
        pass(watched.joined(), joined);
        if (lifeline.isEnded()) {
            joined.completeExceptionally(ClientException.closed());
        } else if (lifeline.current().isPresent()
                && watched.joining() == null
                && !watched.joined().isDone()) {
            sendJoin(watched);
        }
    }

    private static <T> void pass(CompletableFuture<? extends T> from, CompletableFuture<T> to) {
        var unused = from.thenAccept(to::complete).exceptionally(failure -> {
            to.completeExceptionally(ClientException.causeOf(failure));
            return null;
        });
    }

    void leave(String id) {
        if (sessions.containsKey(id)) {
            forget(id, ClientException.closed());
            lifeline.send(json.createObjectNode().put("type", "leave_session").put("session_id", id));
        }
    }

    /** There is a connection that has joined none of them. */
    void joinAll() {
        List.copyOf(sessions.values()).forEach(this::sendJoin);
    }

    /** Whatever was on its way is lost. */
    void disconnected() {
        sessions.values().forEach(Watched::disconnected);
    }

    /** Whoever waits for a session gets none. */
    void rejectAll(ClientException why) {
        List.copyOf(sessions.values()).forEach(watched -> watched.joined().completeExceptionally(why));
    }

    /** The server has started a session, which this connection has joined by that. */
    void started(JsonNode session) {
        String id = session.path("session_id").asText();
        Watched watched = sessions.computeIfAbsent(id, Watched::new);
        watched.goOnFrom(Position.parse(session.path("position").asText()));
        watched.joined().complete(session);
        owner.accept(new News.Joined(id, session, true));
    }

    private void sendJoin(Watched watched) {
        watched.joining(refs.get());
        ObjectNode frame = json.createObjectNode()
                .put("type", "join_session")
                .put("session_id", watched.id())
                .put("ref", watched.joining());
        SessionCursor cursor = watched.cursor();
        if (cursor != null) {
            frame.put("position", cursor.position().toString());
        }
        lifeline.send(frame);
    }

    /** The server has let this connection in. */
    void joined(JsonNode frame) {
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

    /** The server has refused something, which may have been a join. */
    void refused(JsonNode error) {
        for (Watched watched : List.copyOf(sessions.values())) {
            if (error.path("ref").asText().equals(watched.joining())) {
                refused(watched, ClientException.refusal(error));
            }
        }
    }

    private void refused(Watched watched, ClientException refusal) {
        watched.joining(null);
        if (PASSING.contains(refusal.code())) {
            joinLater(watched, refusal);
            return;
        }
        boolean wasIn = watched.joined().isDone();
        forget(watched.id(), refusal);
        if (wasIn) {
            owner.accept(new News.Left(watched.id(), refusal));
        }
    }

    /** No sooner than the server said, if it did. */
    private void joinLater(Watched watched, ClientException refusal) {
        watched.repairs(watched.repairs() + 1);
        Duration told =
                Duration.ofSeconds(refusal.details().path("retry_after_seconds").asLong());
        watched.retry(loop.later(told.plus(lifeline.nextDelay(watched.repairs() + 2)), () -> {
            if (sessions.get(watched.id()) == watched) {
                sendJoin(watched);
            }
        }));
    }

    /** Takes an event, a delta or a reset. */
    void follow(JsonNode frame) {
        Watched watched = sessions.get(frame.path("session_id").asText());
        if (watched == null || watched.joining() != null) {
            return;
        }
        String type = frame.path("type").asText();
        if (type.equals("reset")) {
            reset(watched, frame);
            return;
        }
        SessionCursor cursor = watched.cursor();
        SessionCursor.Step step = cursor == null
                ? new SessionCursor.Step.Gap()
                : type.equals("event")
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

    private void reset(Watched watched, JsonNode frame) {
        JsonNode snapshot = frame.path("snapshot");
        watched.reset(Position.parse(frame.path("position").asText()), snapshot);
        owner.accept(new News.Reset(watched.id(), snapshot));
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

    private void forget(String id, ClientException why) {
        Watched watched = sessions.remove(id);
        if (watched != null) {
            watched.joining(null);
            watched.joined().completeExceptionally(why);
        }
    }
}
