package dev.parley.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has come in one session's log. Decides of each frame whether it comes next, was there before, or shows that something
 * is missing. Not safe for use by many threads.
 */
final class SessionCursor {
    private long seq;
    private @Nullable String draftId;
    private int draftLength;

    /** What a frame is to this client. */
    sealed interface Step {
        /** It comes next. */
        record Next(News news) implements Step {}

        /** It was there before. */
        record Known() implements Step {}

        /** Something before it is missing. */
        record Gap() implements Step {}
    }

    SessionCursor(Position position) {
        seq = position.seq();
    }

    /** From where to go on. */
    Position position() {
        return new Position(seq, draftLength);
    }

    Step event(String sessionId, JsonNode event) {
        long number = event.path("seq").asLong();
        if (number <= seq) {
            return new Step.Known();
        }
        if (number > seq + 1) {
            return new Step.Gap();
        }
        seq = number;
        String type = event.path("type").asText();
        JsonNode payload = event.path("payload");
        if (type.equals("message.started")) {
            beginDraft(payload.path("message_id").asText());
        } else if (payload.at("/message/message_id").asText().equals(draftId)) {
            endDraft();
        }
        return new Step.Next(new News.Event(sessionId, number, type, payload));
    }

    Step delta(String sessionId, JsonNode delta) {
        long after = Position.parse(delta.path("position").asText()).seq();
        if (after < seq) {
            return new Step.Known();
        }
        String messageId = delta.path("message_id").asText();
        int offset = delta.path("offset").asInt();
        String text = delta.path("text").asText();
        if (after > seq || !messageId.equals(draftId) || offset > draftLength) {
            return new Step.Gap();
        }
        int known = draftLength - offset;
        if (text.length() <= known) {
            return new Step.Known();
        }
        News.Text grown = new News.Text(sessionId, messageId, draftLength, text.substring(known));
        draftLength += grown.text().length();
        return new Step.Next(grown);
    }

    void reset(Position position, JsonNode snapshot) {
        seq = position.seq();
        endDraft();
        for (JsonNode message : snapshot.path("messages")) {
            if (message.path("status").asText().equals("streaming")) {
                beginDraft(message.path("message_id").asText());
            }
        }
    }

    private void beginDraft(String messageId) {
        draftId = messageId;
        draftLength = 0;
    }

    private void endDraft() {
        draftId = null;
        draftLength = 0;
    }
}
