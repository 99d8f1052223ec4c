package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.StructuredModelContract;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.TokenUsage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStructuredModelTest implements StructuredModelContract {
    private static final StructuredPrompt PROMPT = StructuredModelContract.prompt();
    private static final String RESPOND = "{\"action\":\"respond\"}";

    private ModelFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ModelFixture();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Override
    public Exchange answering() {
        fixture.server.always(says("{\"action\":", "\"respond\"}"));
        return new Exchange(fixture.model.structured(), PROMPT, new JsonText(RESPOND));
    }

    @Override
    public Optional<Exchange> fallingSilent() {
        fixture.server.always(
                exchange -> exchange.begin().data(Chunks.text("{\"act")).silence());
        return Optional.of(new Exchange(fixture.model.structured(), PROMPT, JsonText.EMPTY_OBJECT));
    }

    @Override
    public Optional<Exchange> babbling() {
        fixture.server.always(says("Let me think about that."));
        return Optional.of(new Exchange(fixture.model.structured(), PROMPT, JsonText.EMPTY_OBJECT));
    }

    @Override
    public List<Exchange> failing() {
        List<Exchange> exchanges = new ArrayList<>();
        for (int status : new int[] {301, 400, 401, 403, 404, 413, 429, 500, 503}) {
            fixture.server.next(exchange -> exchange.respond(status, "{}", "Retry-After: 60"));
            exchanges.add(new Exchange(fixture.model.structured(), PROMPT, JsonText.EMPTY_OBJECT));
        }
        return exchanges;
    }

    private static ScriptedServer.Script says(String... pieces) {
        return exchange -> {
            exchange.begin();
            for (String piece : pieces) {
                exchange.data(Chunks.text(piece));
            }
            exchange.data(Chunks.finish("stop"))
                    .data(Chunks.usage(12, 34))
                    .data("[DONE]")
                    .end();
        };
    }

    private static ScriptedServer.Script refuses(String message) {
        return exchange -> exchange.respond(
                400,
                "{\"error\":{\"message\":\"%s\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}"
                        .formatted(message));
    }

    private StructuredReply ask() throws InterruptedException {
        return fixture.model.structured().answer(PROMPT);
    }

    private ChatException refusal() {
        return catchThrowableOfType(ChatException.class, this::ask);
    }

    private JsonNode request(int index) {
        return fixture.server.requests().get(index).json();
    }

    @Test
    void serverIsHeldToTheSchema() throws InterruptedException {
        fixture.server.always(says(RESPOND));

        assertThat(ask()).isEqualTo(new StructuredReply(new JsonText(RESPOND), "scripted-1", new TokenUsage(12, 34)));

        JsonNode request = request(0);
        assertThat(request.path("model").asText()).isEqualTo("asked-1");
        assertThat(request.path("stream").asBoolean()).isTrue();
        JsonNode format = request.path("response_format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.path("json_schema").path("name").asText()).isEqualTo("next_action");
        assertThat(format.path("json_schema").path("strict").asBoolean()).isTrue();
        assertThat(format.path("json_schema")
                        .path("schema")
                        .path("required")
                        .path(0)
                        .asText())
                .isEqualTo("action");
        assertThat(request.path("messages")).hasSize(2);
        assertThat(request.path("messages").path(0).path("content").asText()).isEqualTo(PROMPT.system());
        assertThat(request.path("messages").path(1).path("content").asText()).isEqualTo(PROMPT.input());
    }

    @Test
    void modelOfThePromptIsAsked() throws InterruptedException {
        fixture.server.always(says(RESPOND));

        fixture.model
                .structured()
                .answer(new StructuredPrompt(PROMPT.system(), PROMPT.input(), PROMPT.name(), PROMPT.schema(), "other"));

        assertThat(request(0).path("model").asText()).isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
                "This response_format type is unavailable now",
                "unknown field json_schema"
            })
    void serverThatRefusesSchemasIsAskedForJsonFromThenOn(String message) throws InterruptedException {
        fixture.server.next(refuses(message)).always(says(RESPOND));

        ask();
        ask();

        assertThat(fixture.server.requests()).hasSize(3);
        for (int later : new int[] {1, 2}) {
            assertThat(request(later).path("response_format").path("type").asText())
                    .isEqualTo("json_object");
            assertThat(request(later).path("messages").path(0).path("content").asText())
                    .startsWith(PROMPT.system())
                    .contains("JSON Schema", PROMPT.schema().text());
        }
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void serverThatRefusesAllFormatsIsToldInWords() throws InterruptedException {
        fixture.server
                .next(refuses("response_format.type is invalid"))
                .next(refuses("'response_format.type' must be 'text'"))
                .always(says("Sure! ```json\n", RESPOND, "\n```"));

        assertThat(ask().json()).isEqualTo(new JsonText(RESPOND));

        assertThat(fixture.server.requests()).hasSize(3);
        assertThat(request(2).has("response_format")).isFalse();
        assertThat(request(2).path("messages").path(0).path("content").asText())
                .contains(PROMPT.schema().text());
    }

    @Test
    void formatsAreRememberedByModel() throws InterruptedException {
        fixture.server.next(refuses("response_format is unknown")).always(says(RESPOND));
        ask();

        fixture.model
                .structured()
                .answer(new StructuredPrompt(PROMPT.system(), PROMPT.input(), PROMPT.name(), PROMPT.schema(), "other"));

        assertThat(request(2).path("response_format").path("type").asText()).isEqualTo("json_schema");
    }

    @Test
    void serverThatKnowsNeitherUsageNorFormatsIsAskedWithoutBoth() throws InterruptedException {
        fixture.server
                .next(refuses("stream_options: unknown field"))
                .next(refuses("response_format: unknown field"))
                .always(says(RESPOND));

        assertThat(ask().json()).isEqualTo(new JsonText(RESPOND));

        assertThat(request(2).has("stream_options")).isFalse();
        assertThat(request(2).path("response_format").path("type").asText()).isEqualTo("json_object");
    }

    @Test
    void otherRefusalsAreNotTakenForOneOfTheFormat() {
        fixture.server.always(refuses("The model asked-1 does not exist"));

        assertThat(refusal().code()).isEqualTo(ErrorCode.MODEL_REJECTED);
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void refusalOfEveryFormatEndsSomewhere() {
        fixture.server.always(refuses("response_format"));

        assertThat(refusal().code()).isEqualTo(ErrorCode.MODEL_REJECTED);
        assertThat(fixture.server.requests()).hasSize(3);
    }

    @Test
    void answerThatBreaksOffIsBegunAnew() throws InterruptedException {
        fixture.server
                .next(exchange ->
                        exchange.begin().data(Chunks.text("{\"action\":\"da")).cut())
                .always(says(RESPOND));

        assertThat(ask().json()).isEqualTo(new JsonText(RESPOND));
        assertThat(fixture.pauses).hasSize(1);
    }

    @Test
    void failingServerIsAskedThreeTimes() {
        fixture.server.always(exchange -> exchange.respond(500, "{}"));

        assertThat(refusal().code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(fixture.server.requests()).hasSize(3);
    }

    @Test
    void silenceIsATimeout() throws IOException {
        try (ModelFixture impatient = new ModelFixture(Duration.ofMillis(300), Duration.ofSeconds(20))) {
            impatient.server.always(exchange -> exchange.begin().silence());

            ChatException refusal = catchThrowableOfType(
                    ChatException.class, () -> impatient.model.structured().answer(PROMPT));

            assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
        }
    }

    @Test
    void healthOfTheServerIsThatOfAllItsModels() {
        fixture.server.always(exchange -> exchange.respond(500, "{}"));
        for (int i = 0; i < 3; i++) {
            refusal();
        }

        assertThat(fixture.model.isReady()).isFalse();
        assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(fixture.server.requests()).hasSizeLessThan(10);
    }

    @Test
    void documentBeyondAllMeasureIsNone() {
        String piece = Chunks.text("x".repeat(1 << 19));
        fixture.server.always(exchange -> {
            exchange.begin();
            for (int i = 0; i < 4; i++) {
                exchange.data(piece);
            }
            exchange.data(Chunks.finish("stop")).data("[DONE]").end();
        });

        assertThat(refusal().code()).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @Test
    void withheldAnswerIsToldAsSuch() {
        fixture.server.always(exchange -> exchange.answer(Chunks.finish("content_filter")));

        assertThat(refusal().code()).isEqualTo(ErrorCode.MODEL_REJECTED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"a":1}                                    | {"a":1}
            ~ \n {"a":1} ~                             | {"a":1}
            Here it is: {"a":1}. Is that all?          | {"a":1}
            ~```json\n{"a":1}\n```~                    | {"a":1}
            <think>{so} [what]?</think>{"a":1}         | {"a":1}
            [1,2]                                      | [1,2]
            "text"                                     | "text"
            """)
    void documentIsFoundInWhatWasSaid(String said, String document) {
        assertThat(JsonInText.find(said)).isEqualTo(new JsonText(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no", "{", "{a:1}", "} {", "{\"a\":1} {\"b\":2}"})
    void whatIsNoDocumentIsNotMadeOne(String said) {
        assertThat(catchThrowableOfType(ChatException.Invalid.class, () -> JsonInText.find(said))
                        .code())
                .isEqualTo(ErrorCode.INVALID_JSON);
    }

    @Test
    void wordsAndDocumentsComeFromTheSameServer() throws InterruptedException {
        fixture.server.always(says(RESPOND));

        ask();
        fixture.model.answer(LanguageModelContract.prompt("Hello"), piece -> {});

        assertThat(fixture.server.requests()).hasSize(2);
        assertThat(fixture.server.connections()).isEqualTo(1);
    }
}
