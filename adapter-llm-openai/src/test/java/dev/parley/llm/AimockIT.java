package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.StructuredModelContract;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.ToolMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The model against a server that others wrote: llmock of the npm package {@code @copilotkit/aimock}. */
class AimockIT implements LanguageModelContract {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

    private static Process process;
    private static URI url;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private OpenAiLanguageModel model;

    @BeforeAll
    static void startServer() throws Exception {
        Path root = Path.of(System.getProperty("parley.root", ".."));
        Path llmock = root.resolve("target/npm/node_modules/.bin/llmock");
        assumeTrue(
                Files.exists(llmock),
                "llmock is not installed: npm install --no-save --prefix target/npm @copilotkit/aimock@1.43.0");
        assumeTrue(hasNode(), "llmock needs node, which is not on the PATH");
        Path fixtures = Path.of(AimockIT.class.getResource("aimock.json").toURI());
        process = new ProcessBuilder(llmock.toString(), "--port", "0", "--fixtures", fixtures.toString())
                .redirectErrorStream(true)
                .start();
        url = URI.create(address(process) + "/v1");
    }

    private static boolean hasNode() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    }

    /** Where it listens. What it says is read to the end, so that it never waits for somebody to listen. */
    private static String address(Process llmock) throws Exception {
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            StringBuilder said = new StringBuilder();
            llmock.inputReader().lines().forEach(line -> {
                said.append(line).append('\n');
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    address.complete(matcher.group(1));
                }
            });
            address.completeExceptionally(new IOException("llmock did not start:\n" + said));
        });
        return address.get(1, TimeUnit.MINUTES);
    }

    @AfterAll
    static void stopServer() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void createModel() {
        model = new OpenAiLanguageModel(
                new OpenAiSettings(
                        url, "sk-test", "gpt-4o", Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(1)),
                Clock.systemUTC(),
                RetryPolicy.standard(new Random(1)),
                pauses::add);
    }

    @AfterEach
    void closeModel() {
        model.close();
    }

    @Override
    public Exchange speaking() {
        return new Exchange(
                model, LanguageModelContract.prompt("say hello"), "Hello! How can I help you today? Grüße, 世界 😀");
    }

    @Override
    public Exchange callingTools() {
        return new Exchange(
                model, LanguageModelContract.prompt("buy milk", LanguageModelContract.tools()), "One moment. ");
    }

    @Override
    public Exchange fallingSilent() {
        return new Exchange(
                model,
                LanguageModelContract.prompt("stall later"),
                "This text stops in the middle, because nothing comes behind it any more.");
    }

    @Override
    public List<Exchange> failing() {
        List<Exchange> exchanges = new ArrayList<>();
        for (String question : List.of(
                "limited for ever", "broken", "locked", "truncate", "malformed", "disconnect", "no such fixture")) {
            exchanges.add(new Exchange(model, LanguageModelContract.prompt(question), ""));
        }
        return exchanges;
    }

    private ChatException.Unavailable refusalOf(String question) {
        return refusalOf(model, question);
    }

    private static ChatException.Unavailable refusalOf(OpenAiLanguageModel model, String question) {
        return catchThrowableOfType(
                ChatException.Unavailable.class,
                () -> model.answer(LanguageModelContract.prompt(question), piece -> {}));
    }

    @Test
    void usageAndModelAreTold() throws Exception {
        Reply reply = model.answer(LanguageModelContract.prompt("say hello"), piece -> {});

        assertThat(reply).isEqualTo(new Reply(List.of(), "gpt-4o", new TokenUsage(11, 22)));
    }

    @Test
    void toolCallsAreCarriedThroughToTheAnswer() throws Exception {
        Prompt question = LanguageModelContract.prompt("buy milk", LanguageModelContract.tools());
        List<ToolCall> calls = model.answer(question, piece -> {}).toolCalls();
        assertThat(calls).extracting(ToolCall::name).containsExactly("create_task", "delete_task");
        assertThat(calls)
                .extracting(ToolCall::arguments)
                .containsExactly("{\"title\":\"milk\"}", "{\"title\":\"bread\"}");
        StringBuilder text = new StringBuilder();

        Reply reply = model.answer(withResults(question, calls), text::append);

        assertThat(text).hasToString("Milk is on your list.");
        assertThat(reply.toolCalls()).isEmpty();
    }

    private static Prompt withResults(Prompt question, List<ToolCall> calls) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        List<Message> messages = new ArrayList<>(question.messages());
        messages.add(AssistantMessage.streaming(
                        new MessageId(new UUID(0, 1)), question.session().id(), question.turnId(), 2, now)
                .complete("One moment.", calls, "gpt-4o", TokenUsage.NONE, now));
        for (ToolCall call : calls) {
            messages.add(new ToolMessage(
                    new MessageId(new UUID(0, 2)),
                    question.session().id(),
                    question.turnId(),
                    3,
                    call.id(),
                    call.name(),
                    "done",
                    false,
                    now));
        }
        return new Prompt(question.session(), question.turnId(), question.system(), messages, question.tools(), null);
    }

    @Test
    void limitedOnceIsAskedAgainAfterTheTimeAskedFor() throws Exception {
        StringBuilder text = new StringBuilder();

        model.answer(LanguageModelContract.prompt("limited once"), text::append);

        assertThat(text).hasToString("Now it works.");
        assertThat(pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2500)));
    }

    @Test
    void absurdRetryAfterIsNotObeyed() {
        ChatException.Unavailable refusal = refusalOf("limited for ever");

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_RATE_LIMITED);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(pauses).isEmpty();
    }

    @Test
    void failingServerIsUnavailableAfterTwoRetries() {
        assertThat(refusalOf("broken").code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void wrongKeyAndUnknownQuestionAreRejected() {
        assertThat(refusalOf("locked").code()).isEqualTo(ErrorCode.MODEL_REJECTED);
        assertThat(refusalOf("no such fixture").code()).isEqualTo(ErrorCode.MODEL_REJECTED);
    }

    @Test
    void stallIsATimeout() {
        OpenAiSettings impatient = new OpenAiSettings(
                url, "sk-test", "gpt-4o", Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofMinutes(1));
        try (OpenAiLanguageModel model = new OpenAiLanguageModel(impatient)) {
            assertThat(refusalOf(model, "stall at once").code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
            assertThat(refusalOf(model, "stall later").code()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
        }
    }

    @Test
    void truncatedStreamIsUnavailableAndNotBegunAnew() {
        StringBuilder text = new StringBuilder();

        ChatException refusal = catchThrowableOfType(
                ChatException.class, () -> model.answer(LanguageModelContract.prompt("truncate"), text::append));

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat("This text is longer than one chunk, so it has a middle to be cut off in.")
                .startsWith(text.toString());
        assertThat(text).isNotEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void malformedChunkIsUnavailable() {
        assertThat(refusalOf("malformed").code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
    }

    @Test
    void disconnectIsUnavailableAfterTwoRetries() {
        assertThat(refusalOf("disconnect").code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void documentsComeFromTheSameServer() throws Exception {
        StructuredPrompt prompt = StructuredModelContract.prompt();

        StructuredReply reply = model.structured()
                .answer(new StructuredPrompt(
                        prompt.system(), "Decide what comes next", prompt.name(), prompt.schema(), null));

        assertThat(reply.json()).isEqualTo(new JsonText("{\"action\":\"respond\"}"));
        assertThat(reply.usage()).isEqualTo(new TokenUsage(5, 6));
    }
}
