package dev.parley.web.json;

import dev.parley.domain.JsonText;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.CancelReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The payloads of events. */
public sealed interface PayloadJson {
    /** {@code session.started} and {@code session.updated}. */
    record OfSession(ProfileJson session) implements PayloadJson {}

    /** {@code session.paused}. */
    record OfPause(@OneOf(EventPayload.PauseReason.class) String reason) implements PayloadJson {}

    /** {@code session.resumed}. */
    record Empty() implements PayloadJson {}

    /** {@code session.ended}. */
    record OfEnd(@OneOf(words = {"completed", "expired"}) String status) implements PayloadJson {}

    /** {@code participant.joined}. */
    record OfParticipant(
            String userId,
            @OneOf(words = {"viewer", "editor"}) String access) implements PayloadJson {}

    /** {@code participant.left}. */
    record OfLeaver(String userId) implements PayloadJson {}

    /** Whatever carries a whole message. */
    record OfMessage(MessageJson message) implements PayloadJson {
        static OfMessage from(Message message) {
            return new OfMessage(MessageJson.from(message));
        }
    }

    /** {@code message.completed}. */
    record OfAnswer(MessageJson message, @Nullable Long firstTextMs) implements PayloadJson {
        static OfAnswer from(EventPayload.MessageCompleted completed) {
            return new OfAnswer(
                    MessageJson.from(completed.message()),
                    completed.firstText() == null ? null : completed.firstText().toMillis());
        }
    }

    /** {@code message.started}. */
    record OfAnswerStart(String messageId, String turnId, int attempt) implements PayloadJson {}

    /** {@code turn.queued}. */
    record OfQueuedTurn(String turnId, String messageId, int ahead) implements PayloadJson {}

    /** {@code turn.started}. */
    record OfStartedTurn(String turnId, String messageId, int attempt) implements PayloadJson {}

    /** {@code turn.completed}. */
    record OfTurn(String turnId, String messageId) implements PayloadJson {}

    /** {@code turn.failed}. */
    record OfFailedTurn(String turnId, String messageId, FailureJson error) implements PayloadJson {}

    /** {@code turn.cancelled}. */
    record OfCancelledTurn(
            String turnId,
            String messageId,
            @OneOf(CancelReason.class) String reason) implements PayloadJson {}

    /** {@code tool.called}. */
    record OfToolCall(String turnId, String messageId, ToolCallJson call) implements PayloadJson {}

    /** {@code agent.state}. */
    record OfAgent(AgentJson agent) implements PayloadJson {}

    /** {@code feedback.requested}. */
    record OfFeedback(FeedbackJson request) implements PayloadJson {}

    /** {@code feedback.answered}. */
    record OfFeedbackAnswer(String requestId, FeedbackJson.ResponseJson response) implements PayloadJson {}

    /** {@code feedback.reminder}. */
    record OfFeedbackReminder(String requestId, Instant expiresAt) implements PayloadJson {}

    /** {@code feedback.expired}. */
    record OfFeedbackExpiry(String requestId, @Nullable FeedbackAnswerJson defaultAnswer) implements PayloadJson {}

    /** {@code feedback.cancelled}. */
    record OfFeedbackEnd(String requestId) implements PayloadJson {}

    /** {@code feedback.delivery}. */
    record OfFeedbackDelivery(String requestId, DeliveryJson delivery) implements PayloadJson {}

    /** {@code answer.delivery}. */
    record OfAnswerDelivery(String turnId, DeliveryJson delivery) implements PayloadJson {}

    /** {@code custom}. */
    record OfCustom(String name, JsonText payload) implements PayloadJson {}

    /** What events tell of a session. */
    record ProfileJson(
            String ownerId,
            String title,
            JsonText metadata,
            String profile,
            @OneOf(SessionStatus.class) String status,
            boolean deleted,
            long contextAfter) {
        static ProfileJson from(EventPayload.SessionProfile session) {
            return new ProfileJson(
                    session.owner().toString(),
                    session.title().value(),
                    session.metadata().json(),
                    session.profile().toString(),
                    session.status().wireName(),
                    session.deleted(),
                    session.contextAfter());
        }
    }

    static PayloadJson from(EventPayload payload) {
        return switch (payload) {
            case EventPayload.SessionStarted started -> new OfSession(ProfileJson.from(started.session()));
            case EventPayload.SessionUpdated updated -> new OfSession(ProfileJson.from(updated.session()));
            case EventPayload.SessionPaused paused ->
                new OfPause(paused.reason().wireName());
            case EventPayload.SessionResumed resumed -> new Empty();
            case EventPayload.SessionEnded ended -> new OfEnd(ended.status().wireName());
            case EventPayload.ParticipantJoined joined ->
                new OfParticipant(joined.user().toString(), joined.access().wireName());
            case EventPayload.ParticipantLeft left -> new OfLeaver(left.user().toString());
            case EventPayload.MessageCreated created -> OfMessage.from(created.message());
            case EventPayload.MessageStarted started ->
                new OfAnswerStart(
                        started.messageId().toString(), started.turnId().toString(), started.attempt());
            case EventPayload.MessageCompleted completed -> OfAnswer.from(completed);
            case EventPayload.AnswerEnded ended -> OfMessage.from(ended.message());
            case EventPayload.TurnQueued queued ->
                new OfQueuedTurn(queued.turnId().toString(), queued.messageId().toString(), queued.ahead());
            case EventPayload.TurnStarted started ->
                new OfStartedTurn(
                        started.turnId().toString(), started.messageId().toString(), started.attempt());
            case EventPayload.TurnEnded ended -> ofEndedTurn(ended);
            case EventPayload.ToolCalled called ->
                new OfToolCall(
                        called.turnId().toString(), called.messageId().toString(), ToolCallJson.from(called.call()));
            case EventPayload.ToolFinished finished -> OfMessage.from(finished.message());
            case EventPayload.AgentStateChanged changed -> new OfAgent(AgentJson.from(changed.state()));
            case EventPayload.FeedbackRequested requested -> new OfFeedback(FeedbackJson.from(requested.request()));
            case EventPayload.FeedbackAnswered answered ->
                new OfFeedbackAnswer(
                        answered.requestId().toString(), FeedbackJson.ResponseJson.from(answered.response()));
            case EventPayload.FeedbackReminder reminder ->
                new OfFeedbackReminder(reminder.requestId().toString(), reminder.expiresAt());
            case EventPayload.FeedbackExpired expired ->
                new OfFeedbackExpiry(
                        expired.requestId().toString(),
                        expired.defaultAnswer() == null ? null : FeedbackAnswerJson.from(expired.defaultAnswer()));
            case EventPayload.FeedbackCancelled cancelled ->
                new OfFeedbackEnd(cancelled.requestId().toString());
            case EventPayload.FeedbackDelivery told ->
                new OfFeedbackDelivery(told.requestId().toString(), DeliveryJson.from(told.delivery()));
            case EventPayload.AnswerDelivery told ->
                new OfAnswerDelivery(told.turnId().toString(), DeliveryJson.from(told.delivery()));
            case EventPayload.Custom custom -> new OfCustom(custom.name(), custom.payload());
        };
    }

    private static PayloadJson ofEndedTurn(EventPayload.TurnEnded ended) {
        String turn = ended.turnId().toString();
        String message = ended.messageId().toString();
        return switch (ended) {
            case EventPayload.TurnCompleted completed -> new OfTurn(turn, message);
            case EventPayload.TurnFailed failed -> new OfFailedTurn(turn, message, FailureJson.from(failed.failure()));
            case EventPayload.TurnCancelled cancelled ->
                new OfCancelledTurn(turn, message, cancelled.reason().wireName());
        };
    }
}
