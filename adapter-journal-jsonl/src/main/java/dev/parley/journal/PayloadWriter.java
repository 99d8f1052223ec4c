package dev.parley.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.SystemMessage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.AgentState;
import dev.parley.domain.turn.TurnFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes payloads of events as JSON objects, with the names of the wire; what there is none of is left out. */
final class PayloadWriter {
    private final JsonGenerator json;

    PayloadWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(EventPayload payload) throws IOException {
        json.writeStartObject();
        switch (payload) {
            case EventPayload.SessionStarted started -> session(started.session());
            case EventPayload.SessionUpdated updated -> session(updated.session());
            case EventPayload.SessionPaused paused ->
                field("reason", paused.reason().wireName());
            case EventPayload.SessionResumed resumed -> {}
            case EventPayload.SessionEnded ended ->
                field("status", ended.status().wireName());
            case EventPayload.ParticipantJoined joined -> {
                field("user_id", joined.user());
                field("access", joined.access().wireName());
            }
            case EventPayload.ParticipantLeft left -> field("user_id", left.user());
            case EventPayload.MessageCreated created -> message(created.message());
            case EventPayload.MessageStarted started -> {
                turn(started.turnId(), started.messageId());
                json.writeNumberField("attempt", started.attempt());
            }
            case EventPayload.MessageCompleted completed -> {
                message(completed.message());
                if (completed.firstText() != null) {
                    json.writeNumberField("first_text_ms", completed.firstText().toMillis());
                }
            }
            case EventPayload.AnswerEnded ended -> message(ended.message());
            case EventPayload.TurnQueued queued -> {
                turn(queued.turnId(), queued.messageId());
                json.writeNumberField("ahead", queued.ahead());
            }
            case EventPayload.TurnStarted started -> {
                turn(started.turnId(), started.messageId());
                json.writeNumberField("attempt", started.attempt());
            }
            case EventPayload.TurnCompleted completed -> turn(completed.turnId(), completed.messageId());
            case EventPayload.TurnFailed failed -> {
                turn(failed.turnId(), failed.messageId());
                failure(failed.failure());
            }
            case EventPayload.TurnCancelled cancelled -> {
                turn(cancelled.turnId(), cancelled.messageId());
                field("reason", cancelled.reason().wireName());
            }
            case EventPayload.ToolCalled called -> {
                turn(called.turnId(), called.messageId());
                json.writeFieldName("call");
                call(called.call());
            }
            case EventPayload.ToolFinished finished -> message(finished.message());
            case EventPayload.AgentStateChanged changed -> agent(changed.state());
            case EventPayload.FeedbackRequested requested -> request(requested.request());
            case EventPayload.FeedbackAnswered answered -> {
                field("request_id", answered.requestId());
                response(answered.response());
            }
            case EventPayload.FeedbackReminder reminder -> {
                field("request_id", reminder.requestId());
                field("expires_at", reminder.expiresAt());
            }
            case EventPayload.FeedbackExpired expired -> {
                field("request_id", expired.requestId());
                if (expired.defaultAnswer() != null) {
                    answer("default_answer", expired.defaultAnswer());
                }
            }
            case EventPayload.FeedbackCancelled cancelled -> field("request_id", cancelled.requestId());
            case EventPayload.FeedbackDelivery told -> {
                field("request_id", told.requestId());
                delivery(told.delivery());
            }
            case EventPayload.AnswerDelivery told -> {
                field("turn_id", told.turnId());
                delivery(told.delivery());
            }
            case EventPayload.Custom custom -> {
                field("name", custom.name());
                raw("payload", custom.payload());
            }
        }
        json.writeEndObject();
    }

    private void session(EventPayload.SessionProfile session) throws IOException {
        json.writeObjectFieldStart("session");
        field("owner_id", session.owner());
        field("title", session.title().value());
        raw("metadata", session.metadata().json());
        field("profile", session.profile().value());
        field("status", session.status().wireName());
        json.writeBooleanField("deleted", session.deleted());
        json.writeNumberField("context_after", session.contextAfter());
        json.writeEndObject();
    }

    private void message(Message message) throws IOException {
        json.writeObjectFieldStart("message");
        field("message_id", message.id());
        field("turn_id", message.turnId());
        json.writeNumberField("seq", message.seq());
        field("role", message.role().wireName());
        field("status", message.status().wireName());
        field("text", message.text());
        switch (message) {
            case UserMessage user -> {
                field("author_id", user.author());
                field("channel", user.channel().wireName());
            }
            case SystemMessage system -> {}
            case ToolMessage tool -> {
                field("tool_call_id", tool.toolCallId());
                field("tool_name", tool.toolName());
                json.writeBooleanField("failed", tool.failed());
            }
            case AssistantMessage answer -> answer(answer);
        }
        field("created_at", message.createdAt());
        json.writeEndObject();
    }

    private void answer(AssistantMessage answer) throws IOException {
        json.writeArrayFieldStart("tool_calls");
        for (ToolCall call : answer.toolCalls()) {
            call(call);
        }
        json.writeEndArray();
        field("model", answer.model());
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", answer.usage().promptTokens());
        json.writeNumberField("completion_tokens", answer.usage().completionTokens());
        json.writeEndObject();
        failure(answer.failure());
        field("ended_at", answer.endedAt());
    }

    private void call(ToolCall call) throws IOException {
        json.writeStartObject();
        field("id", call.id());
        field("name", call.name());
        field("arguments", call.arguments());
        json.writeEndObject();
    }

    private void agent(AgentState agent) throws IOException {
        json.writeObjectFieldStart("agent");
        field("activity", agent.activity().wireName());
        json.writeNumberField("context_messages", agent.contextMessages());
        json.writeNumberField("context_tokens", agent.contextTokens());
        field("waiting_for", agent.waitingFor());
        json.writeEndObject();
    }

    private void request(FeedbackRequest request) throws IOException {
        json.writeObjectFieldStart("request");
        field("request_id", request.id());
        AskingCall asker = request.asker();
        if (asker != null) {
            field("turn_id", asker.turnId());
            field("message_id", asker.answerId());
            field("call_id", asker.callId());
        }
        field("question", request.question());
        json.writeObjectFieldStart("kind");
        kind(request.kind());
        json.writeEndObject();
        json.writeArrayFieldStart("responders");
        for (String responder :
                request.responders().stream().map(Object::toString).sorted().toList()) {
            json.writeString(responder);
        }
        json.writeEndArray();
        field("status", request.status().wireName());
        field("created_at", request.createdAt());
        field("expires_at", request.expiresAt());
        if (request.defaultAnswer() != null) {
            answer("default_answer", request.defaultAnswer());
        }
        json.writeEndObject();
    }

    private void kind(FeedbackKind kind) throws IOException {
        switch (kind) {
            case FeedbackKind.FreeText text -> {
                field("type", "free_text");
                json.writeNumberField("minimum", text.minimum());
                json.writeNumberField("maximum", text.maximum());
                field("pattern", text.pattern() == null ? null : text.pattern().regex());
            }
            case FeedbackKind.Choice choice -> {
                field("type", "choice");
                texts("options", choice.options());
                json.writeBooleanField("multiple", choice.multiple());
            }
            case FeedbackKind.Approval approval -> {
                field("type", "approval");
                if (approval.call() != null) {
                    json.writeFieldName("call");
                    call(approval.call());
                }
                json.writeBooleanField("editable", approval.editable());
            }
            case FeedbackKind.Clarification clarification -> field("type", "clarification");
        }
    }

    private void delivery(DeliveryState delivery) throws IOException {
        json.writeObjectFieldStart("delivery");
        field("channel", delivery.channel().wireName());
        field("recipient_id", delivery.recipient());
        field("status", delivery.status().wireName());
        json.writeNumberField("attempts", delivery.attempts());
        field("updated_at", delivery.updatedAt());
        field("error", delivery.error());
        field("next_attempt_at", delivery.nextAttemptAt());
        json.writeEndObject();
    }

    private void response(FeedbackResponse response) throws IOException {
        json.writeObjectFieldStart("response");
        field("response_id", response.id());
        field("author_id", response.author());
        field("channel", response.channel().wireName());
        answer("answer", response.answer());
        field("at", response.at());
        json.writeBooleanField("late", response.late());
        json.writeEndObject();
    }

    private void answer(String name, FeedbackAnswer answer) throws IOException {
        json.writeObjectFieldStart(name);
        switch (answer) {
            case FeedbackAnswer.Text text -> field("text", text.text());
            case FeedbackAnswer.Selection selection -> texts("options", selection.options());
            case FeedbackAnswer.Decision decision -> {
                json.writeBooleanField("approved", decision.approved());
                field("reason", decision.reason());
                field("edited_arguments", decision.editedArguments());
            }
        }
        json.writeEndObject();
    }

    private void turn(Object turnId, Object messageId) throws IOException {
        field("turn_id", turnId);
        field("message_id", messageId);
    }

    private void failure(@Nullable TurnFailure failure) throws IOException {
        if (failure != null) {
            json.writeObjectFieldStart("error");
            field("error_code", failure.code().code());
            field("error_message", failure.message());
            json.writeEndObject();
        }
    }

    private void texts(String name, Iterable<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void field(String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    /** A document as it is, but on one line: outside of its strings, which have none, line ends are but space. */
    private void raw(String name, JsonText document) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(document.text().replace('\n', ' ').replace('\r', ' '));
    }
}
