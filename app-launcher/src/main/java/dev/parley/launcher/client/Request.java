package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A frame that waits for its reply. */
final class Request {
    private final ObjectNode frame;
    private final boolean repeatable;
    private final boolean patient;
    private final CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    private @Nullable Connection sentOn;
    private @Nullable Future<?> timer;

    /**
     * @param repeatable whether it has one effect even if it is sent twice
     * @param patient whether it waits as long as it takes
     */
    Request(ObjectNode frame, boolean repeatable, boolean patient) {
        this.frame = frame;
        this.repeatable = repeatable;
        this.patient = patient;
    }

    String ref() {
        return frame.path("ref").asText();
    }

    boolean isPatient() {
        return patient;
    }

    CompletableFuture<JsonNode> reply() {
        return reply;
    }

    /** False if this connection has carried it. */
    boolean isDueOn(Connection connection) {
        return sentOn != connection;
    }

    void sendOn(Connection connection, @Nullable Future<?> patience) {
        sentOn = connection;
        stopTimer();
        timer = patience;
        connection.send(frame.toString());
    }

    /** Whether it must not be sent on another connection. */
    boolean isLostWith(Connection connection) {
        return sentOn == connection && !repeatable;
    }

    void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
