package dev.parley.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.access.Attempt.Way;
import dev.parley.web.socket.Command;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Tries lines of the table as everybody, each time on a fixture of its own, and complains of whatever is not as it must be: the answer,
 * an effect of something that was refused, a difference between what is foreign and what is nowhere, and secrets in any answer.
 *
 * @param origin of the server that is tried
 */
record Matrix(Subject subject, String origin, List<Operation> operations, List<Command<?>> frames) {
    static Matrix of(Subject subject) {
        return new Matrix(subject, subject.server.origin(), subject.operations(), subject.frames());
    }

    /** The ways in which a line can be tried. */
    List<Way> ways(Line line) {
        return switch (line.surface()) {
            case ROUTE -> operation(line).streams() ? List.of(Way.HTTP, Way.SSE) : List.of(Way.HTTP);
            case COMMAND -> List.of(Way.HTTP);
            case FRAME, HANDSHAKE -> List.of(Way.WEBSOCKET);
        };
    }

    private Operation operation(Line line) {
        return operations.stream()
                .filter(operation -> operation.name().equals(line.operation()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(AccessCoverage.stale(line.operation())));
    }

    /** Tries a line as somebody. */
    void check(Line line, Way way, Kind kind) throws Exception {
        check(line, way, kind, line.rule().verdict(kind), fixture -> {});
    }

    /** Tries a line as somebody after something happened to the session. */
    void check(Line line, Way way, Kind kind, Verdict verdict, Consumer<Fixture> happened) throws Exception {
        try (Fixture fixture = subject.fixture()) {
            line.given().forEach(given -> given.accept(fixture));
            happened.accept(fixture);
            fixture.shownToTheGuest();
            Picture before = Picture.of(fixture, kind);
            Attempt attempt = attempt(line, way, fixture, kind, fixture.values(kind));
            Told told = attempt.make(frames);

            String who = "%s, over %s, by %s: ".formatted(line, way, kind.word());
            assertThat(told.status()).as(who + "the status of %s", told).isEqualTo(status(line, way, verdict));
            assertThat(told.code()).as(who + "the code of %s", told).isEqualTo(code(verdict, told));
            assertThat(told.streams())
                    .as(who + "whether it streams, %s", told)
                    .isEqualTo(way == Way.SSE && !verdict.isRefusal());
            assertThat(secretsIn(told, attempt, fixture, kind))
                    .as(who + "secrets in %s", told)
                    .isEmpty();
            if (verdict.isRefusal()) {
                assertThat(Picture.of(fixture, kind))
                        .as(who + "what is there after a refusal")
                        .isEqualTo(before);
            }
            if (verdict == Verdict.HIDDEN) {
                Told nothing = attempt(line, way, fixture, kind, fixture.valuesOfNothing(kind))
                        .make(frames);
                assertThat(told.comparable())
                        .as(who + "the foreign beside what is nowhere")
                        .isEqualTo(nothing.comparable());
            }
        }
    }

    private Attempt attempt(Line line, Way way, Fixture fixture, Kind kind, Map<String, String> values) {
        return new Attempt(origin, fixture.token(kind), line, way, values);
    }

    private int status(Line line, Way way, Verdict verdict) {
        return switch (verdict) {
            case ALLOWED -> success(line, way);
            case FORBIDDEN -> 403;
            case HIDDEN, ABSENT -> 404;
            case UNAUTHENTICATED -> 401;
        };
    }

    private int success(Line line, Way way) {
        if (line.status() != 0) {
            return line.status();
        }
        return line.surface() == Line.Surface.ROUTE && way == Way.HTTP
                ? operation(line).status()
                : 200;
    }

    private static String code(Verdict verdict, Told told) {
        return switch (verdict) {
            case ALLOWED -> told.code();
            case FORBIDDEN -> "forbidden";
            case HIDDEN, ABSENT -> "not_found";
            case UNAUTHENTICATED -> "unauthenticated";
        };
    }

    /** Nobody is told what they may not know, unless they said it themselves. */
    private static Set<String> secretsIn(Told told, Attempt attempt, Fixture fixture, Kind kind) {
        String all = told.text() + told.headers();
        String sent = attempt.sent();
        return fixture.secretsFrom(kind).stream()
                .filter(secret -> all.contains(secret) && !sent.contains(secret))
                .collect(Collectors.toSet());
    }
}
