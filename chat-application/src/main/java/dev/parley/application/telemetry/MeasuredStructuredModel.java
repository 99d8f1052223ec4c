package dev.parley.application.telemetry;

import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.application.port.StructuredReply;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.message.TokenUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model for documents whose calls are measured. */
public final class MeasuredStructuredModel implements StructuredModel {
    private final StructuredModel model;
    private final Telemetry telemetry;

    public MeasuredStructuredModel(StructuredModel model, Telemetry telemetry) {
        this.model = model;
        this.telemetry = telemetry;
    }

    @Override
    public StructuredReply answer(StructuredPrompt prompt) throws InterruptedException {
        long start = System.nanoTime();
        try {
            StructuredReply reply = model.answer(prompt);
            telemetry.modelCallEnded(report(prompt, start, reply.usage(), null));
            return reply;
        } catch (Throwable failure) {
            telemetry.modelCallEnded(report(prompt, start, TokenUsage.NONE, ErrorNames.of(failure)));
            throw failure;
        }
    }

    private static ModelCallReport report(
            StructuredPrompt prompt, long start, TokenUsage usage, @Nullable String error) {
        return new ModelCallReport(prompt.model(), Duration.ofNanos(System.nanoTime() - start), null, usage, error);
    }
}
