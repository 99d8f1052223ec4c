package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Follows a session's log over SSE from wherever it stands, on a node that changes with every connection, and refuses every event that is
 * lost, doubled or out of order. It ends a connection by itself after some frames.
 */
final class LogReader implements Runnable {
    private final HttpClient http;
    private final Supplier<URI> anyNode;
    private final String token;
    private final String session;
    private final Random random;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> ended = new LinkedHashMap<>();
    private final StringBuilder draft = new StringBuilder();
    private volatile boolean over;
    private volatile long lastSeq;
    private volatile int connections;
    private String position = "0";

    LogReader(HttpClient http, Supplier<URI> anyNode, String token, String session, long seed) {
        this.http = http;
        this.anyNode = anyNode;
        this.token = token;
        this.session = session;
        this.random = new Random(seed);
    }

    long lastSeq() {
        return lastSeq;
    }

    int connections() {
        return connections;
    }

    /** The texts of all answers that ended, by message. */
    Map<String, String> ended() {
        return ended;
    }

    void end() {
        over = true;
    }

    @Override
    public void run() {
        while (!over) {
            try {
                read();
            } catch (IOException cutOff) {
                pause();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(anyNode.get().resolve("/api/sessions/" + session + "/events"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", position)
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpResponse<java.io.InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("status " + response.statusCode());
        }
        connections++;
        int framesUntilCut = 1 + random.nextInt(60);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !over; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    take(json.readTree(line.substring("data: ".length())));
                    if (--framesUntilCut == 0) {
                        return;
                    }
                }
            }
        }
    }

    private void take(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "event" -> takeEvent(frame.path("event"));
            case "delta" -> {
                assertThat(frame.path("offset").asInt())
                        .as("offset in %s", frame)
                        .isEqualTo(draft.length());
                draft.append(frame.path("text").asText());
            }
            case "reset" -> throw new AssertionError("the log was not served: " + frame);
            default -> {
                return;
            }
        }
        position = frame.path("position").asText();
    }

    private void takeEvent(JsonNode event) {
        assertThat(event.path("seq").asLong()).as("seq of %s", event).isEqualTo(lastSeq + 1);
        String type = event.path("type").asText();
        if (type.equals("message.started")) {
            draft.setLength(0);
        } else if (type.equals("message.completed")
                || type.equals("message.stopped")
                || type.equals("message.failed")) {
            JsonNode message = event.at("/payload/message");
            String text = message.path("text").asText();
            // Of an answer that was cut off by a crash less may be saved than was shown, or more than this reader had.
            boolean cutByCrash = message.path("status").asText().equals("interrupted");
            boolean savedIsLess = cutByCrash && draft.length() > text.length();
            assertThat(savedIsLess ? draft.toString() : text).startsWith(savedIsLess ? text : draft.toString());
            assertThat(ended.put(message.path("message_id").asText(), text))
                    .as("ended once")
                    .isNull();
            draft.setLength(0);
        }
        lastSeq = event.path("seq").asLong();
    }

    private void pause() {
        try {
            Thread.sleep(50 + random.nextInt(100));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            over = true;
        }
    }
}
