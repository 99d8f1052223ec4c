package dev.parley.web.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A server frame, encoded once for all who read it: a WebSocket sends the text, SSE wraps it, a JSON page embeds it.
 *
 * @param type the frame's {@code type}
 * @param position the position behind it; null if the frame has no place in the log
 * @param json the whole frame
 */
public record EncodedFrame(String type, @Nullable String position, String json) {
    /** Embeds a frame in another document as it is. */
    static final class Writer extends JsonSerializer<EncodedFrame> {
        @Override
        public void serialize(EncodedFrame frame, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeRawValue(frame.json());
        }
    }
}
