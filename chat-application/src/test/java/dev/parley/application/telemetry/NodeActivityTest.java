package dev.parley.application.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.ModelCallReport;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.TelemetryContract;
import dev.parley.application.testkit.SettableTime;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node remembers of what it did. */
class NodeActivityTest implements TelemetryContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableTime time = new SettableTime();
    private final NodeActivity activity = new NodeActivity(time);

    @Override
    public Telemetry telemetry() {
        return ForwardingTelemetry.both(activity, new NodeActivity(time));
    }

    private static ModelCallReport call(@Nullable Duration firstText, @Nullable String error) {
        return new ModelCallReport(null, Duration.ofSeconds(2), firstText, new TokenUsage(3, 5), error);
    }

    @Test
    void turnsAreCountedByTheirEndAndTimedIfTheirTimeIsKnown() {
        activity.turnEnded(TurnStatus.COMPLETED, Duration.ofMillis(40));
        activity.turnEnded(TurnStatus.COMPLETED, null);
        activity.turnEnded(TurnStatus.FAILED, Duration.ofMillis(20));
        activity.turnEnded(TurnStatus.CANCELLED, Duration.ofMillis(10));

        Tally total = activity.report().total();
        assertThat(total.count(Deed.TURN_COMPLETED)).isEqualTo(2);
        assertThat(total.count(Deed.TURN_FAILED)).isEqualTo(1);
        assertThat(total.count(Deed.TURN_CANCELLED)).isEqualTo(1);
        assertThat(total.count(Deed.TURN_COMPLETED, Deed.TURN_FAILED, Deed.TURN_CANCELLED))
                .isEqualTo(4);
        assertThat(total.turnTimes().count()).isEqualTo(3);
        assertThat(total.turnTimes().median()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void callsThatNobodyWantedAnyMoreHaveNotFailed() {
        activity.modelCallEnded(call(Duration.ofMillis(30), null));
        activity.modelCallEnded(call(null, ModelCallReport.CANCELLED));
        activity.modelCallEnded(call(null, ErrorCode.MODEL_TIMEOUT.code()));

        Tally total = activity.report().total();
        assertThat(total.count(Deed.MODEL_CALL)).isEqualTo(3);
        assertThat(total.count(Deed.MODEL_CALL_FAILED)).isEqualTo(1);
        assertThat(total.count(Deed.PROMPT_TOKEN)).isEqualTo(9);
        assertThat(total.count(Deed.COMPLETION_TOKEN)).isEqualTo(15);
        assertThat(total.firstTextTimes().count()).isEqualTo(1);
        assertThat(total.firstTextTimes().maximum()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void onlyWhatTheServerIsToBlameForIsAnError() {
        for (int status : new int[] {200, 404, 429, 504}) {
            activity.requestEnded("GET /api/sessions", status, Duration.ZERO);
        }
        activity.requestEnded("GET /api/sessions", 500, Duration.ZERO);
        activity.requestEnded("GET /api/sessions", 503, Duration.ZERO);
        activity.frameEnded("message", null, Duration.ZERO);
        activity.frameEnded("message", ErrorCode.NOT_FOUND, Duration.ZERO);
        activity.frameEnded("message", ErrorCode.INTERNAL, Duration.ZERO);

        assertThat(activity.report().total().count(Deed.SERVER_ERROR)).isEqualTo(3);
    }

    @Test
    void reportHasEveryMinuteOfTheLastHour() {
        Instant first = time.instant().truncatedTo(ChronoUnit.MINUTES);
        activity.rateLimited("user");
        time.advance(MINUTE.multipliedBy(2));
        activity.rateLimited("user");
        activity.rateLimited("read");

        NodeActivity.Report report = activity.report();

        assertThat(report.minutes()).hasSize(NodeActivity.MINUTES);
        assertThat(report.minutes().getLast().at()).isEqualTo(first.plus(MINUTE.multipliedBy(2)));
        assertThat(report.minutes().getFirst().at()).isEqualTo(first.minus(MINUTE.multipliedBy(57)));
        assertThat(report.minutes().reversed().stream()
                        .limit(3)
                        .map(minute -> minute.tally().count(Deed.RATE_LIMITED)))
                .containsExactly(2L, 0L, 1L);
    }

    @Test
    void whatIsOlderThanAnHourIsKeptInTheTotalOnly() {
        activity.streamResumed(Transport.SSE);
        activity.turnEnded(TurnStatus.COMPLETED, Duration.ofMillis(50));
        time.advance(MINUTE.multipliedBy(59));
        assertThat(activity.report().hour().count(Deed.SSE_RESUMED)).isEqualTo(1);

        time.advance(MINUTE);
        activity.streamResumed(Transport.WEBSOCKET);

        NodeActivity.Report report = activity.report();
        assertThat(report.hour().count(Deed.SSE_RESUMED)).isZero();
        assertThat(report.hour().count(Deed.WEBSOCKET_RESUMED)).isEqualTo(1);
        assertThat(report.hour().turnTimes().count()).isZero();
        assertThat(report.total().count(Deed.SSE_RESUMED)).isEqualTo(1);
        assertThat(report.total().turnTimes().count()).isEqualTo(1);
    }

    @Test
    void clockThatIsPutBackLosesNothing() {
        activity.sweepFailed();
        time.advance(Duration.ofHours(-3));
        activity.sweepFailed();

        NodeActivity.Report report = activity.report();
        assertThat(report.hour().count(Deed.SWEEP_FAILED)).isEqualTo(2);
        assertThat(report.minutes()).hasSize(NodeActivity.MINUTES);
    }

    @Test
    void manyThreadsAreAllCounted() throws Exception {
        Together.results(4, number -> {
            for (int i = 0; i < 1_000; i++) {
                activity.authenticationRefused();
            }
            return number;
        });

        assertThat(activity.report().total().deeds())
                .containsAllEntriesOf(Map.of(Deed.AUTHENTICATION_REFUSED, 4_000L, Deed.MODEL_CALL, 0L));
    }

    @Test
    void bothOfAPairAreTold() {
        NodeActivity other = new NodeActivity(time);
        TelemetryContract.tellAll(ForwardingTelemetry.both(activity, other), Duration.ofMillis(7), "word");

        assertThat(other.report().total()).isEqualTo(activity.report().total());
        assertThat(other.report().total().deeds())
                .allSatisfy((deed, count) -> assertThat(
                                deed != Deed.TURN_CANCELLED && deed != Deed.SERVER_ERROR && count == 0)
                        .as(deed.name())
                        .isFalse());
    }
}
