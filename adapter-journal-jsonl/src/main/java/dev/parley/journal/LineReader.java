package dev.parley.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lines back, without their payload. Safe for many threads. */
final class LineReader {
    /** Types and codes become keys of statistics, so they must look like some. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._]{0,63}");

    /** Payloads have names of people's making, which are not to be remembered. */
    private final JsonFactory json = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /**
     * @param line without its end
     * @return empty if it is torn or not a line of a journal
     */
    Optional<Line> read(byte[] line) {
        try (JsonParser parser = json.createParser(line)) {
            Fields fields = new Fields();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.take(parser.currentName(), parser);
            }
            return parser.nextToken() == null ? fields.line() : Optional.empty();
        } catch (IOException | DateTimeException torn) {
            return Optional.empty();
        }
    }

    /** What was found in a line so far. */
    private static final class Fields {
        private @Nullable Instant at;
        private @Nullable String sessionId;
        private long seq;
        private @Nullable String type;
        private @Nullable String turnId;
        private @Nullable String messageId;
        private @Nullable Integer attempt;
        private @Nullable String model;
        private @Nullable Integer promptTokens;
        private @Nullable Integer completionTokens;
        private @Nullable String errorCode;
        private @Nullable Long firstTextMs;

        void take(String name, JsonParser parser) throws IOException {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "at" -> at = Instant.parse(parser.getText());
                case "session_id" -> sessionId = parser.getText();
                case "seq" -> seq = parser.getLongValue();
                case "type" -> type = parser.getText();
                case "turn_id" -> turnId = parser.getText();
                case "message_id" -> messageId = parser.getText();
                case "attempt" -> attempt = parser.getIntValue();
                case "model" -> model = parser.getText();
                case "prompt_tokens" -> promptTokens = parser.getIntValue();
                case "completion_tokens" -> completionTokens = parser.getIntValue();
                case "error_code" -> errorCode = parser.getText();
                case "first_text_ms" -> firstTextMs = parser.getLongValue();
                default -> {
                    if (value == null || value.isStructStart()) {
                        parser.skipChildren();
                    }
                }
            }
        }

        Optional<Line> line() {
            if (at == null || sessionId == null || type == null || seq < 1) {
                return Optional.empty();
            }
            if (!isName(type) || (errorCode != null && !isName(errorCode))) {
                return Optional.empty();
            }
            return Optional.of(new Line(
                    at,
                    sessionId,
                    seq,
                    type,
                    turnId,
                    messageId,
                    attempt,
                    model,
                    promptTokens,
                    completionTokens,
                    errorCode,
                    firstTextMs));
        }

        private static boolean isName(String text) {
            return NAME.matcher(text).matches();
        }
    }
}
