package dev.parley.web.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.parley.domain.JsonText;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cuts embedded documents out of what was read and puts them into what is written, without touching a byte. */
final class RawJson {
    /** The attribute of a reader that holds the whole text that is being read. */
    static final Object SOURCE = RawJson.class;

    private RawJson() {}

    /** Takes any value, {@code null} included; a field that is left out stays null. */
    static final class Reader extends JsonDeserializer<JsonText> {
        @Override
        public JsonText deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String source = (String) Objects.requireNonNull(context.getAttribute(SOURCE));
            int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
            parser.skipChildren();
            parser.finishToken();
            int end = Math.toIntExact(parser.currentLocation().getCharOffset());
            return new JsonText(source.substring(start, end).strip());
        }

        @Override
        public JsonText getNullValue(DeserializationContext context) {
            return new JsonText("null");
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }

    /** Writes the document as it is. */
    static final class Writer extends JsonSerializer<JsonText> {
        @Override
        public void serialize(JsonText value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeRawValue(value.text());
        }
    }
}
