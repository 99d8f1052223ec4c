package dev.parley.web.json;

import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question to people. */
public record FeedbackJson(
        String requestId,
        String sessionId,
        @Nullable String turnId,
        String question,
        KindJson kind,
        List<String> responders,
        String status,
        @Nullable ResponseJson response,
        Instant createdAt,
        Instant expiresAt) {

    /** The rules an answer has to satisfy; what its type does not have is null. */
    public record KindJson(
            String type,
            @Nullable Integer minimum,
            @Nullable Integer maximum,
            @Nullable String pattern,
            @Nullable List<String> options,
            @Nullable Boolean multiple,
            @Nullable ToolCallJson call,
            @Nullable Boolean editable) {
        static KindJson from(FeedbackKind kind) {
            return switch (kind) {
                case FeedbackKind.FreeText text ->
                    new KindJson(
                            "free_text",
                            text.minimum(),
                            text.maximum(),
                            text.pattern() == null ? null : text.pattern().regex(),
                            null,
                            null,
                            null,
                            null);
                case FeedbackKind.Choice choice ->
                    new KindJson("choice", null, null, null, choice.options(), choice.multiple(), null, null);
                case FeedbackKind.Approval approval ->
                    new KindJson(
                            "approval",
                            null,
                            null,
                            null,
                            null,
                            null,
                            approval.call() == null ? null : ToolCallJson.from(approval.call()),
                            approval.editable());
                case FeedbackKind.Clarification clarification ->
                    new KindJson("clarification", null, null, null, null, null, null, null);
            };
        }
    }

    /** Somebody's answer. */
    public record ResponseJson(
            String responseId, String authorId, String channel, AnswerJson answer, Instant at, boolean late) {
        public static ResponseJson from(FeedbackResponse response) {
            return new ResponseJson(
                    response.id().toString(),
                    response.author().toString(),
                    response.channel().wireName(),
                    AnswerJson.from(response.answer()),
                    response.at(),
                    response.late());
        }
    }

    /** What was answered; what its kind does not have is null. */
    public record AnswerJson(
            @Nullable String text,
            @Nullable List<String> options,
            @Nullable Boolean approved,
            @Nullable String reason,
            @Nullable String editedArguments) {
        static AnswerJson from(FeedbackAnswer answer) {
            return switch (answer) {
                case FeedbackAnswer.Text text -> new AnswerJson(text.text(), null, null, null, null);
                case FeedbackAnswer.Selection selection -> new AnswerJson(null, selection.options(), null, null, null);
                case FeedbackAnswer.Decision decision ->
                    new AnswerJson(null, null, decision.approved(), decision.reason(), decision.editedArguments());
            };
        }
    }

    public static FeedbackJson from(FeedbackRequest request) {
        return new FeedbackJson(
                request.id().toString(),
                request.sessionId().toString(),
                request.turnId() == null ? null : request.turnId().toString(),
                request.question(),
                KindJson.from(request.kind()),
                request.responders().stream().map(Object::toString).sorted().toList(),
                request.status().wireName(),
                request.state() instanceof FeedbackState.Answered answered
                        ? ResponseJson.from(answered.winner())
                        : null,
                request.createdAt(),
                request.expiresAt());
    }
}
