package dev.parley.application.feed;

import dev.parley.application.port.Snapshot;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a watcher of a session is told. */
public sealed interface Frame {
    SessionId sessionId();

    /** Where the watcher stands after this frame; null for what is not in the log. */
    @Nullable
    Position position();

    /** Something happened. */
    record EventFrame(Position position, Event event) implements Frame {
        @Override
        public SessionId sessionId() {
            return event.sessionId();
        }
    }

    /**
     * The answer in progress grew.
     *
     * @param position behind the text
     * @param offset where in the answer the text begins, in UTF-16 code units
     * @param text never empty, never splits a surrogate pair
     */
    record DeltaFrame(SessionId sessionId, Position position, MessageId messageId, int offset, String text)
            implements Frame {}

    /**
     * The log cannot serve the watcher's position; this is how things are instead.
     *
     * @param openQuestions the questions that wait for an answer, the oldest first; they may be newer than the position
     */
    record ResetFrame(SessionId sessionId, Position position, Snapshot snapshot, List<FeedbackRequest> openQuestions)
            implements Frame {
        public ResetFrame {
            openQuestions = List.copyOf(openQuestions);
        }
    }

    /** Somebody began or ceased to type. */
    record TypingFrame(SessionId sessionId, UserId user, boolean active) implements Frame {
        @Override
        public @Nullable Position position() {
            return null;
        }
    }

    /** Somebody began or ceased to watch. */
    record PresenceFrame(SessionId sessionId, UserId user, boolean online) implements Frame {
        @Override
        public @Nullable Position position() {
            return null;
        }
    }
}
