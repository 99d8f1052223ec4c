package dev.parley.web.socket;

import dev.parley.application.Charge;
import dev.parley.application.Parley;
import dev.parley.application.SessionView;
import dev.parley.application.Sessions;
import dev.parley.application.StartSession;
import dev.parley.application.feed.Frame;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.Fields;
import dev.parley.web.json.SessionJson;
import dev.parley.web.socket.ClientFrames.JoinSessionFrame;
import dev.parley.web.socket.ClientFrames.ResumeSessionFrame;
import dev.parley.web.socket.ClientFrames.SessionFrame;
import dev.parley.web.socket.ClientFrames.StartSessionFrame;
import dev.parley.web.socket.ReplyFrames.SessionJoinedFrame;
import dev.parley.web.socket.ReplyFrames.SessionLeftFrame;
import dev.parley.web.socket.ReplyFrames.SessionStartedFrame;
import dev.parley.web.socket.ReplyFrames.SessionUpdatedFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames about whole sessions: start, join, leave, pause, resume and end them. */
final class SessionCommands {
    static final String JOIN = "join_session";

    private final Sessions sessions;
    private final ChatLimits limits;
    private final Telemetry telemetry;

    SessionCommands(Parley parley) {
        this.sessions = parley.sessions();
        this.limits = parley.limits();
        this.telemetry = parley.telemetry();
    }

    /** Their part of the table. */
    List<Command<?>> commands() {
        return List.of(
                Command.of(
                                "start_session",
                                "Starts a session and watches it",
                                StartSessionFrame.class,
                                SessionStartedFrame.class,
                                this::start)
                        .refuses(
                                ErrorCode.INVALID_CONTENT, ErrorCode.TOO_MANY_ACTIVE_SESSIONS, ErrorCode.INVALID_STATE),
                Command.of(
                                JOIN,
                                "Watches a session from a position on",
                                JoinSessionFrame.class,
                                SessionJoinedFrame.class,
                                this::join)
                        .charges(Charge.READ)
                        .refuses(ErrorCode.NOT_FOUND, ErrorCode.INVALID_POSITION, ErrorCode.INVALID_STATE),
                Command.of(
                                "leave_session",
                                "Ceases to watch a session",
                                SessionFrame.class,
                                SessionLeftFrame.class,
                                SessionCommands::leave)
                        .charges(Charge.NONE)
                        .refuses(),
                Command.of(
                                "pause_session",
                                "Lets a session rest",
                                SessionFrame.class,
                                SessionUpdatedFrame.class,
                                this::pause)
                        .refuses(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE),
                Command.of(
                                "resume_session",
                                "Wakes a session that rests",
                                ResumeSessionFrame.class,
                                SessionUpdatedFrame.class,
                                this::resume)
                        .refuses(
                                ErrorCode.NOT_FOUND,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.INVALID_STATE,
                                ErrorCode.TOO_MANY_ACTIVE_SESSIONS),
                Command.of(
                                "end_session",
                                "Ends a session for good",
                                SessionFrame.class,
                                SessionUpdatedFrame.class,
                                this::end)
                        .refuses(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN));
    }

    private SessionStartedFrame start(Peer peer, StartSessionFrame frame) {
        peer.requireRoomFor(null);
        StartSession start = new StartSession(
                Fields.title(frame.title(), limits),
                Fields.metadata(frame.metadata(), limits),
                Fields.profile(frame.profile()),
                Fields.whenFull(frame.whenFull()));
        Sessions.Joined started = sessions.startAndJoin(peer.caller(), start, peer::onNews);
        peer.watch(new Watch(started.subscription(), List.of()));
        return new SessionStartedFrame(SessionStartedFrame.TYPE, frame.ref(), json(peer, started.view()));
    }

    private SessionJoinedFrame join(Peer peer, JoinSessionFrame frame) {
        return join(
                peer,
                frame.ref(),
                SessionId.parse(frame.sessionId()),
                frame.position() == null ? null : Position.parse(frame.position()));
    }

    /** The first frames are read before the reply, which tells whether the position could be served. */
    SessionJoinedFrame join(Peer peer, @Nullable String ref, SessionId id, @Nullable Position position) {
        peer.requireRoomFor(id);
        Sessions.Joined joined = sessions.join(peer.caller(), id, position, peer::onNews);
        List<SharedFrame> first;
        try {
            first = joined.subscription().poll();
        } catch (RuntimeException trouble) {
            joined.subscription().close();
            throw trouble;
        }
        boolean reset = !first.isEmpty() && first.getFirst().frame() instanceof Frame.ResetFrame;
        Position from = reset || position == null ? joined.subscription().position() : position;
        if (position != null && !reset) {
            telemetry.streamResumed(Transport.WEBSOCKET);
        }
        peer.leave(id);
        peer.watch(new Watch(joined.subscription(), first));
        UserId self = peer.caller().user();
        return new SessionJoinedFrame(
                SessionJoinedFrame.TYPE,
                ref,
                json(peer, joined.view()),
                from.toString(),
                !reset,
                joined.subscription().present().stream()
                        .filter(user -> !user.equals(self))
                        .map(UserId::toString)
                        .toList());
    }

    private static SessionLeftFrame leave(Peer peer, SessionFrame frame) {
        SessionId id = SessionId.parse(frame.sessionId());
        peer.leave(id);
        return new SessionLeftFrame(SessionLeftFrame.TYPE, frame.ref(), id.toString());
    }

    private SessionUpdatedFrame pause(Peer peer, SessionFrame frame) {
        SessionView view = sessions.pause(peer.caller(), SessionId.parse(frame.sessionId()));
        return new SessionUpdatedFrame(SessionUpdatedFrame.TYPE, frame.ref(), json(peer, view));
    }

    private SessionUpdatedFrame resume(Peer peer, ResumeSessionFrame frame) {
        SessionView view =
                sessions.resume(peer.caller(), SessionId.parse(frame.sessionId()), Fields.whenFull(frame.whenFull()));
        return new SessionUpdatedFrame(SessionUpdatedFrame.TYPE, frame.ref(), json(peer, view));
    }

    private SessionUpdatedFrame end(Peer peer, SessionFrame frame) {
        SessionView view = sessions.end(peer.caller(), SessionId.parse(frame.sessionId()));
        return new SessionUpdatedFrame(SessionUpdatedFrame.TYPE, frame.ref(), json(peer, view));
    }

    private static SessionJson json(Peer peer, SessionView view) {
        return SessionJson.from(view, peer.caller().user());
    }
}
