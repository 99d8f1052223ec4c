package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows a session's log over SSE from wherever it stands and refuses every event that is lost, doubled or out of order. A restless one
 * ends a connection by itself after some frames, and may go on at another node.
 */
final class LogReader implements Runnable {
    private final RestClient client;
    private final String session;
    private final Random random;
    private final boolean restless;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final Map<String, String> ended = new ConcurrentHashMap<>();
    private final Map<String, Integer> turnEnds = new ConcurrentHashMap<>();
    private final StringBuilder draft = new StringBuilder();
    private volatile boolean over;
    private volatile long lastSeq;
    private volatile int draftLength;
    private volatile int connections;
    private volatile String position = "0";
    private volatile @Nullable Throwable failure;

    private LogReader(RestClient client, String session, Random random, boolean restless) {
        this.client = client;
        this.session = session;
        this.random = random;
        this.restless = restless;
    }

    static LogReader restless(RestClient client, String session, long seed) {
        return new LogReader(client, session, new Random(seed), true);
    }

    /** One that keeps its connection for as long as the server lets it. */
    static LogReader steady(RestClient client, String session) {
        return new LogReader(client, session, new Random(0), false);
    }

    /** @throws AssertionError if it got something wrong */
    long lastSeq() {
        Throwable found = failure;
        if (found != null) {
            throw new AssertionError("a reader stopped at " + position, found);
        }
        return lastSeq;
    }

    int connections() {
        return connections;
    }

    /** How much of the answer in progress it has. */
    int draftLength() {
        return draftLength;
    }

    /** The texts of all user messages. */
    Map<String, String> asked() {
        return asked;
    }

    /** How often each turn ended. */
    Map<String, Integer> turnEnds() {
        return turnEnds;
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
            } catch (RuntimeException | AssertionError wrong) {
                failure = wrong;
                return;
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(client.server().resolve("/api/sessions/" + session + "/events"))
                .header("Authorization", "Bearer " + client.token())
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", position)
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpResponse<InputStream> response = client.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            throw new IOException("refused for now");
        }
        connections++;
        int framesUntilCut = 1 + random.nextInt(60);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !over; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    take(json.readTree(line.substring("data: ".length())));
                    if (restless && --framesUntilCut == 0) {
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
                draftLength = draft.length();
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
        JsonNode payload = event.path("payload");
        switch (event.path("type").asText()) {
            case "message.created" ->
                asked.put(
                        payload.at("/message/message_id").asText(),
                        payload.at("/message/text").asText());
            case "message.started" -> clearDraft();
            case "message.completed", "message.stopped", "message.failed" -> endAnswer(payload.path("message"));
            case "turn.completed", "turn.cancelled", "turn.failed" ->
                turnEnds.merge(payload.path("turn_id").asText(), 1, Integer::sum);
            default -> {}
        }
        lastSeq = event.path("seq").asLong();
    }

    private void endAnswer(JsonNode message) {
        String text = message.path("text").asText();
        // Of an answer that was cut off by a crash less may be saved than was shown, or more than this reader had.
        boolean cutByCrash = message.path("status").asText().equals("interrupted");
        boolean savedIsLess = cutByCrash && draft.length() > text.length();
        assertThat(savedIsLess ? draft.toString() : text).startsWith(savedIsLess ? text : draft.toString());
        assertThat(ended.put(message.path("message_id").asText(), text))
                .as("ended once")
                .isNull();
        clearDraft();
    }

    private void clearDraft() {
        draft.setLength(0);
        draftLength = 0;
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
