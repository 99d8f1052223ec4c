package dev.parley.application;

import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import java.util.List;

/**
 * A question as somebody sees it who looks at it alone.
 *
 * @param lateAnswers valid answers that came after its end
 * @param mayAnswer whether the caller is among those asked
 */
public record FeedbackView(FeedbackRequest request, List<FeedbackResponse> lateAnswers, boolean mayAnswer) {
    public FeedbackView {
        lateAnswers = List.copyOf(lateAnswers);
    }
}
