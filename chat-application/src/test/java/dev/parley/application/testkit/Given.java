package dev.parley.application.testkit;

import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.Lease;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a test needs into a store, the way the use cases do. Every user and session is new, so that tests can share one storage.
 */
public final class Given {
    public static final IdSource IDS = new TimeOrderedIds(InstantSource.system());

    private Given() {}

    public static UserId user() {
        return new UserId("user-" + IDS.next());
    }

    public static NodeId node() {
        return new NodeId(IDS.next());
    }

    public static SessionId sessionId() {
        return new SessionId(IDS.next());
    }

    public static MessageId messageId() {
        return new MessageId(IDS.next());
    }

    public static TurnId turnId() {
        return new TurnId(IDS.next());
    }

    /** A session that waits for its first message. */
    public static Session session(SessionStore store, UserId owner) {
        return session(store, owner, "");
    }

    public static Session session(SessionStore store, UserId owner, String title) {
        SessionId id = sessionId();
        return store.change(id, change -> begin(change, id, owner, title));
    }

    /** An active session. */
    public static Session activeSession(SessionStore store, UserId owner) {
        return changed(
                store,
                session(store, owner),
                change -> change.save(change.session().activate(change.now())));
    }

    /** Begins a session inside a change. */
    public static Session begin(SessionChange change, SessionId id, UserId owner, String title) {
        Session session = change.save(
                Session.start(id, owner, new Title(title), Metadata.NONE, ProfileName.DEFAULT, null, change.now()));
        change.emit(new EventPayload.SessionStarted(EventPayload.SessionProfile.of(session)));
        return change.session();
    }

    /** Changes a session and gives it back as it is then. */
    public static Session changed(SessionStore store, Session session, Consumer<SessionChange> work) {
        return store.change(session.id(), change -> {
            work.accept(change);
            return change.session();
        });
    }

    /** A message of the session's owner, with a turn that waits. */
    public static Turn question(SessionStore store, Session session, String text) {
        return store.change(session.id(), change -> question(change, session.owner(), messageId(), text, 0));
    }

    public static Turn question(SessionChange change, UserId author, MessageId id, String text, int priority) {
        UserMessage message = change.save(
                new UserMessage(id, change.session().id(), turnId(), change.nextSeq(), author, text, change.now()));
        change.emit(new EventPayload.MessageCreated(message));
        return change.save(Turn.queued(
                message.turnId(),
                message.sessionId(),
                id,
                author,
                message.seq(),
                change.openTurns().size(),
                priority,
                change.now()));
    }

    /** A turn that a node works on. */
    public static Turn runningTurn(SessionStore store, Session session, NodeId node, Duration lease) {
        Turn waiting = question(store, session, "Hello?");
        return started(store, waiting, node, lease);
    }

    public static Turn started(SessionStore store, Turn turn, NodeId node, Duration lease) {
        return store.change(
                turn.sessionId(),
                change -> change.save(change.turn(turn.id())
                        .start(new Lease(node, change.now().plus(lease)), change.now())));
    }

    /** An answer that begins. */
    public static AssistantMessage answer(SessionStore store, Turn turn) {
        return store.change(turn.sessionId(), change -> {
            AssistantMessage answer = change.save(AssistantMessage.streaming(
                    messageId(), turn.sessionId(), turn.id(), change.nextSeq(), change.now()));
            change.emit(new EventPayload.MessageStarted(answer.id(), turn.id(), turn.attempt()));
            return answer;
        });
    }

    public static FeedbackRequestId requestId() {
        return new FeedbackRequestId(IDS.next());
    }

    /** A question of the application's that waits for five minutes for somebody; for everyone who may write if nobody is named. */
    public static FeedbackRequest asked(SessionStore store, Session session, UserId... responders) {
        return store.change(session.id(), change -> asked(change, requestId(), responders));
    }

    /** Such a question, inside a change. */
    public static FeedbackRequest asked(SessionChange change, FeedbackRequestId id, UserId... responders) {
        Instant now = change.now();
        return change.save(feedback(
                change,
                id,
                null,
                Set.of(responders),
                now,
                now.plus(Duration.ofMinutes(5)),
                now.plus(Duration.ofMinutes(4))));
    }

    /** A question that an agent's call waits for, inside a change. */
    public static FeedbackRequest asked(SessionChange change, TurnId turn) {
        Instant now = change.now();
        AskingCall asker = new AskingCall(turn, messageId(), "call");
        return change.save(feedback(change, requestId(), asker, Set.of(), now, now.plus(Duration.ofMinutes(5)), null));
    }

    /** A question with times of its own, that is not saved yet. */
    public static FeedbackRequest feedback(
            SessionChange change,
            FeedbackRequestId id,
            @Nullable AskingCall asker,
            Set<UserId> responders,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant remindAt) {
        return new FeedbackRequest(
                id,
                change.session().id(),
                asker,
                "What do you think?",
                FeedbackKind.FreeText.any(),
                responders,
                new FeedbackState.Pending(),
                createdAt,
                expiresAt,
                remindAt,
                null);
    }

    /** An event of an application's own. */
    public static EventPayload custom(int number) {
        return new EventPayload.Custom("test.event", new JsonText(Integer.toString(number)));
    }
}
