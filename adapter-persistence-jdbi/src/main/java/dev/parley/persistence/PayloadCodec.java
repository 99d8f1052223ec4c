package dev.parley.persistence;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The stored form of event payloads, tool calls, kinds of questions and answers: JSON that mirrors the domain's records field by field, so that
 * they come back equal. It is the storage's own form, independent of the wire's. Fields may be added to records; a missing one reads as its
 * empty value.
 */
final class PayloadCodec {
    private static final TypeReference<List<ToolCall>> TOOL_CALLS = new TypeReference<>() {};

    private final Map<String, Class<? extends EventPayload>> types = new HashMap<>();
    private final ObjectMapper mapper;

    PayloadCodec() {
        register("session.started", EventPayload.SessionStarted.class);
        register("session.updated", EventPayload.SessionUpdated.class);
        register("session.paused", EventPayload.SessionPaused.class);
        register("session.resumed", EventPayload.SessionResumed.class);
        register("session.ended", EventPayload.SessionEnded.class);
        register("participant.joined", EventPayload.ParticipantJoined.class);
        register("participant.left", EventPayload.ParticipantLeft.class);
        register("message.created", EventPayload.MessageCreated.class);
        register("message.started", EventPayload.MessageStarted.class);
        register("message.completed", EventPayload.MessageCompleted.class);
        register("message.stopped", EventPayload.MessageStopped.class);
        register("message.failed", EventPayload.MessageFailed.class);
        register("turn.queued", EventPayload.TurnQueued.class);
        register("turn.started", EventPayload.TurnStarted.class);
        register("turn.completed", EventPayload.TurnCompleted.class);
        register("turn.failed", EventPayload.TurnFailed.class);
        register("turn.cancelled", EventPayload.TurnCancelled.class);
        register("tool.called", EventPayload.ToolCalled.class);
        register("tool.finished", EventPayload.ToolFinished.class);
        register("agent.state", EventPayload.AgentStateChanged.class);
        register("feedback.requested", EventPayload.FeedbackRequested.class);
        register("feedback.answered", EventPayload.FeedbackAnswered.class);
        register("feedback.reminder", EventPayload.FeedbackReminder.class);
        register("feedback.expired", EventPayload.FeedbackExpired.class);
        register("feedback.cancelled", EventPayload.FeedbackCancelled.class);
        register("feedback.delivery", EventPayload.FeedbackDelivery.class);
        register("answer.delivery", EventPayload.AnswerDelivery.class);
        register("custom", EventPayload.Custom.class);
        mapper = mapper();
    }

    private void register(String type, Class<? extends EventPayload> payload) {
        types.put(type, payload);
    }

    String write(EventPayload payload) {
        return print(payload);
    }

    /** @throws IllegalStateException if the database has what this program does not know */
    EventPayload read(String type, String json) {
        Class<? extends EventPayload> payload = types.get(type);
        if (payload == null) {
            throw new IllegalStateException("the log has an event of the unknown type " + type);
        }
        try {
            return mapper.readValue(json, payload);
        } catch (JsonProcessingException unknown) {
            throw new IllegalStateException("the log has a payload of " + type + " that cannot be read", unknown);
        }
    }

    String writeToolCalls(List<ToolCall> calls) {
        return print(calls);
    }

    List<ToolCall> readToolCalls(String json) {
        try {
            return mapper.readValue(json, TOOL_CALLS);
        } catch (JsonProcessingException unknown) {
            throw new IllegalStateException("the history has tool calls that cannot be read", unknown);
        }
    }

    String writeKind(FeedbackKind kind) {
        return print(kind);
    }

    FeedbackKind readKind(String json) {
        try {
            return mapper.readValue(json, FeedbackKind.class);
        } catch (JsonProcessingException unknown) {
            throw new IllegalStateException("there is a question of a kind that cannot be read", unknown);
        }
    }

    String writeAnswer(FeedbackAnswer answer) {
        return print(answer);
    }

    FeedbackAnswer readAnswer(String json) {
        try {
            return mapper.readValue(json, FeedbackAnswer.class);
        } catch (JsonProcessingException unknown) {
            throw new IllegalStateException("there is an answer to a question that cannot be read", unknown);
        }
    }

    private String print(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("cannot be stored as JSON: " + value.getClass(), defect);
        }
    }

    private static ObjectMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE);
        for (Class<?> single : List.of(UserId.class, Title.class, ProfileName.class)) {
            builder.addMixIn(single, SingleText.class);
        }
        for (Class<?> id : List.of(SessionId.class, MessageId.class, TurnId.class, FeedbackRequestId.class)) {
            builder.addMixIn(id, SingleId.class);
        }
        return builder.addMixIn(JsonText.class, SingleJson.class)
                .addMixIn(Metadata.class, SingleMetadata.class)
                .addMixIn(Message.class, MessageKinds.class)
                .addMixIn(FeedbackKind.class, FeedbackKinds.class)
                .addMixIn(FeedbackState.class, FeedbackStates.class)
                .addMixIn(FeedbackAnswer.class, FeedbackAnswers.class)
                .build();
    }

    // How records are annotated for Jackson without the domain knowing it.

    @SuppressWarnings("UnusedVariable") // the parameters are what Jackson reads
    private abstract static class SingleText {
        @JsonCreator
        SingleText(String value) {}

        @JsonValue
        abstract String value();
    }

    @SuppressWarnings("UnusedVariable")
    private abstract static class SingleId {
        @JsonCreator
        SingleId(UUID value) {}

        @JsonValue
        abstract UUID value();
    }

    @SuppressWarnings("UnusedVariable")
    private abstract static class SingleJson {
        @JsonCreator
        SingleJson(String text) {}

        @JsonValue
        abstract String text();
    }

    @SuppressWarnings("UnusedVariable")
    private abstract static class SingleMetadata {
        @JsonCreator
        SingleMetadata(JsonText json) {}

        @JsonValue
        abstract JsonText json();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "role")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = UserMessage.class, name = "user"),
        @JsonSubTypes.Type(value = AssistantMessage.class, name = "assistant"),
        @JsonSubTypes.Type(value = ToolMessage.class, name = "tool"),
        @JsonSubTypes.Type(value = SystemMessage.class, name = "system")
    })
    private abstract static class MessageKinds {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FeedbackKind.FreeText.class, name = "free_text"),
        @JsonSubTypes.Type(value = FeedbackKind.Choice.class, name = "choice"),
        @JsonSubTypes.Type(value = FeedbackKind.Approval.class, name = "approval"),
        @JsonSubTypes.Type(value = FeedbackKind.Clarification.class, name = "clarification")
    })
    private abstract static class FeedbackKinds {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FeedbackState.Pending.class, name = "pending"),
        @JsonSubTypes.Type(value = FeedbackState.Answered.class, name = "answered"),
        @JsonSubTypes.Type(value = FeedbackState.Expired.class, name = "expired"),
        @JsonSubTypes.Type(value = FeedbackState.Cancelled.class, name = "cancelled")
    })
    private abstract static class FeedbackStates {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FeedbackAnswer.Text.class, name = "text"),
        @JsonSubTypes.Type(value = FeedbackAnswer.Selection.class, name = "selection"),
        @JsonSubTypes.Type(value = FeedbackAnswer.Decision.class, name = "decision")
    })
    private abstract static class FeedbackAnswers {}
}
