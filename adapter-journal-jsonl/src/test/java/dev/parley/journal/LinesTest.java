package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.application.port.EventJournalContract;
import dev.parley.application.testkit.JournalEvents;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line has in it. */
class LinesTest {
    private final LineWriter writer = new LineWriter();
    private final LineReader reader = new LineReader();

    static List<Event> everyKind() {
        return JournalEvents.ofEveryKind(EventJournalContract.NOON).all();
    }

    @Test
    void noKindOfEventIsMissingHere() {
        Set<Class<?>> tested = new HashSet<>();
        everyKind().forEach(event -> tested.add(event.payload().getClass()));

        assertThat(Arrays.stream(EventPayload.class.getDeclaredClasses())
                        .filter(type -> type.isRecord() && EventPayload.class.isAssignableFrom(type)))
                .hasSize(28)
                .allMatch(tested::contains);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void everyEventIsOneLineThatReadsBackAsItWas(Event event) throws IOException {
        byte[] line = writer.write(event);

        String text = new String(line, StandardCharsets.UTF_8);
        assertThat(text).endsWith("}\n");
        assertThat(text.substring(0, text.length() - 1)).doesNotContain("\n", "\r");
        assertThat(reader.read(Arrays.copyOf(line, line.length - 1))).contains(Line.of(event));
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("at").asText()).isEqualTo(event.timestamp().toString());
        assertThat(json.path("event_id").asText()).isEqualTo(event.id().toString());
        assertThat(json.path("payload").isObject()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void tornLinesAreNoLines(Event event) {
        byte[] line = writer.write(event);
        for (int length = 0; length < line.length - 1; length++) {
            assertThat(reader.read(Arrays.copyOf(line, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "{\"at\":\"2026-11-20T12:00:00Z\",\"session_id\":\"s\",\"seq\":1}",
                "{\"at\":\"yesterday\",\"session_id\":\"s\",\"seq\":1,\"type\":\"custom\"}",
                "{\"at\":\"2026-11-20T12:00:00Z\",\"session_id\":\"s\",\"seq\":0,\"type\":\"custom\"}",
                "{\"at\":\"2026-11-20T12:00:00Z\",\"session_id\":\"s\",\"seq\":\"1\",\"type\":\"custom\"}",
                "{\"at\":\"2026-11-20T12:00:00Z\",\"session_id\":\"s\",\"seq\":1,\"type\":\"Not a type\"}",
                "{\"at\":\"2026-11-20T12:00:00Z\",\"session_id\":\"s\",\"seq\":1,\"type\":\"custom\"} {}"
            })
    void whatIsNotTheJournalsIsNoLine(String line) {
        assertThat(reader.read(line.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void lineOfALaterVersionIsRead() {
        String line = "{\"later\":{\"a\":[1]},\"at\":\"2026-11-20T12:00:00Z\",\"session_id\":\"s\",\"seq\":1,"
                + "\"type\":\"tea.ready\",\"payload\":{\"b\":{}}}";

        assertThat(reader.read(line.getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(read -> assertThat(read.type()).isEqualTo("tea.ready"));
    }

    @Test
    void lineTellsWhatPeopleLookFor() throws IOException {
        Event event = everyKind().stream()
                .filter(each -> each.payload() instanceof EventPayload.MessageCompleted)
                .findFirst()
                .orElseThrow();
        EventPayload.MessageCompleted completed = (EventPayload.MessageCompleted) event.payload();

        JsonNode line = new ObjectMapper().readTree(writer.write(event));
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly(
                        "at",
                        "session_id",
                        "seq",
                        "event_id",
                        "type",
                        "turn_id",
                        "message_id",
                        "model",
                        "prompt_tokens",
                        "completion_tokens",
                        "first_text_ms",
                        "payload");
        assertThat(line.path("turn_id").asText())
                .isEqualTo(completed.message().turnId().toString());
        assertThat(line.path("model").asText()).isEqualTo("small");
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo(12);
        assertThat(line.path("first_text_ms").asInt()).isEqualTo(345);
        assertThat(line.at("/payload/message/text").asText())
                .isEqualTo(completed.message().text());
        assertThat(line.at("/payload/message/tool_calls/0/name").asText()).isEqualTo("tasks.list");
    }
}
