package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import dev.parley.application.port.TokenReport;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.llm.ModelFixture.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiLanguageModelTest implements LanguageModelContract {
    private ModelFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ModelFixture();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void serverIsToldTheTraceOfTheCaller() throws Exception {
        ThreadLocal<String> trace = new ThreadLocal<>();
        fixture.server.always(exchange -> exchange.answer(Chunks.text("Yes"), Chunks.finish("stop")));
        OpenAiSettings settings = OpenAiSettings.of(fixture.server.url(), null, "asked-1");
        try (OpenAiLanguageModel model = OpenAiLanguageModel.traced(settings, () -> Optional.ofNullable(trace.get()))) {
            Thread.ofVirtual()
                    .start(() -> {
                        ask(model);
                        trace.set("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
                        ask(model);
                    })
                    .join();
        }

        assertThat(fixture.server.requests())
                .extracting(request -> request.headers().get("traceparent"))
                .containsExactly(null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private static void ask(OpenAiLanguageModel model) {
        try {
            model.answer(LanguageModelContract.prompt("Hello"), piece -> {});
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public Exchange speaking() {
        fixture.server.always(
                exchange -> exchange.answer(Chunks.text("Grüße, "), Chunks.text("世界! 😀"), Chunks.finish("stop")));
        return new Exchange(fixture.model, LanguageModelContract.prompt("Hello"), "Grüße, 世界! 😀");
    }

    @Override
    public Exchange callingTools() {
        fixture.server.always(exchange -> exchange.answer(
                Chunks.text("One moment."),
                Chunks.toolCall(0, "same", "create_task", "{\"title\":"),
                Chunks.toolCall(0, "\"milk\"}"),
                Chunks.toolCall(1, "same", "delete_task", "{\"title\":\"bread\"}"),
                Chunks.finish("tool_calls")));
        return new Exchange(
                fixture.model, LanguageModelContract.prompt("Hello", LanguageModelContract.tools()), "One moment.");
    }

    @Override
    public Exchange fallingSilent() {
        fixture.server.always(
                exchange -> exchange.begin().data(Chunks.text("Let me think")).silence());
        return new Exchange(fixture.model, LanguageModelContract.prompt("Hello"), "Let me think");
    }

    @Override
    public List<Exchange> failing() throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        for (int status : new int[] {301, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503, 529}) {
            fixture.server.next(exchange -> exchange.respond(status, "{}", "Retry-After: 60"));
            exchanges.add(new Exchange(fixture.model, LanguageModelContract.prompt("Hello"), ""));
        }
        URI nowhere = nowhere();
        for (URI url : List.of(
                nowhere,
                URI.create("http://nowhere.invalid/v1"),
                URI.create("https" + nowhere.toString().substring(4)))) {
            OpenAiLanguageModel model = fixture.model(url, Duration.ofSeconds(5), Duration.ofSeconds(5));
            exchanges.add(new Exchange(model, LanguageModelContract.prompt("Hello"), ""));
        }
        return exchanges;
    }

    private static URI nowhere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
        }
    }

    @Test
    void textIsGivenOnBeforeTheAnswerEnds() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        fixture.server.always(exchange -> {
            exchange.begin().data(Chunks.text("first"));
            assertThat(await(heard)).isTrue();
            exchange.data(Chunks.finish("stop")).data("[DONE]").end();
        });

        fixture.model.answer(LanguageModelContract.prompt("Hello"), piece -> heard.countDown());
    }

    @Test
    void replyTellsUsageAndModel() throws Exception {
        fixture.server.always(
                exchange -> exchange.answer(Chunks.text("Hi"), Chunks.finish("stop"), Chunks.usage(12, 34)));

        assertThat(fixture.ask())
                .isEqualTo(new Answer("Hi", new Reply(List.of(), "scripted-1", new TokenUsage(12, 34))));
    }

    @Test
    void withoutUsageAndModelTheReplyIsStillWhole() throws Exception {
        fixture.server.always(exchange -> exchange.answer(
                "{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}],\"usage\":null,\"error\":null}",
                "{\"choices\":[{\"finish_reason\":\"stop\"}]}"));

        assertThat(fixture.ask()).isEqualTo(new Answer("Hi", new Reply(List.of(), "asked-1", TokenUsage.NONE)));
    }

    @Test
    void usageThatGrowsWithEveryChunkCountsOnce() throws Exception {
        fixture.server.always(exchange -> exchange.answer(
                "{\"choices\":[{\"delta\":{\"content\":\"H\"}}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}",
                "{\"choices\":[{\"delta\":{\"content\":\"i\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"));

        assertThat(fixture.ask().reply().usage()).isEqualTo(new TokenUsage(3, 2));
    }

    @Test
    void usageIsToldEvenIfTheAnswerBreaksOff() throws Exception {
        fixture.server.always(exchange -> exchange.begin()
                .data("{\"model\":\"big\",\"choices\":[{\"delta\":{\"content\":\"H\"}}],"
                        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}")
                .end());
        List<TokenReport> reports = new ArrayList<>();

        assertThatThrownBy(() -> fixture.model.answer(LanguageModelContract.prompt("Hello"), new TextSink() {
                    @Override
                    public void append(String piece) {}

                    @Override
                    public void report(TokenReport report) {
                        reports.add(report);
                    }
                }))
                .isInstanceOf(ChatException.Unavailable.class);
        assertThat(reports).containsExactly(new TokenReport("big", new TokenUsage(3, 1)));
    }

    @Test
    void serverThatRefusesToTellUsageIsAskedWithoutFromThenOn() throws Exception {
        fixture.server
                .next(exchange -> exchange.respond(
                        422, "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"stream_options\"]}]}"))
                .always(exchange -> exchange.answer(Chunks.text("Hi"), Chunks.finish("stop")));

        assertThat(fixture.ask().text()).isEqualTo("Hi");
        assertThat(fixture.ask().text()).isEqualTo("Hi");

        assertThat(fixture.server.requests())
                .extracting(request -> request.json().has("stream_options"))
                .containsExactly(true, false, false);
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void toolCallsCountEvenIfTheModelSaysStop() throws Exception {
        fixture.server.always(
                exchange -> exchange.answer(Chunks.toolCall(0, "a", "create_task", "{}"), Chunks.finish("stop")));

        assertThat(fixture.ask().reply().toolCalls()).containsExactly(new ToolCall("a", "create_task", "{}", null));
    }

    @Test
    void cutOffAtTheLengthLimitIsAnAnswer() throws Exception {
        fixture.server.always(exchange -> exchange.answer(Chunks.text("Once upon"), Chunks.finish("length")));

        assertThat(fixture.ask().text()).isEqualTo("Once upon");
    }

    @Test
    void filteredAfterSomeTextIsAnAnswer() throws Exception {
        fixture.server.always(exchange -> exchange.answer(Chunks.text("I was"), Chunks.finish("content_filter")));

        assertThat(fixture.ask().text()).isEqualTo("I was");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content_filter", "length"})
    void nothingAtAllForAReasonIsARefusal(String reason) {
        fixture.server.always(exchange -> exchange.answer(Chunks.finish(reason)));

        assertThat(fixture.refusal().code()).isEqualTo(ErrorCode.MODEL_REJECTED);
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void nothingAtAllWithoutAReasonIsAnEmptyAnswer() throws Exception {
        fixture.server.always(exchange -> exchange.answer(Chunks.finish("stop")));

        assertThat(fixture.ask().text()).isEmpty();
    }

    @Test
    void refusalOfTheModelIsItsText() throws Exception {
        fixture.server.always(
                exchange -> exchange.answer(Chunks.delta("{\"refusal\":\"I won't.\"}"), Chunks.finish("stop")));

        assertThat(fixture.ask().text()).isEqualTo("I won't.");
    }

    @Test
    void contentInPartsIsTextWithoutTheThoughts() throws Exception {
        fixture.server.always(exchange -> exchange.answer(
                Chunks.delta("{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"text\":\"hm\"}]}]}"),
                Chunks.delta("{\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}"),
                Chunks.delta("{\"content\":null,\"reasoning_content\":\"hm\"}"),
                Chunks.finish("stop")));

        assertThat(fixture.ask().text()).isEqualTo("Hi");
    }

    @Test
    void surrogatePairMayComeInHalves() throws Exception {
        fixture.server.always(exchange -> exchange.answer(
                Chunks.delta("{\"content\":\"\\ud83d\"}"),
                Chunks.delta("{\"content\":\"\\ude00\"}"),
                Chunks.finish("stop")));

        assertThat(fixture.ask().text()).isEqualTo("😀");
    }

    @Test
    void endWithoutDoneIsAnEnd() throws Exception {
        fixture.server.always(exchange -> exchange.begin()
                .data(Chunks.text("Hi"))
                .data(Chunks.finish("stop"))
                .end());

        assertThat(fixture.ask().text()).isEqualTo("Hi");
    }

    @Test
    void doneWithoutReasonIsAnEnd() throws Exception {
        fixture.server.always(exchange -> exchange.answer(Chunks.text("Hi")));

        assertThat(fixture.ask().text()).isEqualTo("Hi");
    }

    @Test
    void brokenConnectionBehindTheAnswerDoesNoHarm() throws Exception {
        fixture.server.always(exchange -> exchange.begin()
                .data(Chunks.text("Hi"))
                .data(Chunks.finish("stop"))
                .cut());

        assertThat(fixture.ask().text()).isEqualTo("Hi");
    }

    @Test
    void connectionIsUsedAgain() throws Exception {
        fixture.server.always(exchange -> exchange.answer(Chunks.text("Hi"), Chunks.finish("stop")));
        for (int i = 0; i < 5; i++) {
            fixture.ask();
        }

        assertThat(fixture.server.connections()).isEqualTo(1);
    }

    @Test
    void warmUpNeedsNoServer() throws Exception {
        fixture.model.warmUp();

        assertThat(fixture.server.requests()).isEmpty();
        assertThat(fixture.model.isReady()).isTrue();
    }

    @Test
    void longAnswerComesWhole() throws Exception {
        String[] chunks = IntStream.range(0, 2000)
                .mapToObj(i -> Chunks.text("word" + i + " "))
                .toArray(String[]::new);
        fixture.server.always(exchange -> exchange.answer(chunks));

        assertThat(fixture.ask().text()).startsWith("word0 word1 ").endsWith("word1998 word1999 ");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
