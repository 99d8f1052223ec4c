package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private static EventReader reader(String stream) {
        return new EventReader(new Buffer().writeUtf8(stream));
    }

    private static List<String> messages(String stream) throws IOException {
        EventReader reader = reader(stream);
        List<String> messages = new ArrayList<>();
        for (String data = reader.next(); data != null; data = reader.next()) {
            messages.add(data);
        }
        return messages;
    }

    @Test
    void messagesAreReadWhateverTheirLinesEndWith() throws IOException {
        assertThat(messages("data: {\"a\":1}\n\nevent: message\r\ndata:{\"b\":2}\r\n\r\n"))
                .containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void linesOfOneMessageAreJoined() throws IOException {
        assertThat(messages("data: {\ndata: }\n\n")).containsExactly("{\n}");
    }

    @Test
    void commentsOtherEventsAndEmptyOnesArePassedOver() throws IOException {
        assertThat(messages(": hello\n\nevent: ping\ndata: {}\n\nid: 1\ndata:\n\ndata: 7\n\n"))
                .containsExactly("7");
    }

    @Test
    void eventThatIsCutOffIsNone() throws IOException {
        assertThat(messages("data: 1\n\ndata: 2\n")).containsExactly("1");
        assertThat(messages("data: 1")).isEmpty();
    }

    @Test
    void lastIdIsKnownIfItCanBeAHeader() throws IOException {
        EventReader reader = reader("id: 7\ndata: 1\n\nid: a\u0001\ndata: 2\n\n");
        assertThat(reader.lastId()).isNull();
        reader.next();
        reader.next();

        assertThat(reader.lastId()).isEqualTo("7");
    }

    @Test
    void tooLongALineOrMessageIsRefused() {
        String half = "x".repeat(Wire.LARGEST_MESSAGE / 2 + 1);
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> messages("data: " + half + half + "\n\n"));
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> messages("data: " + half + "\ndata: " + half + "\n\n"));
    }
}
