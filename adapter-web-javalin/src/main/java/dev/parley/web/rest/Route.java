package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.domain.ErrorCode;
import dev.parley.web.json.PageJson;
import dev.parley.web.rate.Toll;
import io.javalin.http.HandlerType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
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
 * @param notes what only those want to know who describe the route
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
        RouteNotes notes,
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
        private RouteNotes notes = RouteNotes.NONE;

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

        Builder<B> guests() {
            door = Door.GUEST;
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

        /** One of a list's pages; {@code type} is that of its items. */
        Builder<B> answersPageOf(Class<?> type) {
            notes = notes.withItem(type);
            return answers(PageJson.class);
        }

        Builder<B> streams() {
            streams = true;
            return this;
        }

        Builder<B> runsCommands() {
            runsCommands = true;
            return this;
        }

        /**
         * @param topic what the route is about
         * @param operation the name of what it does, which no other route has
         */
        Builder<B> named(Topic topic, String operation) {
            notes = notes.named(topic, operation);
            return this;
        }

        /** How it may refuse, beyond what follows from its parameters, its body and who may use it; nothing if there is nothing. */
        Builder<B> refuses(ErrorCode... codes) {
            return refuse(Arrays.stream(codes).map(Refusal::of));
        }

        /** As {@link #refuses}, with another status than these codes usually have. */
        Builder<B> refusesWith(int code, ErrorCode... codes) {
            return refuse(Arrays.stream(codes).map(error -> new Refusal(code, error)));
        }

        private Builder<B> refuse(Stream<Refusal> more) {
            List<Refusal> known = Objects.requireNonNullElse(notes.refusals(), List.of());
            notes = notes.withRefusals(Stream.concat(known.stream(), more).toList());
            return this;
        }

        /** Which headers of a request it looks at. */
        Builder<B> reads(Parameter... headers) {
            notes = notes.withHeaders(List.of(headers));
            return this;
        }

        /** Which headers its usual answer has of its own. */
        Builder<B> sends(Parameter... headers) {
            notes = notes.withSent(List.of(headers));
            return this;
        }

        /** The media types of its answer, which is not a JSON document. */
        Builder<B> gives(String... mediaTypes) {
            notes = notes.withMediaTypes(List.of(mediaTypes));
            return this;
        }

        /** An answer beside the usual one. */
        Builder<B> or(int code, @Nullable Class<?> type, String when) {
            Outcome outcome = new Outcome(code, type, when);
            notes = notes.withOthers(
                    Stream.concat(notes.others().stream(), Stream.of(outcome)).toList());
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
                    notes,
                    Objects.requireNonNull(handler));
        }
    }
}
