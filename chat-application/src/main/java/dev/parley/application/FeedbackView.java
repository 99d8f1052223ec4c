package dev.parley.application;

import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import java.util.List;

/**
 * A question as somebody sees it who looks at it alone.
 *
 * @param lateAnswers valid answers that came after its end
 * @param deliveries how it got to people over channels, as far as the caller may know
 * @param mayAnswer whether the caller is among those asked
 */
public record FeedbackView(
        FeedbackRequest request,
        List<FeedbackResponse> lateAnswers,
        List<DeliveryState> deliveries,
        boolean mayAnswer) {
    public FeedbackView {
        lateAnswers = List.copyOf(lateAnswers);
        deliveries = List.copyOf(deliveries);
    }
}
