package dev.parley.launcher.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Requests to the REST routes. Their futures fail with {@link ClientException}s. */
public final class RestCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http;
    private final ObjectMapper json;
    private final ClientSettings settings;

    RestCalls(HttpClient http, ObjectMapper json, ClientSettings settings) {
        this.http = http;
        this.json = json;
        this.settings = settings;
    }

    /** @param path with its query, such as {@code /api/sessions?limit=5} */
    public CompletableFuture<JsonNode> get(String path) {
        return send("GET", path);
    }

    public CompletableFuture<JsonNode> delete(String path) {
        return send("DELETE", path);
    }

    private CompletableFuture<JsonNode> send(String method, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.http(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(TIMEOUT);
        String token = settings.token().get();
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .handle((response, failure) -> {
                    if (failure != null) {
                        throw new ClientException(ClientException.UNREACHABLE, "There is no connection to the server.");
                    }
                    return read(response);
                });
    }

    private JsonNode read(HttpResponse<String> response) {
        JsonNode body;
        try {
            body = response.body().isEmpty() ? json.createObjectNode() : json.readTree(response.body());
        } catch (JsonProcessingException notJson) {
            throw new ClientException(ClientException.NOT_PARLEY, "What answers there is no Parley.");
        }
        if (response.statusCode() >= 400) {
            JsonNode error = body.path("error");
            throw error.isObject()
                    ? ClientException.refusal(error)
                    : new ClientException(ClientException.NOT_PARLEY, "What answers there is no Parley.");
        }
        return body;
    }
}
