package dev.parley.application;

import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.turn.Turn;
import java.util.List;

/**
 * A session as one caller sees it.
 *
 * @param access what the caller may do in it
 * @param openTurns the turns that have not ended, in the order of their execution
 * @param openQuestions the questions that wait for an answer, the oldest first
 */
public record SessionView(Session session, Access access, List<Turn> openTurns, List<FeedbackRequest> openQuestions) {
    public SessionView {
        openTurns = List.copyOf(openTurns);
        openQuestions = List.copyOf(openQuestions);
    }
}
