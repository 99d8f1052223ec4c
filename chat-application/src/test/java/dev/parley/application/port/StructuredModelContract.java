package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.JsonValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link StructuredModel} promises. */
public interface StructuredModelContract {
    /**
     * A model and a prompt that makes it do what a test is about.
     *
     * @param answer the document that is given; the empty object where there is none
     */
    record Exchange(StructuredModel model, StructuredPrompt prompt, JsonText answer) {}

    /** An answer with a document, as often as asked for. */
    Exchange answering() throws Exception;

    /** No answer for minutes; empty for a model that always answers at once. */
    Optional<Exchange> fallingSilent() throws Exception;

    /** An answer that is no document; empty for a model that gives nothing else. */
    Optional<Exchange> babbling() throws Exception;

    /** All ways in which the model refuses or fails; empty for a model that cannot. */
    List<Exchange> failing() throws Exception;

    /** A prompt for the next action. */
    static StructuredPrompt prompt() {
        return new StructuredPrompt(
                "You decide what comes next.",
                "<conversation>\n{\"from\":\"user\",\"text\":\"Hello\"}\n</conversation>",
                "next_action",
                new JsonText("""
                        {"type":"object","additionalProperties":false,"required":["action"],
                        "properties":{"action":{"type":"string","enum":["respond"]}}}"""),
                null);
    }

    @Test
    default void answerIsADocumentWithTheNameOfItsModel() throws Exception {
        Exchange exchange = answering();

        StructuredReply reply = exchange.model().answer(exchange.prompt());

        assertThat(JsonValue.of(reply.json())).isEqualTo(JsonValue.of(exchange.answer()));
        assertThat(reply.model()).isNotBlank();
    }

    @Test
    default void manyThreadsGetDocumentsOfTheirOwn() throws Exception {
        Exchange exchange = answering();
        List<Future<JsonText>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(
                        () -> exchange.model().answer(exchange.prompt()).json()));
            }
        }
        for (Future<JsonText> answer : answers) {
            assertThat(JsonValue.of(answer.get())).isEqualTo(JsonValue.of(exchange.answer()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    default void interruptEndsTheWaitForADocument(boolean virtual) throws Exception {
        Optional<Exchange> exchange = fallingSilent();
        assumeTrue(exchange.isPresent(), "the model always answers at once");
        FutureTask<Throwable> answer = new FutureTask<>(() -> thrownBy(exchange.get()));
        Thread thread = virtual
                ? Thread.ofVirtual().start(answer)
                : Thread.ofPlatform().daemon().start(answer);
        for (int i = 0; i < 100 && thread.getState() == Thread.State.RUNNABLE; i++) {
            thread.join(10);
        }

        thread.interrupt();

        assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    default void interruptBeforeTheQuestionCounts() throws Exception {
        Exchange exchange = answering();
        FutureTask<Throwable> answer = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return thrownBy(exchange);
        });
        Thread.ofVirtual().start(answer);

        assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    default void answerThatIsNoDocumentIsInvalidJson() throws Exception {
        Optional<Exchange> exchange = babbling();
        assumeTrue(exchange.isPresent(), "the model gives nothing but documents");

        ChatException.Invalid refusal = catchThrowableOfType(
                ChatException.Invalid.class,
                () -> exchange.get().model().answer(exchange.get().prompt()));

        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @Test
    default void failuresOfDocumentsHaveACodeAndASentence() throws Exception {
        for (Exchange exchange : failing()) {
            ChatException failure = catchThrowableOfType(
                    ChatException.class, () -> exchange.model().answer(exchange.prompt()));

            assertThat(failure).isNotNull();
            assertThat(EnumSet.of(
                            ErrorCode.MODEL_UNAVAILABLE,
                            ErrorCode.MODEL_RATE_LIMITED,
                            ErrorCode.MODEL_REJECTED,
                            ErrorCode.MODEL_TIMEOUT))
                    .contains(failure.code());
            assertThat(failure.sentence()).matches("[A-Z].{10,}\\.").doesNotContain("Exception");
        }
    }

    private static Throwable thrownBy(Exchange exchange) {
        try {
            exchange.model().answer(exchange.prompt());
            return new AssertionError("The answer came to an end.");
        } catch (Throwable thrown) {
            return thrown;
        }
    }
}
