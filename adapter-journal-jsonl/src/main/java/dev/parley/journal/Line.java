package dev.parley.journal;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.turn.TurnFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What statistics need of an event, and what people look for: the fields of its line beside the payload. What the type of event does not
 * have is null.
 *
 * @param messageId the message it is about; of a turn the one that it answers
 * @param errorCode why a turn or an answer failed
 * @param firstTextMs milliseconds from the call of the model to its first text
 */
record Line(
        Instant at,
        String sessionId,
        long seq,
        String type,
        @Nullable String turnId,
        @Nullable String messageId,
        @Nullable Integer attempt,
        @Nullable String model,
        @Nullable Integer promptTokens,
        @Nullable Integer completionTokens,
        @Nullable String errorCode,
        @Nullable Long firstTextMs) {

    static Line of(Event event) {
        return switch (event.payload()) {
            case EventPayload.MessageCreated created -> of(event, created.message());
            case EventPayload.ToolFinished finished -> of(event, finished.message());
            case EventPayload.MessageCompleted completed ->
                of(
                        event,
                        completed.message(),
                        completed.firstText() == null
                                ? null
                                : (Long) completed.firstText().toMillis());
            case EventPayload.AnswerEnded ended -> of(event, ended.message(), null);
            case EventPayload.MessageStarted started ->
                of(event, started.turnId(), started.messageId(), started.attempt(), null);
            case EventPayload.TurnStarted started ->
                of(event, started.turnId(), started.messageId(), started.attempt(), null);
            case EventPayload.TurnFailed failed ->
                of(event, failed.turnId(), failed.messageId(), null, failed.failure());
            case EventPayload.TurnEnded ended -> of(event, ended.turnId(), ended.messageId(), null, null);
            case EventPayload.TurnQueued queued -> of(event, queued.turnId(), queued.messageId(), null, null);
            case EventPayload.ToolCalled called -> of(event, called.turnId(), called.messageId(), null, null);
            case EventPayload.FeedbackRequested requested ->
                of(event, requested.request().turnId(), null, null, null);
            case EventPayload.SessionStarted started -> of(event, null, null, null, null);
            case EventPayload.SessionUpdated updated -> of(event, null, null, null, null);
            case EventPayload.SessionPaused paused -> of(event, null, null, null, null);
            case EventPayload.SessionResumed resumed -> of(event, null, null, null, null);
            case EventPayload.SessionEnded ended -> of(event, null, null, null, null);
            case EventPayload.ParticipantJoined joined -> of(event, null, null, null, null);
            case EventPayload.ParticipantLeft left -> of(event, null, null, null, null);
            case EventPayload.AgentStateChanged changed -> of(event, null, null, null, null);
            case EventPayload.FeedbackAnswered answered -> of(event, null, null, null, null);
            case EventPayload.FeedbackReminder reminder -> of(event, null, null, null, null);
            case EventPayload.FeedbackExpired expired -> of(event, null, null, null, null);
            case EventPayload.FeedbackCancelled cancelled -> of(event, null, null, null, null);
            case EventPayload.FeedbackDelivery delivery -> of(event, null, null, null, null);
            case EventPayload.AnswerDelivery delivery -> of(event, delivery.turnId(), null, null, null);
            case EventPayload.Custom custom -> of(event, null, null, null, null);
        };
    }

    private static Line of(Event event, Message message) {
        return of(event, message.turnId(), message.id(), null, null);
    }

    private static Line of(
            Event event,
            @Nullable Object turn,
            @Nullable Object message,
            @Nullable Integer attempt,
            @Nullable TurnFailure failure) {
        return new Line(
                event.timestamp(),
                event.sessionId().toString(),
                event.seq(),
                event.type(),
                turn == null ? null : turn.toString(),
                message == null ? null : message.toString(),
                attempt,
                null,
                null,
                null,
                failure == null ? null : failure.code().code(),
                null);
    }

    private static Line of(Event event, AssistantMessage answer, @Nullable Long firstTextMs) {
        return new Line(
                event.timestamp(),
                event.sessionId().toString(),
                event.seq(),
                event.type(),
                answer.turnId().toString(),
                answer.id().toString(),
                null,
                answer.model(),
                answer.usage().promptTokens(),
                answer.usage().completionTokens(),
                answer.failure() == null ? null : answer.failure().code().code(),
                firstTextMs);
    }
}
