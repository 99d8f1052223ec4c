package dev.parley.channel.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.ToolCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as JSON: {@code {"type", "timestamp", "data"}}, with the names of the wire; what there is none of is null. */
final class WebhookBody {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private WebhookBody(JsonGenerator json) {
        this.json = json;
    }

    static byte[] of(Outgoing message, Instant now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", type(message));
            json.writeStringField("timestamp", now.toString());
            json.writeObjectFieldStart("data");
            new WebhookBody(json).data(message);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static String type(Outgoing message) {
        return switch (message) {
            case Outgoing.Question question -> question.reminder() ? "feedback.reminder" : "feedback.requested";
            case Outgoing.Decided decided ->
                "feedback." + decided.request().status().wireName();
            case Outgoing.Answer answer -> "chat.answer";
            case Outgoing.Note note -> "channel.note";
        };
    }

    private void data(Outgoing message) throws IOException {
        switch (message) {
            case Outgoing.Question question -> {
                field("recipient_id", question.recipient());
                field("session_title", question.session());
                question(question.request());
                json.writeBooleanField("again", question.again());
                place("asked_in", question.earlier());
            }
            case Outgoing.Decided decided -> {
                field("recipient_id", decided.recipient());
                question(decided.request());
                outcome(decided.request());
                place("asked_in", decided.place());
            }
            case Outgoing.Answer answer -> {
                field("recipient_id", answer.recipient());
                field("subject", answer.subject());
                field("text", answer.text());
                place("answers", answer.place());
            }
            case Outgoing.Note note -> {
                field("subject", note.subject());
                field("text", note.text());
                place("answers", note.place());
            }
        }
    }

    private void question(FeedbackRequest request) throws IOException {
        field("request_id", request.id());
        field("session_id", request.sessionId());
        field("question", request.question());
        json.writeObjectFieldStart("kind");
        kind(request.kind());
        json.writeEndObject();
        field("status", request.status().wireName());
        field("created_at", request.createdAt());
        field("expires_at", request.expiresAt());
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
                call(approval.call());
                json.writeBooleanField("editable", approval.editable());
            }
            case FeedbackKind.Clarification clarification -> field("type", "clarification");
        }
    }

    private void call(@Nullable ToolCall call) throws IOException {
        if (call == null) {
            json.writeNullField("call");
            return;
        }
        json.writeObjectFieldStart("call");
        field("id", call.id());
        field("name", call.name());
        field("arguments", call.arguments());
        json.writeEndObject();
    }

    private void outcome(FeedbackRequest request) throws IOException {
        if (request.state() instanceof FeedbackState.Answered(FeedbackResponse winner)) {
            json.writeObjectFieldStart("response");
            field("author_id", winner.author());
            field("channel", winner.channel().wireName());
            answer("answer", winner.answer());
            field("at", winner.at());
            json.writeEndObject();
        } else {
            json.writeNullField("response");
        }
        FeedbackAnswer instead = request.defaultAnswer();
        if (instead == null) {
            json.writeNullField("default_answer");
        } else {
            answer("default_answer", instead);
        }
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

    private void texts(String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void place(String name, @Nullable Receipt place) throws IOException {
        field(name, place == null ? null : place.value());
    }

    private void field(String name, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value.toString());
        }
    }
}
