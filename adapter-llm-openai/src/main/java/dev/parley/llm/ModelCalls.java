package dev.parley.llm;

import com.google.errorprone.annotations.MustBeClosed;
import com.openai.core.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of a model's server, whatever they ask for. One that fails in passing is made again at most twice, unless somebody has seen what it
 * gave; a server that keeps failing is not called for a while. Safe for use by many threads; interrupting the calling thread ends its call
 * and closes its connection.
 */
final class ModelCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCalls.class);
    private static final Duration LEAVING = Duration.ofMillis(900);
    private static final String DONE = "[DONE]";

    private final ServerHealth health;
    private final RetryPolicy retries;
    private final OpenAiLanguageModel.Pause pause;

    /** One thing to ask, and what is made of the answer. */
    interface Exchange<T> {
        /** An answer that has not begun, for one attempt. */
        StreamedAnswer begin();

        /** Sends the request and waits for the response's beginning. */
        @MustBeClosed
        HttpResponse open() throws ModelFailure, InterruptedException;

        /** Whether what the answer gave was seen, so that no other may take its place. */
        boolean isSeen(StreamedAnswer answer);

        /** What came of an answer that ended. */
        T end(StreamedAnswer answer) throws ModelFailure;
    }

    ModelCalls(ServerHealth health, RetryPolicy retries, OpenAiLanguageModel.Pause pause) {
        this.health = health;
        this.retries = retries;
        this.pause = pause;
    }

    boolean isReady() {
        return health.isReady();
    }

    <T> T make(Exchange<T> exchange) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return Thread.currentThread().isVirtual() ? makeHere(exchange) : makeOnVirtualThread(exchange);
    }

    /** Only virtual threads can be interrupted while they wait for the network. */
    private <T> T makeOnVirtualThread(Exchange<T> exchange) throws InterruptedException {
        FutureTask<T> call = new FutureTask<>(() -> makeHere(exchange));
        Thread thread = Thread.ofVirtual().name("parley-model").start(call);
        try {
            return call.get();
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            thread.join(LEAVING);
            throw interrupted;
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof RuntimeException refusal ? refusal : new IllegalStateException(cause);
        }
    }

    private <T> T makeHere(Exchange<T> exchange) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            StreamedAnswer answer = exchange.begin();
            try {
                receive(answer, exchange);
                return exchange.end(answer);
            } catch (ModelFailure failure) {
                Optional<Duration> wait = retries.pauseAfter(attempt, failure);
                if (exchange.isSeen(answer) || wait.isEmpty()) {
                    LOG.warn("The model gave no answer in {} attempt(s): {}", attempt, failure.note());
                    throw failure.toChatException();
                }
                LOG.info("The model is asked again in {} ms: {}", wait.get().toMillis(), failure.note());
                pause.last(wait.get());
            }
        }
    }

    private void receive(StreamedAnswer answer, Exchange<?> exchange) throws ModelFailure, InterruptedException {
        try (ServerHealth.Trial trial = health.begin()) {
            try (HttpResponse response = exchange.open()) {
                read(ModelServer.events(response), answer, trial);
            } catch (ModelFailure failure) {
                if (failure.isServersFault()) {
                    trial.failed(failure);
                }
                throw failure;
            }
        }
    }

    private static void read(EventStream events, StreamedAnswer answer, ServerHealth.Trial trial)
            throws ModelFailure, InterruptedException {
        try {
            for (String data = events.next(); !DONE.equals(data); data = events.next()) {
                // Taken off the thread before the connection is closed, since closing may have to write.
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (data == null) {
                    if (answer.isWhole()) {
                        return;
                    }
                    throw ModelFailure.brokenOff("the stream ended before the answer");
                }
                answer.accept(data);
                trial.succeeded();
            }
        } catch (IOException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!answer.isWhole()) {
                throw ModelFailure.whileReading(failed);
            }
        }
    }
}
