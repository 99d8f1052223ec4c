package dev.parley.web.json;

import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.feedback.FeedbackStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to people.
 *
 * @param asker the agent's call that waits for the answer; null if the application asked
 * @param responders who may answer; empty for everyone who may write in the session
 * @param response the answer that won
 * @param remindAt when those asked are reminded; null once they were
 * @param defaultAnswer what counts if nobody answers in time
 * @param deliveries how it got to people over channels; only in answers about the questions of a session or of the caller
 */
public record FeedbackJson(
        String requestId,
        String sessionId,
        @Nullable AskerJson asker,
        String question,
        FeedbackKindJson kind,
        List<String> responders,
        @OneOf(FeedbackStatus.class) String status,
        @Nullable ResponseJson response,
        @Nullable FeedbackAnswerJson defaultAnswer,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant remindAt,
        List<DeliveryJson> deliveries) {

    /**
     * The agent's call that waits for an answer.
     *
     * @param messageId the agent's message that makes the call
     */
    public record AskerJson(String turnId, String messageId, String callId) {
        static AskerJson from(AskingCall call) {
            return new AskerJson(
                    call.turnId().toString(), call.answerId().toString(), TextRules.repaired(call.callId()));
        }
    }

    /** Somebody's answer. */
    public record ResponseJson(
            String responseId,
            String authorId,
            @OneOf(ChannelKind.class) String channel,
            FeedbackAnswerJson answer,
            Instant at,
            boolean late) {
        public static ResponseJson from(FeedbackResponse response) {
            return new ResponseJson(
                    response.id().toString(),
                    response.author().toString(),
                    response.channel().wireName(),
                    FeedbackAnswerJson.from(response.answer()),
                    response.at(),
                    response.late());
        }
    }

    public static FeedbackJson from(FeedbackRequest request) {
        return from(request, List.of());
    }

    public static FeedbackJson from(FeedbackRequest request, List<DeliveryState> deliveries) {
        return new FeedbackJson(
                request.id().toString(),
                request.sessionId().toString(),
                request.asker() == null ? null : AskerJson.from(request.asker()),
                request.question(),
                FeedbackKindJson.from(request.kind()),
                request.responders().stream().map(Object::toString).sorted().toList(),
                request.status().wireName(),
                request.state() instanceof FeedbackState.Answered answered
                        ? ResponseJson.from(answered.winner())
                        : null,
                request.defaultAnswer() == null ? null : FeedbackAnswerJson.from(request.defaultAnswer()),
                request.createdAt(),
                request.expiresAt(),
                request.remindAt(),
                deliveries.stream().map(DeliveryJson::from).toList());
    }

    public static List<FeedbackJson> from(List<FeedbackRequest> requests) {
        return requests.stream().map(request -> from(request)).toList();
    }
}
