package dev.parley.application.port;

import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Looks over the questions of all sessions. They are asked, answered and ended in {@link SessionStore#change}, under their session's lock.
 *
 * <p>Callers rely on this: queries see every change that returned before they began; what is due is decided by the storage's clock; methods
 * may be called by many threads at once; a question's id is stored once: a change that saves it in a second session fails with {@code
 * message_id_reused}. Every adapter passes {@code FeedbackQueueContract}.
 */
public interface FeedbackQueue {
    /** Most open questions of a session that {@link #open} gives. */
    int MOST_OPEN = 100;

    /** Most questions that {@link #pending} counts: those that wait longest. */
    int MOST_COUNTED = 10_000;

    /** A question, whichever session it belongs to, unless that is deleted. */
    Optional<FeedbackRequest> find(FeedbackRequestId id);

    Page<FeedbackRequest> page(FeedbackQuery query);

    /** The questions of a session that wait for an answer, the oldest first; the newest {@value #MOST_OPEN} if there are more. */
    default List<FeedbackRequest> open(SessionId id) {
        return page(new FeedbackQuery(id, null, FeedbackStatus.PENDING, MOST_OPEN, 0))
                .items()
                .reversed();
    }

    /** Valid answers that came after the question's end, the oldest first, at most a hundred. */
    List<FeedbackResponse> lateAnswers(FeedbackRequestId id);

    /** Sessions with pending questions whose time is over or whose reminder is due; the longest due first. */
    List<SessionId> due(int limit);

    /**
     * How long the questions of all sessions wait that wait for an answer. No more than the {@value #MOST_COUNTED} that wait longest are
     * looked at.
     *
     * @param ages by which they are told apart, each longer than the one before
     */
    PendingQuestions pending(List<Duration> ages);
}
