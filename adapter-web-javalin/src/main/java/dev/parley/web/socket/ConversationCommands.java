package dev.parley.web.socket;

import dev.parley.application.Accepted;
import dev.parley.application.Charge;
import dev.parley.application.Commands;
import dev.parley.application.Conversations;
import dev.parley.application.FeedbackDesk;
import dev.parley.application.Parley;
import dev.parley.application.PostMessage;
import dev.parley.application.RateLimits;
import dev.parley.application.Turns;
import dev.parley.application.command.CommandResult;
import dev.parley.application.port.IdSource;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.StrictUuid;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.web.auth.Identity;
import dev.parley.web.json.FeedbackJson;
import dev.parley.web.json.Fields;
import dev.parley.web.json.RateLimitStatusJson;
import dev.parley.web.socket.ClientFrames.AuthenticateFrame;
import dev.parley.web.socket.ClientFrames.CustomEventFrame;
import dev.parley.web.socket.ClientFrames.FeedbackResponseFrame;
import dev.parley.web.socket.ClientFrames.GetRateLimitStatusFrame;
import dev.parley.web.socket.ClientFrames.MessageFrame;
import dev.parley.web.socket.ClientFrames.PingFrame;
import dev.parley.web.socket.ClientFrames.StopFrame;
import dev.parley.web.socket.ClientFrames.TypingFrame;
import dev.parley.web.socket.ReplyFrames.AuthenticatedFrame;
import dev.parley.web.socket.ReplyFrames.CommandResultFrame;
import dev.parley.web.socket.ReplyFrames.EventAckFrame;
import dev.parley.web.socket.ReplyFrames.FeedbackAcceptedFrame;
import dev.parley.web.socket.ReplyFrames.MessageAckFrame;
import dev.parley.web.socket.ReplyFrames.PongFrame;
import dev.parley.web.socket.ReplyFrames.RateLimitStatusFrame;
import dev.parley.web.socket.ReplyFrames.StoppedFrame;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Frames about what happens inside a session, and about the connection itself. */
final class ConversationCommands {
    private final Conversations conversations;
    private final Commands commands;
    private final Turns turns;
    private final FeedbackDesk desk;
    private final IdSource ids;
    private final RateLimits rateLimits;
    private final ChatLimits limits;

    ConversationCommands(Parley parley) {
        this.conversations = parley.conversations();
        this.commands = parley.commands();
        this.turns = parley.turns();
        this.desk = parley.feedback();
        this.ids = parley.ids();
        this.rateLimits = parley.rateLimits();
        this.limits = parley.limits();
    }

    /** Their part of the table. */
    List<Command<?>> commands() {
        return List.of(
                Command.of("message", "Says something", MessageFrame.class, MessageAckFrame.class, this::post)
                        .or(CommandResultFrame.class)
                        .charges(frame -> Commands.chargeOf(frame.content()))
                        .refuses(
                                ErrorCode.INVALID_CONTENT,
                                ErrorCode.NOT_FOUND,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.INVALID_STATE,
                                ErrorCode.TOO_MANY_ACTIVE_SESSIONS,
                                ErrorCode.SESSION_FULL,
                                ErrorCode.SESSION_BUSY,
                                ErrorCode.QUEUE_FULL,
                                ErrorCode.MESSAGE_ID_REUSED,
                                ErrorCode.UNKNOWN_COMMAND,
                                ErrorCode.INVALID_COMMAND),
                Command.overtaking(
                                "stop",
                                "Stops a turn, the current one unless another is named",
                                StopFrame.class,
                                StoppedFrame.class,
                                stopped -> stopped.turnId() == null,
                                this::stop)
                        .charges(Charge.NONE)
                        .refuses(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN),
                Command.silent("typing", "Begins or ceases to type", TypingFrame.class, this::typing)
                        .charges(Charge.READ)
                        .refuses(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN),
                Command.of(
                                "feedback_response",
                                "Answers a question",
                                FeedbackResponseFrame.class,
                                FeedbackAcceptedFrame.class,
                                this::respond)
                        .refuses(
                                ErrorCode.INVALID_CONTENT,
                                ErrorCode.NOT_FOUND,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.ALREADY_ANSWERED,
                                ErrorCode.EXPIRED,
                                ErrorCode.INVALID_ANSWER),
                Command.of(
                                "custom_event",
                                "Appends an event of the application's own",
                                CustomEventFrame.class,
                                EventAckFrame.class,
                                this::publish)
                        .charges(Charge.EVENT)
                        .refuses(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE),
                Command.of(
                                "get_rate_limit_status",
                                "Tells the limits that concern the caller, and how much is left of them",
                                GetRateLimitStatusFrame.class,
                                RateLimitStatusFrame.class,
                                this::rateLimitStatus)
                        .charges(Charge.NONE)
                        .refuses(ErrorCode.NOT_FOUND),
                Command.of(
                                "authenticate",
                                "Goes on with a newer token",
                                AuthenticateFrame.class,
                                AuthenticatedFrame.class,
                                ConversationCommands::authenticate)
                        .charges(Charge.NONE)
                        .refuses(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN),
                Command.of(
                                "ping",
                                "Asks for a sign of life",
                                PingFrame.class,
                                PongFrame.class,
                                (peer, frame) -> new PongFrame(PongFrame.TYPE, frame.ref()))
                        .charges(Charge.NONE)
                        .refuses());
    }

    private Record post(Peer peer, MessageFrame frame) {
        PostMessage post = new PostMessage(
                frame.messageId() == null ? new MessageId(ids.next()) : MessageId.parse(frame.messageId()),
                UserText.parse(frame.content(), limits),
                Fields.ifBusy(frame.ifBusy()));
        SessionId session = SessionId.parse(frame.sessionId());
        Optional<CommandResult> command = commands.intercept(peer.caller(), session, frame.content());
        if (command.isPresent()) {
            return resultFrame(frame, session, command.get());
        }
        Accepted accepted = conversations.post(peer.caller(), session, post);
        return new MessageAckFrame(
                MessageAckFrame.TYPE,
                frame.ref(),
                accepted.message().id().toString(),
                accepted.turn().id().toString(),
                accepted.position().toString(),
                accepted.duplicate());
    }

    private static CommandResultFrame resultFrame(MessageFrame frame, SessionId session, CommandResult result) {
        return new CommandResultFrame(
                CommandResultFrame.TYPE,
                frame.ref(),
                session.toString(),
                result.command(),
                result.text(),
                result.data());
    }

    private StoppedFrame stop(Peer peer, StopFrame frame) {
        SessionId session = SessionId.parse(frame.sessionId());
        TurnId named = frame.turnId() == null ? null : TurnId.parse(frame.turnId());
        String stopped =
                turns.stop(peer.caller(), session, named).map(TurnId::toString).orElse(null);
        return new StoppedFrame(StoppedFrame.TYPE, frame.ref(), session.toString(), stopped);
    }

    private @Nullable Record typing(Peer peer, TypingFrame frame) {
        conversations.typing(peer.caller(), SessionId.parse(frame.sessionId()), frame.active());
        return null;
    }

    private FeedbackAcceptedFrame respond(Peer peer, FeedbackResponseFrame frame) {
        FeedbackRequest answered = desk.respond(
                peer.caller(),
                SessionId.parse(frame.sessionId()),
                FeedbackRequestId.parse(frame.requestId()),
                frame.responseId() == null ? ids.next() : StrictUuid.parse("response_id", frame.responseId()),
                frame.answer().toDomain("answer"));
        return new FeedbackAcceptedFrame(FeedbackAcceptedFrame.TYPE, frame.ref(), FeedbackJson.from(answered));
    }

    private EventAckFrame publish(Peer peer, CustomEventFrame frame) {
        EventPayload.Custom event =
                EventPayload.Custom.parse(frame.name(), frame.payload().text(), limits);
        Position position = conversations.publish(peer.caller(), SessionId.parse(frame.sessionId()), event);
        return new EventAckFrame(EventAckFrame.TYPE, frame.ref(), position.toString());
    }

    private RateLimitStatusFrame rateLimitStatus(Peer peer, GetRateLimitStatusFrame frame) {
        SessionId session = frame.sessionId() == null ? null : SessionId.parse(frame.sessionId());
        RateLimitStatusJson status = RateLimitStatusJson.from(rateLimits.status(peer.caller(), session));
        return new RateLimitStatusFrame(RateLimitStatusFrame.TYPE, frame.ref(), status.limits(), status.buckets());
    }

    private static AuthenticatedFrame authenticate(Peer peer, AuthenticateFrame frame) {
        Identity identity = peer.authenticate(frame.token());
        return new AuthenticatedFrame(
                AuthenticatedFrame.TYPE, frame.ref(), identity.user().toString(), identity.expiresAt());
    }
}
