package dev.parley.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.benchmarks.stub.Exchange;
import dev.parley.benchmarks.stub.ModelStub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AnswerReaderTest {
    private static final String END = "{\"type\":\"event\",\"event\":{\"type\":\"turn.completed\"}}";

    private final Recorder recorder = new Recorder();
    private ModelStub stub;
    private Exchange exchange;
    private AnswerReader reader;

    @BeforeEach
    void ask() throws IOException {
        stub = new ModelStub();
        exchange = stub.expect(3, 1);
        reader = new AnswerReader(Dialect.PARLEY, exchange, recorder);
    }

    @AfterEach
    void close() {
        stub.close();
    }

    private boolean read(String frame) throws IOException {
        byte[] bytes = ("before" + frame + "behind").getBytes(StandardCharsets.US_ASCII);
        return reader.read(bytes, 6, frame.length());
    }

    private static String delta(String text) {
        return "{\"type\":\"delta\",\"offset\":0,\"text\":\"" + text + "\"}";
    }

    @Test
    void countsTokensThatCameMerged() throws IOException {
        assertThat(read(delta(" 00000"))).isFalse();
        assertThat(read(delta(" 00001 00002"))).isFalse();
        assertThat(read(END)).isTrue();
        assertThat(recorder.tokens().sum()).isEqualTo(3);
        assertThat(recorder.delivery().count()).isEqualTo(3);
        assertThat(recorder.firstToken().count()).isEqualTo(1);
    }

    @Test
    void takesTheRestFromTheWholeText() throws IOException {
        read(delta(" 00000"));
        read("{\"type\":\"event\",\"event\":{\"type\":\"message.completed\",\"text\":\" 00000 00001 00002\"}}");
        assertThat(read(END)).isTrue();
        assertThat(recorder.delivery().count()).isEqualTo(3);
    }

    @Test
    void refusesATextWithAHole() throws IOException {
        read(delta(" 00000"));
        assertThatThrownBy(() -> read(delta(" 00002"))).hasMessageContaining("At 6 came  00002");
    }

    @Test
    void refusesAnAnswerThatIsTooShort() throws IOException {
        read(delta(" 00000 00001"));
        assertThatThrownBy(() -> read(END)).hasMessage("12 of 18 bytes arrived");
    }

    @Test
    void refusesAFailure() {
        assertThatThrownBy(() -> read("{\"type\":\"error\",\"error_code\":\"unavailable\"}"))
                .hasMessageContaining("unavailable");
    }
}
