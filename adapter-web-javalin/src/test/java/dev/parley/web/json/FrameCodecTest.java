package dev.parley.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.feed.Frame;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    private final Json json = new Json();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"quoted\" and \\ back",
                "\b\f\n\r\t\u0001\u001f\u007f",
                "\u2028\u2029 </script>",
                "ä 😀 👩‍👩‍👧 \uD83D alone"
            })
    void deltaIsEncodedByHandAsTheMapperWould(String text) {
        assertThatHandAndMapperAgree(text);
    }

    @Test
    void everyUnitOfTextIsEncodedAsTheMapperWould() {
        StringBuilder all = new StringBuilder();
        for (char unit = 0; unit < 0xD800; unit++) {
            all.append(unit);
        }
        assertThatHandAndMapperAgree(all.toString());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            String text = random.ints(random.nextInt(40), 0, 0x10000)
                    .collect(StringBuilder::new, (built, unit) -> built.append((char) unit), StringBuilder::append)
                    .toString();
            assertThatHandAndMapperAgree(text);
        }
    }

    private void assertThatHandAndMapperAgree(String text) {
        Frame.DeltaFrame delta = new Frame.DeltaFrame(
                new SessionId(new UUID(1, 2)), new Position(12, 340), new MessageId(new UUID(3, 4)), 300, text);

        EncodedFrame encoded = FrameCodec.encode(delta);

        assertThat(encoded.json()).isEqualTo(json.text(FrameCodec.serverFrame(delta, new UserId("alice"))));
        assertThat(new String(encoded.serverSentEvent(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("event: delta\nid: 12.340\ndata: {\"type\":\"delta\",")
                .endsWith("}\n\n");
    }
}
