package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.TextSink;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of answers that nobody wants any more. */
class CancellationTest {
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
    void interruptWithinTheAnswerClosesTheConnection() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        fixture.server.always(
                exchange -> exchange.begin().data(Chunks.text("Once")).silence());
        Call call = new Call(fixture.model, piece -> begun.countDown());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        call.awaitWaiting();

        call.interrupt();

        assertThat(call.failure()).isInstanceOf(InterruptedException.class);
        assertThat(fixture.server.sawDisconnect()).isTrue();
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void interruptBeforeTheResponseClosesTheConnectionAndSendsNothingAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        fixture.server.always(exchange -> {
            asked.countDown();
            exchange.silence();
        });
        Call call = new Call(fixture.model, piece -> {});
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        call.awaitWaiting();

        call.interrupt();

        assertThat(call.failure()).isInstanceOf(InterruptedException.class);
        assertThat(fixture.server.sawDisconnect()).isTrue();
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void interruptOfAnAnswerThatNeverPausesClosesTheConnection() throws Exception {
        CountDownLatch begun = new CountDownLatch(100);
        fixture.server.always(exchange -> {
            exchange.begin();
            try {
                while (true) {
                    exchange.data(Chunks.text("more and more "));
                }
            } finally {
                exchange.silence();
            }
        });
        Call call = new Call(fixture.model, piece -> begun.countDown());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        call.interrupt();

        assertThat(call.failure()).isInstanceOf(InterruptedException.class);
        assertThat(fixture.server.sawDisconnect()).isTrue();
    }

    @Test
    void interruptTakesEffectBeforeTheNextPiece() throws Exception {
        fixture.server.always(exchange -> exchange.begin()
                .raw("data: %s\n\ndata: %s\n\ndata: [DONE]\n\n".formatted(Chunks.text("one"), Chunks.text("two")))
                .end());
        AtomicInteger pieces = new AtomicInteger();
        Call call = new Call(fixture.model, piece -> {
            pieces.incrementAndGet();
            Thread.currentThread().interrupt();
        });

        assertThat(call.failure()).isInstanceOf(InterruptedException.class);
        assertThat(pieces).hasValue(1);
    }

    @Test
    void interruptWhileConnectingEndsTheCall() throws Exception {
        try (DeafServer deaf = new DeafServer();
                OpenAiLanguageModel model = fixture.model(deaf.url(), Duration.ofSeconds(60), Duration.ofSeconds(60))) {
            Call call = new Call(model, piece -> {});
            call.awaitWaiting();

            call.interrupt();

            assertThat(call.failure()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void interruptWhilePausingBeforeARetryEndsTheCall() throws Exception {
        fixture.server.always(exchange -> exchange.respond(500, "{}"));
        CountDownLatch pausing = new CountDownLatch(1);
        OpenAiSettings settings = OpenAiSettings.of(fixture.server.url(), null, "asked-1");
        try (OpenAiLanguageModel model =
                new OpenAiLanguageModel(settings, fixture.clock, RetryPolicy.standard(new Random(1)), pause -> {
                    pausing.countDown();
                    new CountDownLatch(1).await();
                })) {
            Call call = new Call(model, piece -> {});
            assertThat(pausing.await(10, TimeUnit.SECONDS)).isTrue();

            call.interrupt();

            assertThat(call.failure()).isInstanceOf(InterruptedException.class);
            assertThat(fixture.server.requests()).hasSize(1);
        }
    }

    @Test
    void cancellationBySinkClosesTheConnection() throws Exception {
        fixture.server.always(
                exchange -> exchange.begin().data(Chunks.text("Once")).silence());
        CancellationException cancelled = new CancellationException();
        Call call = new Call(fixture.model, piece -> {
            throw cancelled;
        });

        assertThat(call.failure()).isSameAs(cancelled);
        assertThat(fixture.server.sawDisconnect()).isTrue();
        assertThat(fixture.server.requests()).hasSize(1);
    }

    @Test
    void defectOfTheSinkPassesThroughAndClosesTheConnection() throws Exception {
        fixture.server.always(
                exchange -> exchange.begin().data(Chunks.text("Once")).silence());

        assertThatThrownBy(() -> fixture.model.answer(LanguageModelContract.prompt("Hello"), piece -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect");
        assertThat(fixture.server.sawDisconnect()).isTrue();
    }

    @Test
    void nothingIsSentByAThreadThatWasInterruptedBefore() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(fixture::ask).isInstanceOf(InterruptedException.class);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(fixture.server.requests()).isEmpty();
    }

    @Test
    void cancelledAnswersDoNotSpeakAgainstTheServer() throws Exception {
        fixture.server.always(exchange -> exchange.begin().silence());
        for (int i = 0; i < 3 * ServerHealth.FEWEST_REQUESTS; i++) {
            Call call = new Call(fixture.model, piece -> {});
            call.awaitWaiting();
            call.interrupt();
            assertThat(call.failure()).isInstanceOf(InterruptedException.class);
        }

        assertThat(fixture.model.isReady()).isTrue();
    }

    /** A call of a model on a virtual thread of its own. */
    private static final class Call {
        private final FutureTask<Void> task;
        private final Thread thread;

        Call(OpenAiLanguageModel model, TextSink sink) {
            task = new FutureTask<>(() -> {
                model.answer(LanguageModelContract.prompt("Hello"), sink);
                return null;
            });
            thread = Thread.ofVirtual().start(task);
        }

        void awaitWaiting() {
            await().until(() -> switch (thread.getState()) {
                case WAITING, TIMED_WAITING, TERMINATED -> true;
                case NEW, RUNNABLE, BLOCKED -> false;
            });
        }

        void interrupt() {
            thread.interrupt();
        }

        Throwable failure() throws Exception {
            try {
                task.get(10, TimeUnit.SECONDS);
                return new AssertionError("The answer came to an end.");
            } catch (ExecutionException failed) {
                return failed.getCause();
            }
        }
    }
}
