package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests that fail, and how often they are sent. */
class ModelFailureTest {
    private static final ScriptedServer.Script WORKING =
            exchange -> exchange.answer(Chunks.text("Hi"), Chunks.finish("stop"));

    private ModelFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ModelFixture();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "301, MODEL_REJECTED, base URL, 1",
        "307, MODEL_REJECTED, base URL, 1",
        "400, MODEL_REJECTED, model's name, 1",
        "401, MODEL_REJECTED, API key, 1",
        "402, MODEL_REJECTED, balance, 1",
        "403, MODEL_REJECTED, API key, 1",
        "404, MODEL_REJECTED, model's name, 1",
        "405, MODEL_REJECTED, base URL, 1",
        "413, MODEL_REJECTED, longer, 1",
        "422, MODEL_REJECTED, model's name, 1",
        "408, MODEL_UNAVAILABLE, failed, 3",
        "429, MODEL_RATE_LIMITED, too many requests, 3",
        "500, MODEL_UNAVAILABLE, failed, 3",
        "502, MODEL_UNAVAILABLE, failed, 3",
        "503, MODEL_UNAVAILABLE, failed, 3",
        "529, MODEL_UNAVAILABLE, failed, 3"
    })
    void statusDecides(int status, ErrorCode code, String sentence, int requests) {
        fixture.server.always(exchange ->
                exchange.respond(status, "{\"error\":{\"message\":\"no\",\"code\":null}}", "Location: /elsewhere"));

        ChatException refusal = fixture.refusal();

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.sentence()).contains(sentence);
        assertThat(fixture.server.requests()).hasSize(requests);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "null",
                "{\"error\":null}",
                "{\"error\":\"text\"}",
                "{\"error\":{\"code\":429,\"type\":[],\"message\":{}}}",
                "<html>"
            })
    void oddErrorBodiesDoNoHarm(String body) {
        fixture.server.always(exchange -> exchange.respond(401, body));

        assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_REJECTED);
    }

    @Test
    void failureRepeatsNeitherKeyNorWhatTheServerSaid() {
        fixture.server.always(exchange -> exchange.respond(
                401,
                "{\"error\":{\"message\":\"Incorrect API key provided: %s\",\"code\":\"invalid %s\"}}"
                        .formatted(ModelFixture.KEY, ModelFixture.KEY)));

        ChatException refusal = fixture.refusal();

        assertThat(refusal).hasNoCause();
        assertThat(refusal + refusal.sentence() + refusal.details()).doesNotContain("sk-");
    }

    @Test
    void passingFailureIsRetried() throws Exception {
        fixture.server
                .next(exchange -> exchange.respond(500, "{}"))
                .next(exchange -> exchange.respond(429, "{}"))
                .always(WORKING);

        assertThat(fixture.ask().text()).isEqualTo("Hi");
        assertThat(fixture.pauses).hasSize(2);
        assertThat(fixture.pauses.get(0)).isBetween(Duration.ZERO, Duration.ofMillis(500));
        assertThat(fixture.pauses.get(1)).isBetween(Duration.ZERO, Duration.ofMillis(1000));
    }

    @Test
    void shortRetryAfterIsHonoured() throws Exception {
        fixture.server
                .next(exchange -> exchange.respond(429, "{}", "Retry-After: 3"))
                .always(WORKING);

        assertThat(fixture.ask().text()).isEqualTo("Hi");
        assertThat(fixture.pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3500)));
    }

    @ParameterizedTest
    @CsvSource({"6, 6", "60, 60", "86400, 60", "99999999999999999999999, 60", "'Thu, 01 Jan 2099 00:00:00 GMT', 60"})
    void longRetryAfterIsNotWaitedForButTold(String retryAfter, int seconds) {
        fixture.server.always(exchange -> exchange.respond(429, "{}", "Retry-After: " + retryAfter));

        ChatException.Unavailable refusal = fixture.refusal();

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_RATE_LIMITED);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(fixture.server.requests()).hasSize(1);
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void requestsAreCountedByNobodyElse() {
        fixture.server.always(exchange -> exchange.respond(503, "{}", "Retry-After: 0"));

        assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(fixture.server.requests()).hasSize(3);
    }

    @Test
    void absurdRetryAfterOfAnOverloadedServerIsTold() {
        fixture.server.always(exchange -> exchange.respond(503, "{}", "Retry-After: 99999999999999999999999"));

        assertThat(fixture.refusal().retryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "soon", "NaN", "", "Thu, 32 Jan 2099", "1e9"})
    void nonsensicalRetryAfterIsIgnored(String retryAfter) throws Exception {
        fixture.server
                .next(exchange -> exchange.respond(503, "{}", "Retry-After: " + retryAfter))
                .always(WORKING);

        assertThat(fixture.ask().text()).isEqualTo("Hi");
        assertThat(fixture.pauses.getFirst()).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void usedUpQuotaIsNotRetried() {
        fixture.server.always(
                exchange -> exchange.respond(429, "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"no\"}}"));

        assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_RATE_LIMITED);
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void tooLongConversationIsNamed() {
        fixture.server.always(exchange ->
                exchange.respond(400, "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"no\"}}"));

        assertThat(fixture.refusal().sentence()).contains("longer than the model can read");
    }

    @Test
    void connectionThatEndsBeforeTheResponseIsRetried() throws Exception {
        fixture.server.next(ScriptedServer.Exchange::cut).always(WORKING);

        assertThat(fixture.ask().text()).isEqualTo("Hi");
    }

    @Test
    void connectionThatEndsBetweenTwoRequestsIsRetriedLikeAnyOther() throws Exception {
        fixture.server.next(WORKING).next(ScriptedServer.Exchange::cut).always(WORKING);
        fixture.ask();

        assertThat(fixture.ask().text()).isEqualTo("Hi");
        assertThat(fixture.pauses).hasSize(1);
    }

    @Test
    void unreachableServerIsRetriedAndNamed() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            URI nowhere = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
            socket.close();
            try (OpenAiLanguageModel model = fixture.model(nowhere, Duration.ofSeconds(5), Duration.ofSeconds(5))) {
                assertThat(refusalOf(model).code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
                assertThat(fixture.pauses).hasSize(2);
            }
        }
    }

    @Test
    void serverThatDoesNotAcceptConnectionsIsNamedAndNotTriedAgain() throws Exception {
        try (DeafServer deaf = new DeafServer()) {
            OpenAiSettings impatient = new OpenAiSettings(
                    deaf.url(), null, "m", Duration.ofMillis(300), Duration.ofSeconds(30), Duration.ofSeconds(30));
            try (OpenAiLanguageModel model = new OpenAiLanguageModel(impatient)) {
                ChatException.Unavailable refusal = refusalOf(model);

                assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
                assertThat(refusal.sentence()).contains("cannot be reached");
            }
        }
    }

    @Test
    void unknownHostIsNamed() {
        URI nowhere = URI.create("http://nowhere.invalid/v1");
        try (OpenAiLanguageModel model = fixture.model(nowhere, Duration.ofSeconds(30), Duration.ofSeconds(30))) {
            assertThat(refusalOf(model).sentence()).contains("cannot be found");
        }
    }

    @Test
    void plainServerThatIsAskedOverTlsIsNamed() {
        URI secure = URI.create(fixture.server.url().toString().replace("http:", "https:"));
        try (OpenAiLanguageModel model = fixture.model(secure, Duration.ofSeconds(30), Duration.ofSeconds(30))) {
            ChatException.Unavailable refusal = refusalOf(model);

            assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
            assertThat(refusal.sentence()).contains("secure");
            assertThat(fixture.pauses).isEmpty();
        }
    }

    @Test
    void webPageInsteadOfAnApiIsNamed() {
        fixture.server.always(exchange -> exchange.respond(200, "<html>", "Content-Type: text/html"));

        assertThat(fixture.refusal().sentence()).contains("base URL");
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void answerThatBreaksOffBeforeItsFirstTextIsRetried() throws Exception {
        fixture.server
                .next(exchange -> exchange.begin()
                        .data(Chunks.delta("{\"role\":\"assistant\"}"))
                        .end())
                .next(exchange -> exchange.begin()
                        .data(Chunks.delta("{\"role\":\"assistant\"}"))
                        .cut())
                .always(WORKING);

        assertThat(fixture.ask().text()).isEqualTo("Hi");
    }

    @Test
    void answerThatBreaksOffAfterItsFirstTextIsNotBegunAnew() {
        fixture.server
                .next(exchange -> exchange.begin().data(Chunks.text("Once")).end())
                .always(WORKING);
        List<String> pieces = new ArrayList<>();

        ChatException.Unavailable refusal = refusalOf(pieces);

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(refusal.sentence()).contains("broke off");
        assertThat(pieces).containsExactly("Once");
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void halfAnEventAtTheEndIsABreak() {
        fixture.server
                .next(exchange -> exchange.begin()
                        .data(Chunks.text("Once"))
                        .raw("data: {\"choices\":[{\"delta\":{\"content\":\" upon")
                        .end())
                .always(WORKING);
        List<String> pieces = new ArrayList<>();

        assertThat(refusalOf(pieces).sentence()).contains("broke off");
        assertThat(pieces).containsExactly("Once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\":[{", "no JSON", "[]", "\"text\"", "{\"choices\":\"text\"}", "null", ""})
    void malformedChunkFails(String chunk) {
        fixture.server.always(exchange ->
                exchange.begin().data(Chunks.text("Once")).data(chunk).end());
        List<String> pieces = new ArrayList<>();

        ChatException.Unavailable refusal = refusalOf(pieces);

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(refusal.sentence()).contains("cannot be understood");
        assertThat(pieces).containsExactly("Once");
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"no\",\"type\":\"server_error\"}} | MODEL_UNAVAILABLE",
                "{\"error\":{\"message\":\"no\",\"code\":\"rate_limit_exceeded\"}} | MODEL_RATE_LIMITED",
                "{\"error\":{\"message\":\"no\",\"code\":429}} | MODEL_RATE_LIMITED",
                "{\"error\":{\"message\":\"no\",\"code\":400}} | MODEL_REJECTED",
                "{\"error\":\"text\"} | MODEL_UNAVAILABLE",
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]} | MODEL_UNAVAILABLE"
            })
    void errorWithinTheAnswerEndsIt(String chunk, ErrorCode code) {
        fixture.server.always(exchange ->
                exchange.begin().data(Chunks.text("Once")).data(chunk).end());

        assertThat(refusalOf(new ArrayList<>()).code()).isEqualTo(code);
    }

    @Test
    void silenceBeforeTheResponseIsATimeout() throws Exception {
        try (ModelFixture impatient = new ModelFixture(Duration.ofMillis(300), Duration.ofSeconds(30))) {
            impatient.server.always(ScriptedServer.Exchange::silence);

            assertThat(impatient.refusal().code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
            assertThat(impatient.server.requests()).hasSize(1);
            assertThat(impatient.server.sawDisconnect()).isTrue();
        }
    }

    @Test
    void silenceWithinTheAnswerIsATimeout() throws Exception {
        try (ModelFixture impatient = new ModelFixture(Duration.ofMillis(300), Duration.ofSeconds(30))) {
            impatient.server.always(
                    exchange -> exchange.begin().data(Chunks.text("Once")).silence());

            ChatException.Unavailable refusal = impatient.refusal();

            assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
            assertThat(refusal.sentence()).contains("silent");
            assertThat(impatient.server.sawDisconnect()).isTrue();
        }
    }

    @Test
    void endlessAnswerIsATimeout() throws Exception {
        try (ModelFixture impatient = new ModelFixture(Duration.ofSeconds(30), Duration.ofMillis(500))) {
            impatient.server.always(exchange -> {
                exchange.begin();
                while (true) {
                    exchange.raw(": still there\n\n");
                }
            });

            ChatException.Unavailable refusal = impatient.refusal();

            assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
            assertThat(refusal.sentence()).contains("did not come to an end");
        }
    }

    @Test
    void endlessLineIsRefused() {
        String much = "x".repeat(1 << 16);
        fixture.server.always(exchange -> {
            exchange.begin().raw("data: ");
            while (true) {
                exchange.raw(much);
            }
        });

        assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
    }

    private ChatException.Unavailable refusalOf(List<String> pieces) {
        return catchThrowableOfType(
                ChatException.Unavailable.class,
                () -> fixture.model.answer(LanguageModelContract.prompt("Hello"), pieces::add));
    }

    private static ChatException.Unavailable refusalOf(OpenAiLanguageModel model) {
        return catchThrowableOfType(
                ChatException.Unavailable.class,
                () -> model.answer(LanguageModelContract.prompt("Hello"), piece -> {}));
    }
}
