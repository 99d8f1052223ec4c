package dev.parley.launcher.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.launcher.client.ClientException;
import dev.parley.launcher.client.ParleyClient;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The way into the session that a chat is to have. */
final class Entrance {
    private final ParleyClient client;
    private final ChatOptions options;

    Entrance(ParleyClient client, ChatOptions options) {
        this.client = client;
        this.options = options;
    }

    /** Goes on with the session that was asked for, or starts one. */
    void enter(Consumer<JsonNode> begun, Consumer<JsonNode> joined, Consumer<ClientException> refused) {
        String session = options.session();
        if (session == null) {
            start("", begun, refused);
        } else if (session.equals(ChatOptions.LAST)) {
            client.then(
                    client.rest().get("/api/sessions?limit=1"),
                    page -> {
                        JsonNode last = page.path("items").path(0);
                        if (last.isMissingNode()) {
                            start("", begun, refused);
                        } else {
                            join(last.path("session_id").asText(), joined, refused);
                        }
                    },
                    refused);
        } else {
            join(session, joined, refused);
        }
    }

    /** Starts a session. If there are as many active ones as allowed, the oldest is paused. */
    void start(String title, Consumer<JsonNode> begun, Consumer<ClientException> refused) {
        Map<String, String> fields = new HashMap<>(Map.of("when_full", "pause_oldest"));
        if (!title.isEmpty()) {
            fields.put("title", title);
        }
        if (options.profile() != null) {
            fields.put("profile", options.profile());
        }
        client.then(client.startSession(fields), begun, refused);
    }

    void join(String id, Consumer<JsonNode> joined, Consumer<ClientException> refused) {
        client.then(client.join(id), joined, refused);
    }
}
