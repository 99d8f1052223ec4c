package dev.parley.web.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads server-sent events as the HTML standard says (9.2.6). */
public final class EventReader implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private int comments;
    private int retries;
    private String lastId;

    EventReader(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** One event; the id is null if it has none of its own. */
    public record SentEvent(String type, String id, JsonNode data) {}

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    public int comments() {
        return comments;
    }

    public int retries() {
        return retries;
    }

    /** The id to go on from. */
    public String lastId() {
        return lastId;
    }

    /** The next event; null at the end of the stream. */
    public SentEvent next() throws IOException {
        String type = "message";
        String id = null;
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(":")) {
                comments++;
            } else if (line.startsWith("retry: ")) {
                retries++;
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            } else if (line.isEmpty() && !data.isEmpty()) {
                lastId = id == null ? lastId : id;
                return checked(new SentEvent(type, id, MAPPER.readTree(data.toString())));
            } else if (!line.isEmpty()) {
                throw new IOException("unexpected line: " + line);
            }
        }
        return null;
    }

    private static SentEvent checked(SentEvent event) {
        FrameCheck.check(event.data());
        if (!event.type().equals(event.data().path("type").asText())) {
            throw new AssertionError("the event is not called like its frame: " + event);
        }
        return event;
    }

    /** Reads on until one fits; that one is the last of the list. */
    public List<SentEvent> until(Predicate<SentEvent> last) throws IOException {
        List<SentEvent> events = new ArrayList<>();
        for (SentEvent event = next(); event != null; event = next()) {
            events.add(event);
            if (last.test(event)) {
                return events;
            }
        }
        throw new AssertionError("the stream ended after " + events);
    }

    /** Reads to the end of the stream. */
    public List<SentEvent> all() throws IOException {
        List<SentEvent> events = new ArrayList<>();
        for (SentEvent event = next(); event != null; event = next()) {
            events.add(event);
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
