package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.web.rate.Toll;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of routes: everything there is to know of a route, for those who serve it and those who describe it.
 *
 * @param path with path parameters in braces
 * @param summary what it does, in one sentence
 * @param charge what it costs as a rule; nothing at a door that is open
 * @param toll what a call of it costs
 * @param parameters those the query may have; others are refused
 * @param body what the request's body holds; null if it has none
 * @param status that of the answer when all goes well
 * @param answer the type of the answer's body; null if it has none or is not JSON
 * @param streams whether the answer is a stream of events for those who accept one
 * @param runsCommands whether a text that is a command is answered with its result: 200 and a {@link
 *     dev.parley.web.json.CommandResultJson}
 */
public record Route<B extends Record>(
        HandlerType method,
        String path,
        String summary,
        Door door,
        Charge charge,
        Function<Call<B>, Toll> toll,
        List<Parameter> parameters,
        @Nullable Class<B> body,
        int status,
        @Nullable Class<?> answer,
        boolean streams,
        boolean runsCommands,
        Function<Call<B>, Answer> handler) {
    public Route {
        parameters = List.copyOf(parameters);
    }

    /** A body without any field; it may be left out altogether. */
    public record Nothing() {}

    static Builder<Nothing> get(String path, String summary) {
        return new Builder<>(HandlerType.GET, path, summary, null);
    }

    static Builder<Nothing> delete(String path, String summary) {
        return new Builder<>(HandlerType.DELETE, path, summary, null);
    }

    static Builder<Nothing> post(String path, String summary) {
        return new Builder<>(HandlerType.POST, path, summary, Nothing.class);
    }

    static <B extends Record> Builder<B> post(String path, String summary, Class<B> body) {
        return new Builder<>(HandlerType.POST, path, summary, body);
    }

    static <B extends Record> Builder<B> put(String path, String summary, Class<B> body) {
        return new Builder<>(HandlerType.PUT, path, summary, body);
    }

    static <B extends Record> Builder<B> patch(String path, String summary, Class<B> body) {
        return new Builder<>(HandlerType.PATCH, path, summary, body);
    }

    /** Writes a line of the table. */
    static final class Builder<B extends Record> {
        private final HandlerType method;
        private final String path;
        private final String summary;
        private final @Nullable Class<B> body;
        private Door door = Door.USER;
        private Charge charge;
        private @Nullable Function<Call<B>, Toll> toll;
        private List<Parameter> parameters = List.of();
        private int status = 200;
        private @Nullable Class<?> answer;
        private boolean streams;
        private boolean runsCommands;

        private Builder(HandlerType method, String path, String summary, @Nullable Class<B> body) {
            this.method = method;
            this.path = path;
            this.summary = summary;
            this.body = body;
            this.charge = method.equals(HandlerType.GET) ? Charge.READ : Charge.WRITE;
        }

        Builder<B> open() {
            door = Door.OPEN;
            return charges(Charge.NONE);
        }

        /** Costs something else than others of the same method: {@code GET} reads, and all others write. */
        Builder<B> charges(Charge other) {
            charge = other;
            return this;
        }

        /** Costs what a call shows; by default the charge, and that of the session that the path names. */
        Builder<B> charges(Function<Call<B>, Toll> ofCall) {
            toll = ofCall;
            return this;
        }

        Builder<B> query(Parameter... allowed) {
            parameters = List.of(allowed);
            return this;
        }

        Builder<B> answers(int code, @Nullable Class<?> type) {
            status = code;
            answer = type;
            return this;
        }

        Builder<B> answers(Class<?> type) {
            return answers(200, type);
        }

        Builder<B> streams() {
            streams = true;
            return this;
        }

        Builder<B> runsCommands() {
            runsCommands = true;
            return this;
        }

        Route<B> by(Function<Call<B>, Answer> handler) {
            Charge usual = charge;
            return new Route<>(
                    method,
                    path,
                    summary,
                    door,
                    usual,
                    toll != null ? toll : call -> call.toll(usual),
                    parameters,
                    body,
                    status,
                    answer,
                    streams,
                    runsCommands,
                    Objects.requireNonNull(handler));
        }
    }
}
