package dev.parley.web.rest;

import dev.parley.application.ChannelChats;
import dev.parley.application.Charge;
import dev.parley.application.Forks;
import dev.parley.application.Parley;
import dev.parley.application.SessionView;
import dev.parley.application.Sessions;
import dev.parley.application.StartSession;
import dev.parley.application.Turns;
import dev.parley.application.WhenFull;
import dev.parley.application.port.SessionCursor;
import dev.parley.application.port.SessionPage;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.DeliveryJson;
import dev.parley.web.json.Fields;
import dev.parley.web.json.OneOf;
import dev.parley.web.json.SessionJson;
import dev.parley.web.json.SessionPageJson;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Whole sessions: start, find, change, share, pause, resume, stop, end, delete, restore and fork them. */
public final class SessionRoutes {
    private static final String SESSIONS = "/api/sessions";
    private static final String SESSION = SESSIONS + "/{session_id}";

    private final Sessions sessions;
    private final Turns turns;
    private final Forks forks;
    private final ChannelChats chats;
    private final ChatLimits limits;
    private final Paging paging;

    public SessionRoutes(Parley parley) {
        this.sessions = parley.sessions();
        this.turns = parley.turns();
        this.forks = parley.forks();
        this.chats = parley.channelChats();
        this.limits = parley.limits();
        this.paging = new Paging(limits);
    }

    /** What a new session shall be. */
    public record StartSessionRequest(
            @Nullable String title,
            @Nullable String profile,
            @Nullable JsonText metadata,
            @OneOf(WhenFull.class) @Nullable String whenFull) {}

    /** What of a session shall change. */
    public record ChangeSessionRequest(
            @Nullable String title, @Nullable JsonText metadata) {}

    /** What a session shall be called and carry from now on. */
    public record ReplaceSessionRequest(String title, JsonText metadata) {}

    /** How to wake a session. */
    public record ResumeSessionRequest(
            @OneOf(WhenFull.class) @Nullable String whenFull) {}

    /** Which turn shall stop. */
    public record StopRequest(@Nullable String turnId) {}

    /** The turn that was stopped; null if none ran. */
    public record StoppedJson(String sessionId, @Nullable String turnId) {}

    /** Over which of the caller's channels. */
    public record SendRequest(@OneOf(ChannelKind.class) String channel) {}

    /** How much of a history to go on from. */
    public record ForkRequest(
            @Nullable Long afterSeq,
            @OneOf(WhenFull.class) @Nullable String whenFull) {}

    /** What somebody may do. */
    public record ShareRequest(
            @OneOf(words = {"viewer", "editor"}) String access) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.post(SESSIONS, "Starts a session", StartSessionRequest.class)
                        .named(Topic.SESSIONS, "startSession")
                        .refuses(ErrorCode.INVALID_CONTENT, ErrorCode.TOO_MANY_ACTIVE_SESSIONS)
                        .answers(201, SessionJson.class)
                        .by(this::start),
                Route.get(SESSIONS, "Lists own and shared sessions, the last active first")
                        .named(Topic.SESSIONS, "listSessions")
                        .refuses(ErrorCode.INVALID_CONTENT)
                        .query(
                                new Parameter(
                                        "status",
                                        "only sessions in this status",
                                        ParameterForm.Choice.of(SessionStatus.class)),
                                new Parameter(
                                        "deleted",
                                        "true: own sessions that were deleted, the last deleted first",
                                        new ParameterForm.Truth()),
                                new Parameter(
                                        "q",
                                        "only sessions with this text in title or messages",
                                        new ParameterForm.Text(1, SearchText.MAXIMUM_CODE_POINTS, null)),
                                paging.limit(),
                                paging.offset(),
                                new Parameter(
                                        "cursor", "the next_cursor of the page before this one, instead of an offset"))
                        .answers(SessionPageJson.class)
                        .by(this::list),
                Route.get(SESSION, "Shows a session")
                        .named(Topic.SESSIONS, "findSession")
                        .refuses()
                        .answers(SessionJson.class)
                        .by(call -> answer(call, sessions::find)),
                Route.patch(SESSION, "Changes title or metadata", ChangeSessionRequest.class)
                        .named(Topic.SESSIONS, "changeSession")
                        .refuses(ErrorCode.INVALID_CONTENT, ErrorCode.FORBIDDEN)
                        .answers(SessionJson.class)
                        .by(this::change),
                Route.put(SESSION, "Replaces title and metadata", ReplaceSessionRequest.class)
                        .named(Topic.SESSIONS, "replaceSession")
                        .refuses(ErrorCode.INVALID_CONTENT, ErrorCode.FORBIDDEN)
                        .answers(SessionJson.class)
                        .by(this::replace),
                Route.delete(SESSION, "Ends a session and deletes it with its messages")
                        .named(Topic.SESSIONS, "deleteSession")
                        .refuses(ErrorCode.FORBIDDEN)
                        .answers(204, null)
                        .by(this::delete),
                Route.post(SESSION + "/restore", "Brings a deleted session back")
                        .named(Topic.SESSIONS, "restoreSession")
                        .refuses(ErrorCode.FORBIDDEN)
                        .answers(SessionJson.class)
                        .by(call -> answer(call, sessions::restore)),
                Route.post(SESSION + "/pause", "Lets a session rest")
                        .named(Topic.SESSIONS, "pauseSession")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE)
                        .answers(SessionJson.class)
                        .by(call -> answer(call, sessions::pause)),
                Route.post(SESSION + "/resume", "Wakes a session that rests", ResumeSessionRequest.class)
                        .named(Topic.SESSIONS, "resumeSession")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE, ErrorCode.TOO_MANY_ACTIVE_SESSIONS)
                        .answers(SessionJson.class)
                        .by(this::resume),
                Route.post(SESSION + "/end", "Ends a session for good")
                        .named(Topic.SESSIONS, "endSession")
                        .refuses(ErrorCode.FORBIDDEN)
                        .answers(SessionJson.class)
                        .by(call -> answer(call, sessions::end)),
                Route.post(
                                SESSION + "/stop",
                                "Stops a turn, the current one unless another is named",
                                StopRequest.class)
                        .named(Topic.SESSIONS, "stopTurn")
                        .refuses(ErrorCode.FORBIDDEN)
                        .charges(Charge.NONE)
                        .answers(StoppedJson.class)
                        .by(this::stop),
                Route.post(
                                SESSION + "/send",
                                "Sends the last answer to the caller over a channel, to go on there",
                                SendRequest.class)
                        .named(Topic.SESSIONS, "sendSession")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE)
                        .answers(202, DeliveryJson.class)
                        .by(this::send),
                Route.post(
                                SESSION + "/fork",
                                "Starts a session with a copy of another one's history",
                                ForkRequest.class)
                        .named(Topic.SESSIONS, "forkSession")
                        .refuses(ErrorCode.TOO_MANY_ACTIVE_SESSIONS, ErrorCode.SESSION_FULL)
                        .answers(201, SessionJson.class)
                        .by(this::fork),
                Route.put(SESSION + "/participants/{user}", "Shares a session", ShareRequest.class)
                        .named(Topic.SESSIONS, "shareSession")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE)
                        .answers(SessionJson.class)
                        .by(this::share),
                Route.delete(SESSION + "/participants/{user}", "Ends the sharing of a session")
                        .named(Topic.SESSIONS, "unshareSession")
                        .refuses(ErrorCode.FORBIDDEN)
                        .answers(SessionJson.class)
                        .by(this::unshare));
    }

    private Answer start(Call<StartSessionRequest> call) {
        StartSessionRequest request = call.body();
        StartSession start = new StartSession(
                Fields.title(request.title(), limits),
                Fields.metadata(request.metadata(), limits),
                Fields.profile(request.profile()),
                Fields.whenFull(request.whenFull()));
        return Answer.created(json(call, sessions.start(call.caller(), start)));
    }

    private Answer list(Call<Route.Nothing> call) {
        QueryValues query = call.query();
        SessionStatus status = status(query.text("status"));
        String wanted = query.text("q");
        SearchText text = wanted == null ? null : SearchText.parse("q", wanted);
        int limit = paging.limit(query);
        int offset = paging.offset(query);
        String cursor = query.text("cursor");
        if (Boolean.TRUE.equals(query.truth("deleted"))) {
            if (status != null || text != null || cursor != null) {
                throw ChatException.Invalid.field(
                        "deleted", "cannot be combined with status, q or cursor; leave them out.");
            }
            return Answer.ok(SessionPageJson.from(
                    sessions.deleted(call.caller(), limit, offset),
                    call.caller().user()));
        }
        if (cursor != null && offset > 0) {
            throw ChatException.Invalid.field("offset", "cannot be combined with cursor; leave one of them out.");
        }
        SessionPage page = cursor == null
                ? sessions.list(call.caller(), status, text, limit, offset)
                : sessions.list(call.caller(), status, text, SessionCursor.parse("cursor", cursor), limit);
        return Answer.ok(SessionPageJson.from(page, call.caller().user()));
    }

    private static @Nullable SessionStatus status(@Nullable String name) {
        return name == null
                ? null
                : SessionStatus.named(name)
                        .orElseThrow(() -> Fields.oneOf("status", "initializing, active, paused, completed, expired"));
    }

    private Answer change(Call<ChangeSessionRequest> call) {
        ChangeSessionRequest request = call.body();
        return Answer.ok(json(
                call,
                sessions.update(
                        call.caller(),
                        call.sessionId(),
                        request.title() == null ? null : Fields.title(request.title(), limits),
                        Fields.metadataOrNull(request.metadata(), limits))));
    }

    private Answer replace(Call<ReplaceSessionRequest> call) {
        ReplaceSessionRequest request = call.body();
        return Answer.ok(json(
                call,
                sessions.update(
                        call.caller(),
                        call.sessionId(),
                        Fields.title(request.title(), limits),
                        Fields.metadata(request.metadata(), limits))));
    }

    private Answer delete(Call<Route.Nothing> call) {
        sessions.delete(call.caller(), call.sessionId());
        return Answer.noContent();
    }

    private Answer resume(Call<ResumeSessionRequest> call) {
        return Answer.ok(json(
                call,
                sessions.resume(
                        call.caller(),
                        call.sessionId(),
                        Fields.whenFull(call.body().whenFull()))));
    }

    private Answer stop(Call<StopRequest> call) {
        String named = call.body().turnId();
        String stopped = turns.stop(call.caller(), call.sessionId(), named == null ? null : TurnId.parse(named))
                .map(TurnId::toString)
                .orElse(null);
        return Answer.ok(new StoppedJson(call.sessionId().toString(), stopped));
    }

    private Answer send(Call<SendRequest> call) {
        ChannelKind channel = ChannelRoutes.kind("channel", call.body().channel());
        return Answer.accepted(DeliveryJson.from(chats.send(call.caller(), call.sessionId(), channel)));
    }

    private Answer fork(Call<ForkRequest> call) {
        ForkRequest request = call.body();
        return Answer.created(json(
                call,
                forks.fork(call.caller(), call.sessionId(), request.afterSeq(), Fields.whenFull(request.whenFull()))));
    }

    private Answer share(Call<ShareRequest> call) {
        Access access =
                Access.grantable(call.body().access()).orElseThrow(() -> Fields.oneOf("access", "viewer, editor"));
        return Answer.ok(
                json(call, sessions.share(call.caller(), call.sessionId(), new UserId(call.path("user")), access)));
    }

    private Answer unshare(Call<Route.Nothing> call) {
        return Answer.ok(json(call, sessions.unshare(call.caller(), call.sessionId(), new UserId(call.path("user")))));
    }

    private static Answer answer(Call<Route.Nothing> call, BiFunction<Caller, SessionId, SessionView> useCase) {
        return Answer.ok(json(call, useCase.apply(call.caller(), call.sessionId())));
    }

    private static SessionJson json(Call<?> call, SessionView view) {
        return SessionJson.from(view, call.caller().user());
    }
}
