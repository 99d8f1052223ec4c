package dev.parley.metrics;

import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.SweepReport;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.SendOutcome;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.turn.TurnStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times what happens, in any registry of Micrometer. Calls of models and tools and requests have the names of OpenTelemetry's
 * conventions, all else begins with {@code parley}. Safe for many threads.
 */
public final class MicrometerTelemetry implements Telemetry {
    private static final int MOST_OPERATIONS = 300;
    private static final int MOST_FRAMES = 100;
    private static final int MOST_TOOLS = 100;
    private static final int MOST_ERRORS = 100;
    private static final int MOST_REASONS = 50;
    private static final int MOST_RATE_BUCKETS = 20;

    private final MeterRegistry registry;
    private final ModelLabels models;
    private final BoundedNames operations = new BoundedNames(MOST_OPERATIONS);
    private final BoundedNames frames = new BoundedNames(MOST_FRAMES);
    private final BoundedNames tools = new BoundedNames(MOST_TOOLS);
    private final BoundedNames errors = new BoundedNames(MOST_ERRORS);
    private final BoundedNames reasons = new BoundedNames(MOST_REASONS);
    private final BoundedNames rateBuckets = new BoundedNames(MOST_RATE_BUCKETS);

    public MicrometerTelemetry(MeterRegistry registry, ModelLabels models) {
        this.registry = registry;
        this.models = models;
        // What can be told beforehand is there from the beginning: the rate of a counter that was not there is not
        // known.
        for (TurnStatus status : new TurnStatus[] {TurnStatus.COMPLETED, TurnStatus.FAILED, TurnStatus.CANCELLED}) {
            turns(status);
        }
        for (Transport transport : Transport.values()) {
            opened(transport);
            resumed(transport);
        }
        for (ChannelKind channel : ChannelKind.values()) {
            answered(channel);
        }
        for (ChannelKind channel : ChannelKind.values()) {
            if (channel != ChannelKind.WEB) {
                for (SendOutcome outcome : SendOutcome.values()) {
                    tried(channel, outcome);
                }
            }
        }
        for (String outcome : new String[] {"done", "failed"}) {
            sweeps(outcome);
        }
        questions("asked");
        questions("expired");
        questions("cancelled");
        refused();
    }

    @Override
    public void requestEnded(String operation, int status, Duration took) {
        String[] parts = operations.of(operation).split(" ", 2);
        Tags tags = parts.length == 2
                ? Tags.of("http.request.method", parts[0], "http.route", parts[1])
                : Tags.of("http.request.method", "_OTHER", "http.route", BoundedNames.OTHER);
        Timer.builder("http.server.request.duration")
                .description("Requests over HTTP, streams until they began")
                .tags(tags)
                .tag("http.response.status_code", status >= 100 && status < 600 ? Integer.toString(status) : "other")
                .serviceLevelObjectives(Buckets.ofRequests())
                .register(registry)
                .record(took);
    }

    @Override
    public void frameEnded(String type, @Nullable ErrorCode refusal, Duration took) {
        Timer.builder("parley.frame.duration")
                .description("Frames of clients over WebSocket")
                .tag("type", frames.of(type))
                .tag("error.type", refusal == null ? "" : refusal.code())
                .serviceLevelObjectives(Buckets.ofRequests())
                .register(registry)
                .record(took);
    }

    @Override
    public void connectionOpened(Transport transport) {
        opened(transport).increment();
    }

    private Counter opened(Transport transport) {
        return Counter.builder("parley.connections.opened")
                .description("Clients that began to stay connected")
                .tag("transport", transport.wireName())
                .register(registry);
    }

    @Override
    public void connectionClosed(Transport transport, String reason, Duration lasted) {
        Counter.builder("parley.connections.closed")
                .description("Clients that are not connected any more, by why")
                .tag("transport", transport.wireName())
                .tag("reason", reasons.of(reason))
                .register(registry)
                .increment();
    }

    @Override
    public void streamResumed(Transport transport) {
        resumed(transport).increment();
    }

    private Counter resumed(Transport transport) {
        return Counter.builder("parley.stream.resumes")
                .description("Readers that came back and went on from their position")
                .tag("transport", transport.wireName())
                .register(registry);
    }

    @Override
    public void modelCallEnded(ModelCallReport call) {
        Tags tags = Tags.of(
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                models.provider(),
                "gen_ai.request.model",
                models.of(call.model()));
        Timer.builder("gen_ai.client.operation.duration")
                .description("Calls of models")
                .tags(tags)
                .tag("error.type", call.error() == null ? "" : errors.of(call.error()))
                .serviceLevelObjectives(Buckets.ofCalls())
                .register(registry)
                .record(call.took());
        if (call.firstChunk() != null) {
            Timer.builder("gen_ai.client.operation.time_to_first_chunk")
                    .description("From the call of a model to its first text")
                    .tags(tags)
                    .serviceLevelObjectives(Buckets.ofCalls())
                    .register(registry)
                    .record(call.firstChunk());
        }
        countTokens(tags, "input", call.usage().promptTokens());
        countTokens(tags, "output", call.usage().completionTokens());
    }

    /** None at all means that the server did not tell. */
    private void countTokens(Tags tags, String type, int tokens) {
        if (tokens > 0) {
            DistributionSummary.builder("gen_ai.client.token.usage")
                    .description("Tokens of calls of models")
                    .tags(tags)
                    .tag("gen_ai.token.type", type)
                    .serviceLevelObjectives(Buckets.ofTokens())
                    .register(registry)
                    .record(tokens);
        }
    }

    @Override
    public void turnEnded(TurnStatus status, @Nullable Duration took) {
        turns(status).increment();
        if (took != null) {
            Timer.builder("parley.turn.duration")
                    .description("Turns that began on this node and waited for nobody, from their start to their end")
                    .tag("status", status.wireName())
                    .serviceLevelObjectives(Buckets.ofTurns())
                    .register(registry)
                    .record(took);
        }
    }

    private Counter turns(TurnStatus status) {
        return Counter.builder("parley.turns")
                .description("Turns that ended")
                .tag("status", status.wireName())
                .register(registry);
    }

    @Override
    public void toolCallEnded(String tool, boolean failed, Duration took) {
        Timer.builder("gen_ai.execute_tool.duration")
                .description("Calls of tools")
                .tag("gen_ai.tool.name", tools.of(tool))
                .tag("error.type", failed ? "failed" : "")
                .serviceLevelObjectives(Buckets.ofCalls())
                .register(registry)
                .record(took);
    }

    @Override
    public void questionAsked() {
        questions("asked").increment();
    }

    @Override
    public void questionAnswered(ChannelKind channel, Duration waited) {
        answered(channel).record(waited);
    }

    private Timer answered(ChannelKind channel) {
        return Timer.builder("parley.feedback.wait")
                .description("From questions to their first valid answer")
                .tag("channel", channel.wireName())
                .serviceLevelObjectives(Buckets.ofPeople())
                .register(registry);
    }

    @Override
    public void questionExpired() {
        questions("expired").increment();
    }

    @Override
    public void questionCancelled() {
        questions("cancelled").increment();
    }

    /** Those that were answered are counted with how long they waited. */
    private Counter questions(String what) {
        return Counter.builder("parley.feedback.questions")
                .description("Questions to people that were asked, expired or were cancelled")
                .tag("event", what)
                .register(registry);
    }

    @Override
    public void deliveryTried(ChannelKind channel, SendOutcome outcome, Duration took) {
        tried(channel, outcome).record(took);
    }

    private Timer tried(ChannelKind channel, SendOutcome outcome) {
        return Timer.builder("parley.delivery.duration")
                .description("Tries to send something to a person over a channel")
                .tag("channel", channel.wireName())
                .tag("outcome", outcome.wireName())
                .serviceLevelObjectives(Buckets.ofCalls())
                .register(registry);
    }

    @Override
    public void sweepEnded(SweepReport report) {
        sweeps("done").increment();
        Timer.builder("parley.sweeps.duration")
                .description("Sweeps that were done")
                .serviceLevelObjectives(Buckets.ofRequests())
                .register(registry)
                .record(report.took());
        changes("paused", report.paused());
        changes("expired", report.expired());
        changes("settled", report.settled());
        changes("purged", report.purged());
        Counter.builder("parley.sweeps.failures")
                .description("Sessions that a sweep could not see to")
                .register(registry)
                .increment(report.failures());
    }

    private void changes(String what, int times) {
        Counter.builder("parley.sweeps.changes")
                .description("Sessions that sweeps paused, ended or removed, and questions that they settled")
                .tag("change", what)
                .register(registry)
                .increment(times);
    }

    @Override
    public void sweepFailed() {
        sweeps("failed").increment();
    }

    private Counter sweeps(String outcome) {
        return Counter.builder("parley.sweeps")
                .description("Sweeps, done or broken off")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void rateLimited(String bucket) {
        Counter.builder("parley.rate.limited")
                .description("Requests that were refused for coming too fast")
                .tag("bucket", rateBuckets.of(bucket))
                .register(registry)
                .increment();
    }

    @Override
    public void authenticationRefused() {
        refused().increment();
    }

    private Counter refused() {
        return Counter.builder("parley.authentication.refused")
                .description("Requests and connections without a valid token")
                .register(registry);
    }
}
