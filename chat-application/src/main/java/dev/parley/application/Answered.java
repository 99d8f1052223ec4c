package dev.parley.application;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.feedback.AnswerOutcome;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of an answer, as whoever sent it is told. */
record Answered(FeedbackRequest request, AnswerOutcome outcome) {
    /**
     * The question that this answer won, now or before.
     *
     * @throws ChatException if it did not, saying why
     */
    FeedbackRequest orThrow() {
        return switch (outcome) {
            case AnswerOutcome.Won won -> request;
            case AnswerOutcome.WonBefore won -> request;
            case AnswerOutcome.Lost(FeedbackResponse winner) ->
                throw new ChatException.Conflict(
                        ErrorCode.ALREADY_ANSWERED,
                        "%s answered this question first.".formatted(winner.author()),
                        Map.of("request_id", request.id().toString(), "response", facts(winner)));
            case AnswerOutcome.TooLate late ->
                throw new ChatException.Gone(
                        ErrorCode.EXPIRED,
                        tooLate(late.response() != null),
                        Map.of("request_id", request.id().toString(), "late", late.response() != null));
            case AnswerOutcome.NotAsked others ->
                throw new ChatException.Forbidden("This question is put to others; one of them has to answer it.");
            case AnswerOutcome.NotValid(String defect) ->
                throw new ChatException.Unprocessable(
                        ErrorCode.INVALID_ANSWER,
                        defect,
                        Map.of("request_id", request.id().toString()));
        };
    }

    private String tooLate(boolean isNoted) {
        String why = request.status() == FeedbackStatus.CANCELLED
                ? "This question was withdrawn"
                : "This question's time is over";
        return isNoted
                ? why + "; the answer was noted as late and changes nothing."
                : why + "; no answer is needed any more.";
    }

    private static Map<String, Object> facts(FeedbackResponse winner) {
        Map<String, Object> answer = new LinkedHashMap<>();
        switch (winner.answer()) {
            case FeedbackAnswer.Text text -> answer.put("text", text.text());
            case FeedbackAnswer.Selection selection -> answer.put("options", selection.options());
            case FeedbackAnswer.Decision decision -> {
                answer.put("approved", decision.approved());
                if (decision.reason() != null) {
                    answer.put("reason", decision.reason());
                }
                if (decision.editedArguments() != null) {
                    answer.put("edited_arguments", decision.editedArguments());
                }
            }
        }
        return Map.of(
                "response_id", winner.id().toString(),
                "author_id", winner.author().value(),
                "channel", winner.channel().wireName(),
                "answer", answer,
                "at", winner.at().toString());
    }
}
