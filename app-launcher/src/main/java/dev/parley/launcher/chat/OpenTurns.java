package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The turns of a session that have not ended. */
final class OpenTurns {
    private static final String QUEUED = "queued";
    private static final String WAITING = "awaiting_feedback";

    private final Map<String, Turn> turns = new LinkedHashMap<>();

    /** @param messageId the user's message that it answers */
    record Turn(String id, String messageId, String status) {
        boolean isQueued() {
            return status.equals(QUEUED);
        }

        /** Whether something is being done, rather than waited for. */
        boolean isWorking() {
            return !isQueued() && !status.equals(WAITING);
        }
    }

    /** As the server describes them. */
    void reset(JsonNode all) {
        turns.clear();
        for (JsonNode turn : all) {
            put(
                    turn.path("turn_id").asText(),
                    turn.path("message_id").asText(),
                    turn.path("status").asText());
        }
    }

    void queued(JsonNode payload) {
        put(payload.path("turn_id").asText(), payload.path("message_id").asText(), QUEUED);
    }

    /** @return whether it had waited */
    boolean started(JsonNode payload) {
        Turn before = turns.get(payload.path("turn_id").asText());
        put(payload.path("turn_id").asText(), payload.path("message_id").asText(), "running");
        return before != null && before.isQueued();
    }

    void ended(JsonNode payload) {
        turns.remove(payload.path("turn_id").asText());
    }

    /** A turn waits for people, or does so no longer. */
    void waits(String turnId, boolean waiting) {
        Turn turn = turns.get(turnId);
        if (turn != null) {
            put(turnId, turn.messageId(), waiting ? WAITING : "running");
        }
    }

    /** The one that occupies the agent. */
    Optional<Turn> current() {
        return turns.values().stream().filter(turn -> !turn.isQueued()).findFirst();
    }

    long queuedCount() {
        return turns.values().stream().filter(Turn::isQueued).count();
    }

    private void put(String id, String messageId, String status) {
        turns.put(id, new Turn(id, messageId, status));
    }
}
