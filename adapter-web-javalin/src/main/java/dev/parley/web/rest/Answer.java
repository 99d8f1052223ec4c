package dev.parley.web.rest;

import dev.parley.application.feed.Subscription;
import dev.parley.domain.turn.TurnId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a route answers. */
public sealed interface Answer {
    /** A JSON document. */
    record Document(int status, Object body, Map<String, String> headers) implements Answer {}

    /** Nothing but a status. */
    record Empty(int status, Map<String, String> headers) implements Answer {}

    /** Content of any type, written while it is made. */
    record Content(int status, String contentType, Map<String, String> headers, Writer writer) implements Answer {}

    /** Writes what is answered. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /**
     * The frames of a session, one after the other.
     *
     * @param subscription begins to watch; called when the stream begins
     * @param until the turn with whose end the stream ends; null if it lasts as long as the client stays
     */
    record Stream(
            Supplier<Subscription> subscription, @Nullable TurnId until) implements Answer {}

    static Answer ok(Object body) {
        return new Document(200, body, Map.of());
    }

    static Answer created(Object body) {
        return new Document(201, body, Map.of());
    }

    static Answer accepted(Object body) {
        return new Document(202, body, Map.of());
    }

    static Answer noContent() {
        return new Empty(204, Map.of());
    }
}
