package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link LanguageModel} promises. */
public interface LanguageModelContract {
    /**
     * A model and a prompt that makes it do what a test is about.
     *
     * @param text the whole text of the answer; empty where there is none
     */
    record Exchange(LanguageModel model, Prompt prompt, String text) {}

    /** A final answer with a text in several pieces, as often as asked for. */
    Exchange speaking() throws Exception;

    /** An answer with at least one tool call, for a prompt with the tools of {@link #tools()}. */
    Exchange callingTools() throws Exception;

    /** An answer that begins with some text and then does not go on for minutes. */
    Exchange fallingSilent() throws Exception;

    /** All ways in which the model refuses or fails; empty for a model that cannot. */
    List<Exchange> failing() throws Exception;

    /** A prompt with one question. */
    static Prompt prompt(String question, ToolSpecification... tools) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        UserId user = new UserId("alice");
        SessionId sessionId = new SessionId(new UUID(0x7000L, 0x8000000000000001L));
        TurnId turnId = new TurnId(new UUID(0x7000L, 0x8000000000000002L));
        MessageId messageId = new MessageId(new UUID(0x7000L, 0x8000000000000003L));
        Session session = Session.start(sessionId, user, Title.NONE, Metadata.NONE, ProfileName.DEFAULT, null, now)
                .activate(now);
        return new Prompt(
                session,
                turnId,
                "You are helpful.",
                List.of(new UserMessage(messageId, sessionId, turnId, 1, user, question, now)),
                Arrays.asList(tools),
                null);
    }

    /** Two tools. */
    static ToolSpecification[] tools() {
        JsonText schema = new JsonText("""
                {"type":"object","properties":{"title":{"type":"string"}},"required":["title"]}""");
        return new ToolSpecification[] {
            new ToolSpecification("create_task", "Makes a task.", schema),
            new ToolSpecification("delete_task", "Removes a task.", schema)
        };
    }

    @Test
    default void textComesInOrderAndPieceByPiece() throws Exception {
        Exchange exchange = speaking();
        List<String> pieces = new ArrayList<>();

        Reply reply = exchange.model().answer(exchange.prompt(), pieces::add);

        assertThat(String.join("", pieces)).isEqualTo(exchange.text());
        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(reply.toolCalls()).isEmpty();
        assertThat(reply.model()).isNotBlank();
    }

    @Test
    default void manyThreadsGetAnswersOfTheirOwn() throws Exception {
        Exchange exchange = speaking();
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> {
                    StringBuilder text = new StringBuilder();
                    exchange.model().answer(exchange.prompt(), text::append);
                    return text.toString();
                }));
            }
        }
        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo(exchange.text());
        }
    }

    @Test
    default void toolCallsHaveIdsOfTheirOwn() throws Exception {
        Exchange exchange = callingTools();
        StringBuilder text = new StringBuilder();

        Reply reply = exchange.model().answer(exchange.prompt(), text::append);

        assertThat(text).hasToString(exchange.text());
        assertThat(reply.toolCalls()).isNotEmpty();
        assertThat(reply.toolCalls())
                .extracting(ToolCall::id)
                .doesNotHaveDuplicates()
                .noneMatch(String::isEmpty);
        assertThat(reply.toolCalls())
                .extracting(ToolCall::name)
                .isSubsetOf(Arrays.stream(tools()).map(ToolSpecification::name).toList());
        assertThat(reply.toolCalls()).allMatch(call -> new JsonText(call.arguments()).isObject());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    default void interruptEndsTheAnswer(boolean virtual) throws Exception {
        Exchange exchange = fallingSilent();
        CountDownLatch begun = new CountDownLatch(1);
        List<String> pieces = Collections.synchronizedList(new ArrayList<>());
        FutureTask<Throwable> answer = new FutureTask<>(() -> thrownBy(exchange, piece -> {
            pieces.add(piece);
            begun.countDown();
        }));
        Thread thread = virtual
                ? Thread.ofVirtual().start(answer)
                : Thread.ofPlatform().daemon().start(answer);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        letRest(thread);

        thread.interrupt();

        assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(exchange.text()).startsWith(String.join("", pieces));
    }

    @Test
    default void interruptBeforeTheBeginningCounts() throws Exception {
        Exchange exchange = fallingSilent();
        FutureTask<Throwable> answer = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return thrownBy(exchange, piece -> {});
        });
        Thread.ofVirtual().start(answer);

        assertThat(answer.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    default void cancellationPassesThroughFromTheSink() throws Exception {
        Exchange exchange = fallingSilent();
        CancellationException cancelled = new CancellationException("nobody listens");
        List<String> pieces = new ArrayList<>();
        FutureTask<Throwable> answer = new FutureTask<>(() -> thrownBy(exchange, piece -> {
            pieces.add(piece);
            throw cancelled;
        }));
        Thread.ofVirtual().start(answer);

        assertThat(answer.get(20, TimeUnit.SECONDS)).isSameAs(cancelled);
        assertThat(pieces).hasSize(1);
    }

    @Test
    default void failuresHaveACodeAndASentence() throws Exception {
        for (Exchange exchange : failing()) {
            ChatException failure = catchThrowableOfType(
                    ChatException.class, () -> exchange.model().answer(exchange.prompt(), piece -> {}));

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

    /** Gives the thread up to a second to come to where it waits for what does not come. */
    private static void letRest(Thread thread) throws InterruptedException {
        for (int i = 0; i < 100 && thread.getState() == Thread.State.RUNNABLE; i++) {
            thread.join(10);
        }
    }

    private static Throwable thrownBy(Exchange exchange, TextSink sink) {
        try {
            exchange.model().answer(exchange.prompt(), sink);
            return new AssertionError("The answer came to an end.");
        } catch (Throwable thrown) {
            return thrown;
        }
    }
}
