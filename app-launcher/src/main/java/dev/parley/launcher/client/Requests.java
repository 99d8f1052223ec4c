package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Everything that waits for its reply, in the order in which it was asked. Belongs to the loop's thread. */
final class Requests {
    private final Loop loop;
    private final ClientTiming timing;
    private final Map<String, Request> waiting = new LinkedHashMap<>();
    private int refs;

    Requests(Loop loop, ClientTiming timing) {
        this.loop = loop;
        this.timing = timing;
    }

    /** By which a frame's reply is known. */
    String newRef() {
        return Integer.toString(++refs);
    }

    void add(Request request) {
        waiting.put(request.ref(), request);
    }

    /** What this connection has not carried yet. */
    void transmit(Connection connection) {
        for (Request request : List.copyOf(waiting.values())) {
            if (request.isDueOn(connection)) {
                request.sendOn(connection, request.isPatient() ? null : patience(request));
            }
        }
    }

    private @Nullable Future<?> patience(Request request) {
        return loop.later(
                timing.reply(),
                () -> reject(
                        request, new ClientException(ClientException.TIMED_OUT, "The server did not reply in time.")));
    }

    /** A reply came; nothing happens if nobody waits for it. */
    void settle(JsonNode reply) {
        take(reply).ifPresent(request -> request.reply().complete(reply));
    }

    /** @return false if nobody waits for it */
    boolean refuse(JsonNode error) {
        Optional<Request> refused = take(error);
        refused.ifPresent(request -> request.reply().completeExceptionally(ClientException.refusal(error)));
        return refused.isPresent();
    }

    private Optional<Request> take(JsonNode reply) {
        Optional<Request> asked =
                Optional.ofNullable(waiting.remove(reply.path("ref").asText()));
        asked.ifPresent(Request::stopTimer);
        return asked;
    }

    /** What was sent on a connection that broke, and must not be sent again, is given up. */
    void lose(Connection gone) {
        for (Request request : List.copyOf(waiting.values())) {
            request.stopTimer();
            if (request.isLostWith(gone)) {
                reject(request, Lifeline.lost());
            }
        }
    }

    void rejectAll(ClientException why) {
        List.copyOf(waiting.values()).forEach(request -> reject(request, why));
    }

    private void reject(Request request, ClientException why) {
        request.stopTimer();
        waiting.remove(request.ref());
        request.reply().completeExceptionally(why);
    }
}
