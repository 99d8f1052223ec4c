package dev.parley.application.port;

import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.util.Set;

/** Something worth telling at once and never again. */
public sealed interface Signal {
    /** What concerns one session. */
    sealed interface OfSession extends Signal {
        SessionId sessionId();
    }

    /** Somebody began or ceased to type. */
    record Typing(SessionId sessionId, UserId user, boolean active) implements OfSession {}

    /** Somebody began or ceased to watch. */
    record Presence(SessionId sessionId, UserId user, boolean online) implements OfSession {}

    /** A turn shall end; the request is already stored with the turn. */
    record Stop(SessionId sessionId, TurnId turnId, CancelReason reason) implements OfSession {}

    /**
     * The saved part of a draft grew.
     *
     * @param length how much of it is saved, in UTF-16 code units
     */
    record Drafted(SessionId sessionId, MessageId messageId, int length) implements OfSession {}

    /** A node gave up the session's turn; any other may take it over at once. */
    record Released(SessionId sessionId) implements OfSession {}

    /** Some people should know of something, whatever they are looking at. */
    record Notified(Set<UserId> users, Notice notice) implements OfSession {
        public Notified {
            users = Set.copyOf(users);
        }

        @Override
        public SessionId sessionId() {
            return notice.sessionId();
        }
    }

    /** An administrator changed a user; how is to be read from the storage. */
    record UserChanged(UserId user) implements Signal {}
}
