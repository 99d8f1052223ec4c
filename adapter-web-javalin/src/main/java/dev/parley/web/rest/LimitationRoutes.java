package dev.parley.web.rest;

import dev.parley.application.Limitation;
import dev.parley.application.Parley;
import java.util.List;
import java.util.stream.Stream;

/** What does not go, or goes only so far: of the application and of the web. */
public final class LimitationRoutes {
    private final List<Limitation> limitations;

    public LimitationRoutes(Parley parley) {
        limitations = Stream.concat(
                        parley.limitations().stream(),
                        ofTheWeb(parley.limits().chatWait().toSeconds()))
                .toList();
    }

    /** Something that does not go, and what to do about it. */
    public record LimitationJson(String id, String title, String description, String workaround, boolean applies) {
        static LimitationJson from(Limitation limitation) {
            return new LimitationJson(
                    limitation.id(),
                    limitation.title(),
                    limitation.description(),
                    limitation.workaround(),
                    limitation.applies());
        }
    }

    /** All of them, also those that do not apply here. */
    public record LimitationsJson(List<LimitationJson> items) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get("/api/limitations", "Lists what does not go here, and what to do about it")
                .named(Topic.SERVER, "listLimitations")
                .refuses()
                .answers(LimitationsJson.class)
                .by(call -> list()));
    }

    private Answer list() {
        return Answer.ok(new LimitationsJson(
                limitations.stream().map(LimitationJson::from).toList()));
    }

    private static Stream<Limitation> ofTheWeb(long chatWait) {
        return Stream.of(
                new Limitation(
                        "no_tls",
                        "The server speaks no TLS of its own",
                        "It takes plain HTTP, and tokens in it can be read on the way.",
                        "Let a proxy in front of it speak TLS; see docs/operations.md.",
                        true),
                new Limitation(
                        "chat_wait",
                        "POST /api/chat does not wait for ever",
                        "After %d s it answers 504; the turn goes on.".formatted(chatWait),
                        "Send the same message_id again, read the session's messages, or let the answer be streamed.",
                        true),
                new Limitation(
                        "event_source_headers",
                        "An EventSource in a browser sends no token",
                        "Browsers let pages set no headers for it.",
                        "Log in first, so that a cookie says who calls, or read the stream by fetch.",
                        true));
    }
}
