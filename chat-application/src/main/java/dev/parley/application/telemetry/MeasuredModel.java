package dev.parley.application.telemetry;

import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.TextSink;
import dev.parley.application.port.TokenReport;
import dev.parley.domain.message.TokenUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model whose calls are measured: once at their end, however many pieces their text has. */
public final class MeasuredModel implements LanguageModel {
    private final LanguageModel model;
    private final Telemetry telemetry;

    public MeasuredModel(LanguageModel model, Telemetry telemetry) {
        this.model = model;
        this.telemetry = telemetry;
    }

    @Override
    public Reply answer(Prompt prompt, TextSink sink) throws InterruptedException {
        Measured measured = new Measured(sink);
        try {
            Reply reply = model.answer(prompt, measured);
            measured.usage = reply.usage();
            telemetry.modelCallEnded(measured.report(prompt.model(), null));
            return reply;
        } catch (Throwable failure) {
            telemetry.modelCallEnded(measured.report(prompt.model(), ErrorNames.of(failure)));
            throw failure;
        }
    }

    @Override
    public boolean isReady() {
        return model.isReady();
    }

    /** Looks at what passes. */
    private static final class Measured implements TextSink {
        private final TextSink sink;
        private final long start = System.nanoTime();
        private volatile @Nullable Duration firstChunk;
        private volatile TokenUsage usage = TokenUsage.NONE;

        Measured(TextSink sink) {
            this.sink = sink;
        }

        @Override
        public void append(String piece) {
            if (firstChunk == null && !piece.isEmpty()) {
                firstChunk = Duration.ofNanos(System.nanoTime() - start);
            }
            sink.append(piece);
        }

        @Override
        public void report(TokenReport report) {
            usage = report.usage();
            sink.report(report);
        }

        ModelCallReport report(@Nullable String model, @Nullable String error) {
            return new ModelCallReport(model, Duration.ofNanos(System.nanoTime() - start), firstChunk, usage, error);
        }
    }
}
