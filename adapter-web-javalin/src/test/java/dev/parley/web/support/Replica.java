package dev.parley.web.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client knows of a session from the frames it was sent; complains about every gap, repetition and contradiction. */
public final class Replica {
    private final List<Long> seqs = new ArrayList<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private String position = "0";
    private String draftId;
    private final StringBuilder draft = new StringBuilder();

    /** Takes a frame in. */
    public void apply(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "event" -> applyEvent(frame.path("event"));
            case "delta" -> applyDelta(frame);
            case "reset" -> throw new AssertionError("reset at " + position + ": " + frame);
            default -> {
                return;
            }
        }
        position = frame.path("position").asText();
    }

    private void applyEvent(JsonNode event) {
        long seq = event.path("seq").asLong();
        long expected = seqs.isEmpty() ? 1 : seqs.getLast() + 1;
        if (seq != expected) {
            throw new AssertionError("expected event " + expected + " but got " + event);
        }
        seqs.add(seq);
        JsonNode payload = event.path("payload");
        String type = event.path("type").asText();
        if (type.equals("message.started")) {
            draftId = payload.path("message_id").asText();
            draft.setLength(0);
        } else if (payload.has("message")) {
            JsonNode message = payload.path("message");
            String text = message.path("text").asText();
            if (message.path("message_id").asText().equals(draftId)) {
                if (!text.startsWith(draft.toString())) {
                    throw new AssertionError("the draft was " + draft + " but the message is " + text);
                }
                draftId = null;
            }
            texts.put(message.path("message_id").asText(), text);
        }
    }

    private void applyDelta(JsonNode frame) {
        int offset = frame.path("offset").asInt();
        if (!frame.path("message_id").asText().equals(draftId) || offset != draft.length()) {
            throw new AssertionError("the draft " + draftId + " has " + draft.length() + " but got " + frame);
        }
        draft.append(frame.path("text").asText());
        if (Character.isHighSurrogate(draft.charAt(draft.length() - 1))) {
            throw new AssertionError("a pair was split: " + frame);
        }
    }

    /** Where to go on. */
    public String position() {
        return position;
    }

    public List<Long> seqs() {
        return List.copyOf(seqs);
    }

    /** The messages' texts by their ids. */
    public Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    public int draftLength() {
        return draftId == null ? Integer.MAX_VALUE : draft.length();
    }

    /** Whether no answer is in progress as far as this client knows. */
    public boolean isSettled() {
        return draftId == null;
    }
}
