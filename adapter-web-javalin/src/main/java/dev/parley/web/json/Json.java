package dev.parley.web.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON of the wire. Reading is strict: unknown fields, missing ones, duplicate names, trailing content, malformed
 * UTF-8 and values of another type are refused with a sentence that names the field. Names are snake_case. A record component of type
 * {@link JsonText} takes any JSON as it was written, byte for byte. Safe for use by many threads.
 */
public final class Json {
    /** How deep a document may nest: {@link JsonText#MAX_DEPTH} within a request. */
    private static final int MAX_DEPTH = JsonText.MAX_DEPTH + 4;

    private final ObjectMapper mapper;

    public Json() {
        JsonFactory factory = JsonFactory.builder()
                // Whoever sends names of its own making would have them remembered.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(JsonText.MAX_NUMBER_LENGTH)
                        .maxNameLength(JsonText.MAX_NAME_LENGTH)
                        .build())
                .build();
        mapper = JsonMapper.builder(factory)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfigDefaults(
                        config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule()
                        .addSerializer(JsonText.class, new RawJson.Writer())
                        .addDeserializer(JsonText.class, new RawJson.Reader())
                        .addSerializer(EncodedFrame.class, new EncodedFrame.Writer()))
                .build();
    }

    /**
     * Reads a document that came as bytes.
     *
     * @throws ChatException.Invalid with code {@code invalid_json} if it is not JSON in UTF-8, {@code invalid_request} if it is not
     *     what the record wants
     */
    public <T extends Record> T read(byte[] document, Class<T> type) {
        return read(decode(document), type);
    }

    /** As {@link #read(byte[], Class)}, for a document that came as text. */
    public <T extends Record> T read(String document, Class<T> type) {
        T value;
        try {
            value = mapper.readerFor(type)
                    .withAttribute(RawJson.SOURCE, document)
                    .readValue(document);
        } catch (JsonProcessingException exception) {
            throw JsonDefects.translate(exception);
        }
        if (value == null) {
            throw new ChatException.Invalid(ErrorCode.INVALID_REQUEST, "The document must be a JSON object.");
        }
        RecordShape.of(type).requireAll(value);
        return value;
    }

    /**
     * Reads what all client frames have in common and checks that the frame is one well-formed document.
     *
     * @throws ChatException.Invalid with code {@code invalid_json} if it is not
     */
    public FrameHead head(String document) {
        try (JsonParser parser = mapper.createParser(document)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new ChatException.Invalid(ErrorCode.INVALID_JSON, "The document is empty.");
            }
            boolean object = first == JsonToken.START_OBJECT;
            FrameHead head = object ? headOf(parser) : FrameHead.NONE;
            if (!object) {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new ChatException.Invalid(ErrorCode.INVALID_JSON, "Something follows the JSON document.");
            }
            return head;
        } catch (JsonProcessingException exception) {
            throw JsonDefects.translate(exception);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The document in UTF-8. */
    public byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), defect);
        }
    }

    public String text(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), defect);
        }
    }

    private static FrameHead headOf(JsonParser parser) throws IOException {
        @Nullable String type = null;
        @Nullable String ref = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("type")) {
                type = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && name.equals("ref")) {
                ref = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return new FrameHead(type, ref);
    }

    private static String decode(byte[] document) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new ChatException.Invalid(ErrorCode.INVALID_JSON, "The document is not well-formed UTF-8.");
        }
    }
}
