package dev.parley.web.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.application.Parley;
import dev.parley.application.port.Reply;
import dev.parley.domain.ChatException;
import dev.parley.domain.message.TokenUsage;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.json.FrameHead;
import dev.parley.web.json.Json;
import dev.parley.web.support.Fuzzing;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Client frames: read as what they say they are, or refused in words; what was read can be written and read again. */
class FrameFuzzTest {
    private static final Json JSON = new Json();
    private static final List<Command<?>> COMMANDS = commands();

    private static List<Command<?>> commands() {
        try (Parley parley = Parley.builder()
                .storage(InMemoryStorage.open())
                .model((prompt, text) -> new Reply(List.of(), "none", TokenUsage.NONE))
                .build()) {
            return new CommandTable(parley).commands();
        }
    }

    @FuzzTest
    void frame(byte[] data) {
        String text = Fuzzing.utf8(data);
        Optional<FrameHead> head = Fuzzing.read(text, () -> JSON.head(text));
        for (Command<?> command : COMMANDS) {
            Optional<? extends Record> frame = Fuzzing.read(text, () -> JSON.read(text, command.frame()));
            if (frame.isEmpty()) {
                continue;
            }
            String written = JSON.text(frame.get());
            assertThat(head).as("the head of a whole frame").isPresent();
            assertThat(JSON.head(written)).isEqualTo(head.get());
            assertThat(JSON.text(JSON.read(written, command.frame()))).isEqualTo(written);
        }
    }

    @Test
    void everyKindOfFrameIsAmongTheSeeds() throws IOException {
        for (Command<?> command : COMMANDS) {
            try (InputStream seed =
                    FrameFuzzTest.class.getResourceAsStream("FrameFuzzTestInputs/frame/" + command.type())) {
                assertThat(seed).as("a seed for %s", command.type()).isNotNull();
                String text = Fuzzing.utf8(seed.readAllBytes());
                assertThat(JSON.head(text).type()).isEqualTo(command.type());
                assertThat(JSON.read(text, command.frame())).isNotNull();
            }
        }
    }

    @Test
    void naughtyStringsAreTakenAsTextAndNothingElse() {
        Fuzzing.forEachNaughtyString(this::frame);
        Fuzzing.forEachNaughtyString(data -> {
            String text = Fuzzing.utf8(data);
            String frame = "{\"type\":\"message\",\"session_id\":%s,\"content\":%s}"
                    .formatted(JSON.text(text), JSON.text(text));
            try {
                assertThat(JSON.read(frame, ClientFrames.MessageFrame.class).content())
                        .isEqualTo(text);
            } catch (ChatException.Invalid refused) {
                throw new AssertionError(text, refused);
            }
        });
    }
}
