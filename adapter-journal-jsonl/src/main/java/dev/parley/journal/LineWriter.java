package dev.parley.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.domain.event.Event;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes events as lines: the fields of {@link Line}, then the whole payload. Safe for many threads. */
final class LineWriter {
    private final JsonFactory json = new JsonFactory();

    /** The line with its end. */
    byte[] write(Event event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = json.createGenerator(text)) {
            generator.writeStartObject();
            fields(generator, event, Line.of(event));
            generator.writeFieldName("payload");
            new PayloadWriter(generator).write(event.payload());
            generator.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void fields(JsonGenerator generator, Event event, Line line) throws IOException {
        generator.writeStringField("at", line.at().toString());
        generator.writeStringField("session_id", line.sessionId());
        generator.writeNumberField("seq", line.seq());
        generator.writeStringField("event_id", event.id().toString());
        generator.writeStringField("type", line.type());
        text(generator, "turn_id", line.turnId());
        text(generator, "message_id", line.messageId());
        number(generator, "attempt", line.attempt());
        text(generator, "model", line.model());
        number(generator, "prompt_tokens", line.promptTokens());
        number(generator, "completion_tokens", line.completionTokens());
        text(generator, "error_code", line.errorCode());
        if (line.firstTextMs() != null) {
            generator.writeNumberField("first_text_ms", line.firstTextMs());
        }
    }

    private static void text(JsonGenerator generator, String name, @Nullable String value) throws IOException {
        if (value != null) {
            generator.writeStringField(name, value);
        }
    }

    private static void number(JsonGenerator generator, String name, @Nullable Integer value) throws IOException {
        if (value != null) {
            generator.writeNumberField(name, value);
        }
    }
}
