package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;

/** A user's requests. */
final class RestClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http;
    private final Supplier<URI> server;
    private final String token;

    RestClient(HttpClient http, Supplier<URI> server, String token) {
        this.http = http;
        this.server = server;
        this.token = token;
    }

    /** The same user's requests to another server, or through something that stands before it. */
    RestClient at(Supplier<URI> other) {
        return new RestClient(http, other, token);
    }

    HttpClient http() {
        return http;
    }

    URI server() {
        return server.get();
    }

    String token() {
        return token;
    }

    /** @param body empty to send none */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.get().resolve(path))
                .header("Authorization", "Bearer " + token)
                .timeout(TIMEOUT);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return http.send(
                request.method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Sends until it is answered as wanted, as clients do whose server is away: what else may come is a broken connection, 503 with {@code
     * Retry-After}, 409 while the queue is full, or 504 while the answer is not ready.
     */
    JsonNode insist(String method, String path, String body, int wanted) {
        return await().atMost(Cluster.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> attempt(method, path, body, wanted), answer -> !answer.isMissingNode());
    }

    private JsonNode attempt(String method, String path, String body, int wanted) throws InterruptedException {
        try {
            HttpResponse<String> response = send(method, path, body);
            assertThat(response.statusCode())
                    .as("%s %s: %s", method, path, response.body())
                    .isIn(wanted, 409, 503, 504);
            if (response.statusCode() == 503) {
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
            }
            return response.statusCode() == wanted ? json.readTree(response.body()) : json.missingNode();
        } catch (IOException cutOff) {
            return json.missingNode();
        }
    }

    JsonNode get(String path) {
        return insist("GET", path, "", 200);
    }

    /** Begins a session; returns its id. */
    String startSession() {
        return insist("POST", "/api/sessions", "{}", 201).path("session_id").asText();
    }

    /** Says something, until it is acknowledged. */
    JsonNode say(String session, String messageId, String text) {
        String body = json.createObjectNode()
                .put("content", text)
                .put("message_id", messageId)
                .toString();
        return insist("POST", "/api/sessions/" + session + "/messages", body, 202);
    }

    /** All messages of a session, from its export. */
    Iterable<JsonNode> messages(String session) {
        return get("/api/sessions/" + session + "/export").path("messages");
    }

    /** Waits until nothing is being done in a session; returns the end of its log. */
    long awaitRest(String session) {
        await().atMost(Cluster.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get("/api/sessions/" + session).path("turns").isEmpty());
        // Asked for again: a session and its turns are read one after the other, so its end may be from before theirs.
        return Long.parseLong(get("/api/sessions/" + session).path("position").asText());
    }
}
