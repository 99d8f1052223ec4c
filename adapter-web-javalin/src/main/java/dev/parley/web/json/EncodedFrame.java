package dev.parley.web.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A server frame, encoded once for all who read it: a WebSocket sends the text, a stream of server-sent events the bytes, a JSON page embeds
 * it. Safe for use by many threads.
 */
public final class EncodedFrame {
    private final String type;
    private final @Nullable String position;
    private final String json;
    private volatile byte @Nullable [] serverSentEvent;

    /**
     * @param type the frame's {@code type}
     * @param position the position behind it; null if the frame has no place in the log
     * @param json the whole frame
     */
    EncodedFrame(String type, @Nullable String position, String json) {
        this.type = type;
        this.position = position;
        this.json = json;
    }

    public String json() {
        return json;
    }

    /** The frame as a server-sent event (HTML standard, 9.2), with its position as {@code id}. Nobody may change the bytes. */
    public byte[] serverSentEvent() {
        byte[] known = serverSentEvent;
        if (known == null) {
            String id = position == null ? "" : "id: " + position + "\n";
            known = ("event: " + type + "\n" + id + "data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
            serverSentEvent = known;
        }
        return known;
    }

    /** Embeds a frame in another document as it is. */
    static final class Writer extends JsonSerializer<EncodedFrame> {
        @Override
        public void serialize(EncodedFrame frame, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeRawValue(frame.json());
        }
    }
}
