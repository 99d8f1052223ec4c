package dev.parley.application.port;

import dev.parley.domain.TextRules;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import java.time.Instant;

/**
 * Something that a person should know of, whatever they are looking at. It is told to those who listen at that moment and never again: who
 * was away looks at what is there now, such as the open questions. Texts are cut to {@value #LONGEST_TEXT} code points.
 */
public sealed interface Notice {
    /** Most code points of a question or title that a notice tells of. */
    int LONGEST_TEXT = 200;

    SessionId sessionId();

    /** What it is about, as it appears on the wire. */
    String kind();

    /** A question was put to the person. */
    record FeedbackRequested(SessionId sessionId, FeedbackRequestId requestId, String question, Instant expiresAt)
            implements Notice {
        public FeedbackRequested {
            question = TextRules.shortened(question, LONGEST_TEXT);
        }

        @Override
        public String kind() {
            return "feedback_requested";
        }
    }

    /** Nobody has answered a question yet, and its time is over soon. */
    record FeedbackReminder(SessionId sessionId, FeedbackRequestId requestId, String question, Instant expiresAt)
            implements Notice {
        public FeedbackReminder {
            question = TextRules.shortened(question, LONGEST_TEXT);
        }

        @Override
        public String kind() {
            return "feedback_reminder";
        }
    }

    /**
     * A question is open no longer.
     *
     * @param status answered, expired or cancelled
     */
    record FeedbackEnded(SessionId sessionId, FeedbackRequestId requestId, FeedbackStatus status) implements Notice {
        @Override
        public String kind() {
            return "feedback_" + status.wireName();
        }
    }

    /** A session was shared with the person. */
    record SessionShared(SessionId sessionId, String title, Access access) implements Notice {
        public SessionShared {
            title = TextRules.shortened(title, LONGEST_TEXT);
        }

        @Override
        public String kind() {
            return "session_shared";
        }
    }

    /** A session of the person's own expires unless somebody uses it. */
    record SessionExpiring(SessionId sessionId, String title, Instant expiresAt) implements Notice {
        public SessionExpiring {
            title = TextRules.shortened(title, LONGEST_TEXT);
        }

        @Override
        public String kind() {
            return "session_expiring";
        }
    }
}
