package dev.parley.web.json;

import dev.parley.application.FeedbackView;
import dev.parley.web.json.FeedbackJson.ResponseJson;
import java.util.List;

/**
 * A question as somebody sees it who looks at it alone.
 *
 * @param lateAnswers valid answers that came after its end, the oldest first
 * @param mayAnswer whether the caller is among those asked
 */
public record FeedbackViewJson(FeedbackJson request, List<ResponseJson> lateAnswers, boolean mayAnswer) {
    public static FeedbackViewJson from(FeedbackView view) {
        return new FeedbackViewJson(
                FeedbackJson.from(view.request(), view.deliveries()),
                view.lateAnswers().stream().map(ResponseJson::from).toList(),
                view.mayAnswer());
    }
}
