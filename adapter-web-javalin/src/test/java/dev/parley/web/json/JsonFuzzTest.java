package dev.parley.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.application.port.SessionCursor;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.Position;
import dev.parley.web.support.Fuzzing;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts of the wire that are read by hand: what is accepted is what others accept, and comes back as it was. */
class JsonFuzzTest {
    private static final ObjectMapper ELSEWHERE = new ObjectMapper();
    private static final Json JSON = new Json();

    /** Any JSON, within something else. */
    record Embedding(JsonText raw) {}

    @FuzzTest
    void jsonText(byte[] data) throws IOException {
        String text = Fuzzing.utf8(data);
        Optional<JsonText> kept = Fuzzing.read(text, () -> new JsonText(text));
        if (kept.isEmpty()) {
            return;
        }

        assertThat(kept.get().text()).isEqualTo(text);
        assertIsJsonElsewhere(text);
        Fuzzing.read(text, () -> JSON.read("{\"raw\":" + text + "}", Embedding.class))
                .ifPresent(embedded -> {
                    assertThat(embedded.raw().text()).isEqualTo(text.strip());
                    assertThat(JSON.text(embedded)).isEqualTo("{\"raw\":" + text.strip() + "}");
                });
    }

    /** The rules for names that occur twice are those of whoever reads. */
    private static void assertIsJsonElsewhere(String text) throws IOException {
        try (JsonParser parser = ELSEWHERE.createParser(text)) {
            parser.nextToken();
            parser.skipChildren();
            assertThat(parser.nextToken()).as("what follows %s", text).isNull();
        }
    }

    @FuzzTest
    void position(byte[] data) {
        String text = Fuzzing.utf8(data);
        Fuzzing.read(text, () -> Position.parse(text)).ifPresent(position -> {
            assertThat(Position.parse(position.toString())).isEqualTo(position);
            assertThat(text).isIn(position.toString(), position + ".0");
        });
    }

    @FuzzTest
    void cursor(byte[] data) {
        String text = Fuzzing.utf8(data);
        Fuzzing.read(text, () -> SessionCursor.parse("cursor", text))
                .ifPresent(cursor -> assertThat(SessionCursor.parse("cursor", cursor.toString()))
                        .isEqualTo(cursor));
    }

    @Test
    void naughtyStringsAreReadOrRefused() {
        Fuzzing.forEachNaughtyString(this::position);
        Fuzzing.forEachNaughtyString(this::cursor);
        Fuzzing.forEachNaughtyString(data -> {
            try {
                jsonText(data);
                jsonText(JSON.text(Fuzzing.utf8(data)).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } catch (IOException different) {
                throw new AssertionError(different);
            }
        });
    }
}
