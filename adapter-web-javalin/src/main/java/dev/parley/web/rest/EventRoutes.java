package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.application.Conversations;
import dev.parley.application.Histories;
import dev.parley.application.Parley;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.EncodedFrame;
import dev.parley.web.json.FrameCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of a session: read it, follow it, append to it. */
public final class EventRoutes {
    private static final String EVENTS = "/api/sessions/{session_id}/events";
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Conversations conversations;
    private final Histories histories;
    private final FrameCodec codec;
    private final ChatLimits limits;
    private final Telemetry telemetry;
    private final Paging paging;

    public EventRoutes(Parley parley, FrameCodec codec) {
        this.conversations = parley.conversations();
        this.histories = parley.histories();
        this.codec = codec;
        this.limits = parley.limits();
        this.telemetry = parley.telemetry();
        this.paging = new Paging(limits);
    }

    /**
     * A part of a log.
     *
     * @param position where to read on
     */
    public record LogJson(List<EncodedFrame> items, String position) {}

    /** An event of the application's own. */
    public record PublishRequest(String name, JsonText payload) {}

    /** The place of an event in the log. */
    public record PublishedJson(String position) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(EVENTS, "Reads on from a position, or follows from there")
                        .named(Topic.EVENTS, "readEvents")
                        .refuses(ErrorCode.INVALID_POSITION)
                        .reads(new Parameter(
                                LAST_EVENT_ID,
                                "the position to follow from, as an EventSource sends it; wins over after",
                                new ParameterForm.Place()))
                        .query(
                                new Parameter(
                                        "after",
                                        "the position to read on from; the beginning without it",
                                        new ParameterForm.Place()),
                                paging.limit())
                        .answers(LogJson.class)
                        .streams()
                        .by(this::read),
                Route.post(EVENTS, "Appends an event of the application's own", PublishRequest.class)
                        .named(Topic.EVENTS, "publishEvent")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE)
                        .charges(Charge.EVENT)
                        .answers(201, PublishedJson.class)
                        .by(this::publish));
    }

    private Answer read(Call<Route.Nothing> call) {
        Position after = position(call.query().text("after"));
        int limit = paging.limit(call.query());
        if (call.wantsStream()) {
            String last = call.header(LAST_EVENT_ID);
            Position from = last == null || last.isEmpty() ? after : position(last);
            return new Answer.Stream(() -> follow(call, from), null);
        }
        Histories.LogPart part = histories.log(call.caller(), call.sessionId(), after);
        return Answer.ok(page(part, limit, call.caller().user()));
    }

    private Subscription follow(Call<Route.Nothing> call, Position from) {
        Subscription subscription = histories.watch(call.caller(), call.sessionId(), from, () -> {});
        if (!from.equals(Position.START)) {
            telemetry.streamResumed(Transport.SSE);
        }
        return subscription;
    }

    private LogJson page(Histories.LogPart part, int limit, UserId user) {
        List<SharedFrame> frames =
                part.frames().size() <= limit ? part.frames() : part.frames().subList(0, limit);
        Position last = frames.isEmpty() || frames.size() == part.frames().size()
                ? part.position()
                : frames.getLast().frame().position();
        return new LogJson(
                frames.stream().map(frame -> codec.encode(frame, user)).toList(), String.valueOf(last));
    }

    private Answer publish(Call<PublishRequest> call) {
        PublishRequest request = call.body();
        EventPayload.Custom event =
                EventPayload.Custom.parse(request.name(), request.payload().text(), limits);
        Position position = conversations.publish(call.caller(), call.sessionId(), event);
        return Answer.created(new PublishedJson(position.toString()));
    }

    private static Position position(@Nullable String text) {
        return text == null ? Position.START : Position.parse(text);
    }
}
