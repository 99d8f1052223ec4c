package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {
    private static List<String> events(String text) throws IOException {
        EventStream stream = new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> events = new ArrayList<>();
        for (String data = stream.next(); data != null; data = stream.next()) {
            events.add(data);
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndIsUnderstood(String end) throws IOException {
        assertThat(events("data: one" + end + end + "data:two" + end + end)).containsExactly("one", "two");
    }

    @Test
    void commentsAndOtherFieldsAreSkipped() throws IOException {
        assertThat(events(": hello\n\nevent: x\nid: 1\nretry: 5\n\n:\ndata: one\nevent: y\ndatabase: no\n\n"))
                .containsExactly("one");
    }

    @Test
    void severalLinesOfDataAreJoined() throws IOException {
        assertThat(events("data: one\ndata\ndata:  two\n\n")).containsExactly("one\n\n two");
    }

    @Test
    void eventWithoutAnEndDoesNotCount() throws IOException {
        assertThat(events("data: one\n\ndata: two\n")).containsExactly("one");
        assertThat(events("data: one\n\ndata: tw")).containsExactly("one");
    }

    @Test
    void textIsUtf8() throws IOException {
        assertThat(events("data: Grüße, 世界 😀\n\n")).containsExactly("Grüße, 世界 😀");
    }

    @Test
    void nothingIsNoEvent() throws IOException {
        assertThat(events("")).isEmpty();
        assertThat(events("\n\n\r\n")).isEmpty();
    }
}
