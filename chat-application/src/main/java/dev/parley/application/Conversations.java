package dev.parley.application;

import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.agent.TurnRunners.Outcome;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.ReplyKey;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.message.UserText;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.user.Caller;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people do inside a session: say something, wait for the answer, type, and publish events of their own. */
public final class Conversations {
    /** A message without a session may find another session current at each look. */
    private static final int LOOKS = 3;

    /** What happens if the same message was taken elsewhere after the look, or the current session ended or was deleted. */
    private static final Set<ErrorCode> MEANWHILE =
            Set.of(ErrorCode.MESSAGE_ID_REUSED, ErrorCode.NOT_FOUND, ErrorCode.INVALID_STATE);

    private final SessionStore store;
    private final TurnRunners runners;
    private final TurnRules rules;
    private final SessionGate gate;
    private final Sessions sessions;
    private final Turns turns;
    private final EventBus bus;
    private final IdSource ids;
    private final ChatLimits limits;
    private final ActiveSessions active;

    Conversations(
            Storage storage,
            TurnRunners runners,
            TurnRules rules,
            SessionGate gate,
            Sessions sessions,
            Turns turns,
            IdSource ids,
            ChatLimits limits,
            ActiveSessions active) {
        this.store = storage.sessions();
        this.runners = runners;
        this.rules = rules;
        this.gate = gate;
        this.sessions = sessions;
        this.turns = turns;
        this.bus = storage.bus();
        this.ids = ids;
        this.limits = limits;
        this.active = active;
    }

    /**
     * Posts a message. When this returns, the message is stored and its turn runs or waits.
     *
     * @throws ChatException.NotFound if the caller may not see the session
     * @throws ChatException.Forbidden if the caller may only read it
     * @throws ChatException.Conflict if the session has ended, is busy, its queue or history is full, or its owner has no room for
     *     another active session
     * @throws ChatException.Unprocessable if the id was used for something else
     * @throws ChatException.Unavailable if nobody uses the session on this node yet, and the node has as many live sessions as allowed
     */
    public Accepted post(Caller caller, SessionId sessionId, PostMessage post) {
        return runners.changeIfRoom(sessionId, change -> {
            Session session = change.session().require(caller, Access.EDITOR);
            if (change.isUsed(post.id(), caller.user())) {
                Turn known = change.turnAnswering(post.id()).orElseThrow(() -> reused(post.id()));
                return Outcome.of(acceptedBefore(change, caller, post, known));
            }
            Sessions.requireInUse(session);
            requireSpace(session);
            return accept(change, caller, post);
        });
    }

    private Outcome<Accepted> accept(SessionChange change, Caller caller, PostMessage post) {
        List<Turn> open = change.openTurns();
        Turn stopped = open.isEmpty() ? null : makeWay(change, open, post.ifBusy());
        active.activate(change, caller);
        TurnId turnId = new TurnId(ids.next());
        long seq = change.nextSeq();
        UserMessage message = change.save(new UserMessage(
                post.id(),
                change.session().id(),
                turnId,
                seq,
                caller.user(),
                caller.channel(),
                post.text().value(),
                change.now()));
        change.emit(new EventPayload.MessageCreated(message));
        int priority = post.ifBusy() == IfBusy.INTERRUPT
                ? 1 + open.stream().mapToInt(Turn::priority).max().orElse(-1)
                : 0;
        int ahead = post.ifBusy() == IfBusy.INTERRUPT
                ? (int) open.stream().filter(Turn::isCurrent).count()
                : open.size();
        change.save(Turn.queued(
                turnId, change.session().id(), post.id(), caller.user(), seq, ahead, priority, change.now()));
        if (post.replyTo() != null) {
            ReplyKey key =
                    new ReplyKey(turnId, caller.user(), post.replyTo().to().kind());
            change.save(ChannelReply.awaited(key, post.replyTo(), change.now()));
        }
        if (ahead > 0) {
            change.emit(new EventPayload.TurnQueued(turnId, post.id(), ahead));
        }
        var work = rules.startNext(change);
        return new Outcome<>(new Accepted(message, change.turn(turnId), Position.after(seq), false), work, stopped);
    }

    /** Decides what a message does that comes while turns are open; returns the running turn that has to stop for it. */
    private @Nullable Turn makeWay(SessionChange change, List<Turn> open, IfBusy ifBusy) {
        Turn first = open.getFirst();
        if (ifBusy == IfBusy.REJECT) {
            throw new ChatException.Conflict(
                    ErrorCode.SESSION_BUSY,
                    "The agent is busy in this session; wait for the turn's end, stop it, or send with if_busy=enqueue.",
                    Map.of("turn_id", first.id().toString()));
        }
        long waiting = open.stream().filter(turn -> !turn.isCurrent()).count();
        if (waiting >= limits.queuedTurns()) {
            throw new ChatException.Conflict(
                    ErrorCode.QUEUE_FULL,
                    "%d messages wait in this session already; wait for an answer or withdraw one.".formatted(waiting),
                    Map.of("queued", waiting));
        }
        if (ifBusy != IfBusy.INTERRUPT) {
            return null;
        }
        return switch (first.state()) {
            case TurnState.Running running -> change.save(first.requestStop(CancelReason.INTERRUPTED));
            case TurnState.AwaitingFeedback awaiting -> {
                rules.endAwaiting(change, first, CancelReason.INTERRUPTED);
                yield null;
            }
            case TurnState.Queued queued -> null;
            case TurnState.Ended ended -> null;
        };
    }

    private static Accepted acceptedBefore(SessionChange change, Caller caller, PostMessage post, Turn turn) {
        Message stored = change.message(post.id()).orElseThrow(() -> new ChatException.NotFound("message"));
        if (stored instanceof UserMessage message
                && message.author().equals(caller.user())
                && message.text().equals(post.text().value())) {
            return new Accepted(message, turn, Position.after(turn.acceptedSeq()), true);
        }
        throw reused(post.id());
    }

    private static ChatException.Unprocessable reused(MessageId id) {
        return new ChatException.Unprocessable(
                ErrorCode.MESSAGE_ID_REUSED,
                "This message_id was used for another message; make a new one for each message.",
                Map.of("message_id", id.toString()));
    }

    private void requireSpace(Session session) {
        if (limits.messagesPerSession() > 0 && session.messageCount() >= limits.messagesPerSession()) {
            throw new ChatException.Conflict(
                    ErrorCode.SESSION_FULL,
                    "The session holds %d messages, as many as are kept; start a new one or fork it."
                            .formatted(session.messageCount()));
        }
    }

    /**
     * Posts a message and waits for the whole answer.
     *
     * @param sessionId the session; null for the one the caller used last, which is begun if there is none
     * @throws ChatException.TimedOut if the turn does not end in time, or at once when it waits for people; it goes on, and asking again with
     *     the same message waits for the same answer
     * @throws ChatException.Unavailable if the turn failed
     */
    public Answer ask(Caller caller, @Nullable SessionId sessionId, PostMessage post, Duration timeout)
            throws InterruptedException {
        Accepted accepted = sessionId == null ? postSomewhere(caller, post) : post(caller, sessionId, post);
        SessionId target = accepted.message().sessionId();
        Turn turn = turns.awaitEnd(caller, accepted.turn(), timeout);
        if (!turn.isEnded()) {
            throw notReady(accepted, turn);
        }
        List<Message> messages = gate.read(caller, target, session -> store.messagesOf(target, turn.id()));
        return new Answer(accepted, turn, messages).orThrow();
    }

    private static ChatException.TimedOut notReady(Accepted accepted, Turn turn) {
        Map<String, Object> details = new HashMap<>(Map.of(
                "session_id", turn.sessionId().toString(),
                "turn_id", turn.id().toString(),
                "message_id", turn.messageId().toString(),
                "position", accepted.position().toString()));
        if (turn.state() instanceof TurnState.AwaitingFeedback(FeedbackRequestId question)) {
            details.put("request_id", question.toString());
            return new ChatException.TimedOut(
                    "The agent waits for a person's answer; the turn goes on once it is there. Answer the question, or read the session's events.",
                    details);
        }
        return new ChatException.TimedOut(
                "The answer is not ready yet; the turn goes on. Send the same message_id again, or read the session's events.",
                details);
    }

    private Accepted postSomewhere(Caller caller, PostMessage post) {
        for (int look = 1; ; look++) {
            Optional<SessionId> known = store.sessionOfMessage(caller.user(), post.id());
            SessionId target = known.orElseGet(() -> sessions.currentOrNew(caller));
            try {
                return post(caller, target, post);
            } catch (ChatException refusal) {
                if (known.isPresent() || look == LOOKS || !MEANWHILE.contains(refusal.code())) {
                    throw refusal;
                }
            }
        }
    }

    /** Says something in a session and waits for the whole answer, as long as a model may take. */
    public Answer ask(Caller caller, SessionId sessionId, String text) throws InterruptedException {
        PostMessage post = new PostMessage(new MessageId(ids.next()), UserText.parse(text, limits), IfBusy.ENQUEUE);
        return ask(caller, sessionId, post, limits.modelAnswer());
    }

    /** Appends an event of the application's own to the log. */
    public Position publish(Caller caller, SessionId id, EventPayload.Custom event) {
        return store.change(id, change -> {
            Sessions.requireInUse(change.session().require(caller, Access.EDITOR));
            return Position.after(change.emit(event).seq());
        });
    }

    /** Tells the others that the caller began or ceased to type. */
    public void typing(Caller caller, SessionId id, boolean isTyping) {
        gate.require(caller, id, Access.EDITOR);
        bus.send(new Signal.Typing(id, caller.user(), isTyping));
    }
}
