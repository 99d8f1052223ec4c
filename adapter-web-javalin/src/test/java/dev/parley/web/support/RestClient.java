package dev.parley.web.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A client of the REST routes, which compares what it gets with the description. */
public final class RestClient {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String origin;
    private final String token;

    public RestClient(String origin, String token) {
        this.origin = origin;
        this.token = token;
    }

    /** An answer with its body. */
    public record Result(int status, JsonNode body, HttpResponse<byte[]> response) {
        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public String errorCode() {
            return body.path("error").path("error_code").asText(null);
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }
    }

    public Result get(String path, String... headers) {
        return send("GET", path, (String) null, headers);
    }

    public Result delete(String path, String... headers) {
        return send("DELETE", path, (String) null, headers);
    }

    public Result post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Result send(String method, String path, String body, String... headers) {
        return send(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Result send(String method, String path, byte[] body, String... headers) {
        try {
            HttpResponse<byte[]> response = HTTP.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
            AnswerCheck.check(method, path, response.statusCode(), response.headers(), response.body());
            JsonNode json =
                    response.headers().firstValue("Content-Type").orElse("").equals("application/json")
                            ? MAPPER.readTree(response.body())
                            : MAPPER.nullNode();
            return new Result(response.statusCode(), json, response);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Opens a stream of events. */
    public EventReader stream(String method, String path, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Accept";
        all[headers.length + 1] = "text/event-stream";
        byte[] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
        try {
            HttpResponse<InputStream> response =
                    HTTP.send(request(method, path, bytes, all), BodyHandlers.ofInputStream());
            AnswerCheck.checkStream(method, path, response.statusCode(), response.headers());
            return new EventReader(response);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private HttpRequest request(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null && !Arrays.asList(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /** Starts a session and returns its id. */
    public String newSession() {
        return post("/api/sessions", "{}").body().path("session_id").asText();
    }

    /** Says something in a session. */
    public Result say(String session, String content) {
        return post(
                "/api/sessions/" + session + "/messages",
                MAPPER.createObjectNode().put("content", content).toString());
    }
}
