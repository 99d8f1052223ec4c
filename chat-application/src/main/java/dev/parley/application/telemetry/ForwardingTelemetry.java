package dev.parley.application.telemetry;

import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.SweepReport;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.SendOutcome;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Is told everything and passes it on, in the way it was made for. What there is to tell is listed here once for all who pass it on. */
public final class ForwardingTelemetry implements Telemetry {
    private final Consumer<Consumer<Telemetry>> way;

    ForwardingTelemetry(Consumer<Consumer<Telemetry>> way) {
        this.way = way;
    }

    /** Two who are told the same. Neither may block or throw. */
    public static Telemetry both(Telemetry first, Telemetry second) {
        return new ForwardingTelemetry(what -> {
            what.accept(first);
            what.accept(second);
        });
    }

    private void tell(Consumer<Telemetry> what) {
        way.accept(what);
    }

    @Override
    public void requestEnded(String operation, int status, Duration took) {
        tell(to -> to.requestEnded(operation, status, took));
    }

    @Override
    public void frameEnded(String type, @Nullable ErrorCode refusal, Duration took) {
        tell(to -> to.frameEnded(type, refusal, took));
    }

    @Override
    public void connectionOpened(Transport transport) {
        tell(to -> to.connectionOpened(transport));
    }

    @Override
    public void connectionClosed(Transport transport, String reason, Duration lasted) {
        tell(to -> to.connectionClosed(transport, reason, lasted));
    }

    @Override
    public void streamResumed(Transport transport) {
        tell(to -> to.streamResumed(transport));
    }

    @Override
    public void modelCallEnded(ModelCallReport call) {
        tell(to -> to.modelCallEnded(call));
    }

    @Override
    public void turnEnded(TurnStatus status, @Nullable Duration took) {
        tell(to -> to.turnEnded(status, took));
    }

    @Override
    public void toolCallEnded(String tool, boolean failed, Duration took) {
        tell(to -> to.toolCallEnded(tool, failed, took));
    }

    @Override
    public void questionAsked() {
        tell(Telemetry::questionAsked);
    }

    @Override
    public void questionAnswered(ChannelKind channel, Duration waited) {
        tell(to -> to.questionAnswered(channel, waited));
    }

    @Override
    public void questionExpired() {
        tell(Telemetry::questionExpired);
    }

    @Override
    public void questionCancelled() {
        tell(Telemetry::questionCancelled);
    }

    @Override
    public void deliveryTried(ChannelKind channel, SendOutcome outcome, Duration took) {
        tell(to -> to.deliveryTried(channel, outcome, took));
    }

    @Override
    public void sweepEnded(SweepReport report) {
        tell(to -> to.sweepEnded(report));
    }

    @Override
    public void sweepFailed() {
        tell(Telemetry::sweepFailed);
    }

    @Override
    public void rateLimited(String bucket) {
        tell(to -> to.rateLimited(bucket));
    }

    @Override
    public void authenticationRefused() {
        tell(Telemetry::authenticationRefused);
    }
}
