package dev.parley.llm;

import com.google.errorprone.annotations.MustBeClosed;
import com.openai.core.http.HttpResponse;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.TextSink;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A model behind any server that speaks OpenAI's chat completions protocol: OpenAI, Gemini's compatible endpoint, Ollama, vLLM.
 *
 * <p>A request that fails in passing is sent again at most twice, and only before any text was given to the sink. A server that keeps
 * failing is not asked for a while. Safe for use by many threads; interrupting the calling thread ends its call and closes its
 * connection.
 */
public final class OpenAiLanguageModel implements LanguageModel, AutoCloseable {
    private final OpenAiSettings settings;
    private final ModelServer server;
    private final ModelCalls calls;
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
        this.calls = new ModelCalls(health, retries, pause);
        this.retries = retries;
        this.pause = pause;
    }

    /**
     * A model whose server is told which trace each request is part of.
     *
     * @param traceparent the header of that name for what the calling thread works for; empty if it is part of none
     */
    public static OpenAiLanguageModel traced(OpenAiSettings settings, Supplier<Optional<String>> traceparent) {
        Clock clock = Clock.systemUTC();
        return new OpenAiLanguageModel(
                settings,
                new ModelServer(settings, clock, http -> http.addInterceptor(new TraceHeader(traceparent))),
                new ServerHealth(clock),
                RetryPolicy.standard(new Random()),
                Thread::sleep);
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

    /** The same models, asked for documents, over the same connections; closed with this one. */
    public StructuredModel structured() {
        return new OpenAiStructuredModel(settings, server, calls);
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        String model = Optional.ofNullable(prompt.model()).orElse(settings.model());
        return calls.make(new Answering(server, prompt, model, ToolNames.of(prompt.tools()), sink));
    }

    /** An answer whose text is seen as it comes. */
    private record Answering(ModelServer server, Prompt prompt, String model, ToolNames toolNames, TextSink sink)
            implements ModelCalls.Exchange<Reply> {
        @Override
        public StreamedAnswer begin() {
            return new StreamedAnswer(model, sink);
        }

        @Override
        @MustBeClosed
        public HttpResponse open() throws ModelFailure, InterruptedException {
            return server.open(prompt, model, toolNames);
        }

        @Override
        public boolean isSeen(StreamedAnswer answer) {
            return answer.hasText();
        }

        @Override
        public Reply end(StreamedAnswer answer) throws ModelFailure {
            return answer.reply(prompt, toolNames);
        }
    }

    @Override
    public boolean isReady() {
        return calls.isReady();
    }

    @Override
    public void close() {
        server.close();
    }
}
