package dev.parley.llm;

import com.openai.core.http.HttpResponse;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.TextSink;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model behind any server that speaks OpenAI's chat completions protocol: OpenAI, Gemini's compatible endpoint, Ollama, vLLM.
 *
 * <p>A request that fails in passing is sent again at most twice, and only before any text was given to the sink. A server that keeps
 * failing is not asked for a while. Safe for use by many threads; interrupting the calling thread ends its call and closes its
 * connection.
 */
public final class OpenAiLanguageModel implements LanguageModel, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiLanguageModel.class);
    private static final Duration LEAVING = Duration.ofMillis(900);
    private static final String DONE = "[DONE]";

    private final OpenAiSettings settings;
    private final ModelServer server;
    private final ServerHealth health;
    private final RetryPolicy retries;
    private final Pause pause;

    /** Waits; the part of a retry that tests replace. */
    @FunctionalInterface
    interface Pause {
        void last(Duration duration) throws InterruptedException;
    }

    @Inject
    public OpenAiLanguageModel(OpenAiSettings settings) {
        this(settings, Clock.systemUTC(), RetryPolicy.standard(new Random()), Thread::sleep);
    }

    OpenAiLanguageModel(OpenAiSettings settings, Clock clock, RetryPolicy retries, Pause pause) {
        this(
                settings,
                new ModelServer(settings, clock, UnaryOperator.identity()),
                new ServerHealth(clock),
                retries,
                pause);
    }

    OpenAiLanguageModel(
            OpenAiSettings settings, ModelServer server, ServerHealth health, RetryPolicy retries, Pause pause) {
        this.settings = settings;
        this.server = server;
        this.health = health;
        this.retries = retries;
        this.pause = pause;
    }

    /** Loads what an answer needs, without the network: the first one would otherwise begin about a second later. */
    public void warmUp() throws InterruptedException {
        Clock clock = Clock.systemUTC();
        ModelServer stage = new ModelServer(settings, clock, http -> http.addInterceptor(Rehearsal.answer()));
        try (OpenAiLanguageModel model =
                new OpenAiLanguageModel(settings, stage, new ServerHealth(clock), retries, pause)) {
            model.answer(Rehearsal.prompt(), piece -> {});
        }
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return Thread.currentThread().isVirtual() ? answerHere(prompt, sink) : answerOnVirtualThread(prompt, sink);
    }

    /** Only virtual threads can be interrupted while they wait for the network. */
    private Reply answerOnVirtualThread(Prompt prompt, TextSink sink) throws InterruptedException {
        FutureTask<Reply> answer = new FutureTask<>(() -> answerHere(prompt, sink));
        Thread thread = Thread.ofVirtual().name("parley-model").start(answer);
        try {
            return answer.get();
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

    private Reply answerHere(Prompt prompt, TextSink sink) throws InterruptedException {
        String model = Optional.ofNullable(prompt.model()).orElse(settings.model());
        ToolNames toolNames = ToolNames.of(prompt.tools());
        for (int attempt = 1; ; attempt++) {
            StreamedAnswer answer = new StreamedAnswer(model, sink);
            try {
                receive(answer, prompt, model, toolNames);
                return answer.reply(prompt, toolNames);
            } catch (ModelFailure failure) {
                Optional<Duration> wait = retries.pauseAfter(attempt, failure);
                if (answer.hasText() || wait.isEmpty()) {
                    LOG.warn("The model gave no answer in {} attempt(s): {}", attempt, failure.note());
                    throw failure.toChatException();
                }
                LOG.info("The model is asked again in {} ms: {}", wait.get().toMillis(), failure.note());
                pause.last(wait.get());
            }
        }
    }

    private void receive(StreamedAnswer answer, Prompt prompt, String model, ToolNames toolNames)
            throws ModelFailure, InterruptedException {
        try (ServerHealth.Trial trial = health.begin()) {
            try (HttpResponse response = server.open(prompt, model, toolNames)) {
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

    @Override
    public boolean isReady() {
        return health.isReady();
    }

    @Override
    public void close() {
        server.close();
    }
}
