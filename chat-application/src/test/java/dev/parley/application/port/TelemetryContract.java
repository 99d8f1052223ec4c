package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.application.testkit.Together;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.SendOutcome;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.message.TokenUsage;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What everybody relies on who tells what happened. */
public interface TelemetryContract {
    Telemetry telemetry();

    @Test
    default void takesWhateverItIsTold() {
        for (Duration took :
                List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofDays(400), Duration.ofSeconds(-1))) {
            assertThatCode(() -> tellAll(telemetry(), took, "")).doesNotThrowAnyException();
            assertThatCode(() -> tellAll(telemetry(), took, "\u0000\n\"{}\\ \ud83d\ude00".repeat(1_000)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    default void takesItFromManyThreadsAtOnce() {
        List<Boolean> all = Together.results(16, number -> {
            for (int i = 0; i < 100; i++) {
                tellAll(telemetry(), Duration.ofMillis(i), "word " + number);
            }
            return true;
        });

        assertThatCode(() -> tellAll(telemetry(), Duration.ZERO, "word" + all.size()))
                .doesNotThrowAnyException();
    }

    /** Tells everything there is to tell once. */
    static void tellAll(Telemetry telemetry, Duration took, String word) {
        telemetry.requestEnded("GET /api/" + word, 200, took);
        telemetry.frameEnded(word, null, took);
        telemetry.frameEnded(word, ErrorCode.NOT_FOUND, took);
        for (Transport transport : Transport.values()) {
            telemetry.connectionOpened(transport);
            telemetry.streamResumed(transport);
            telemetry.connectionClosed(transport, word, took);
        }
        telemetry.modelCallEnded(new ModelCallReport(null, took, null, TokenUsage.NONE, null));
        telemetry.modelCallEnded(new ModelCallReport(word, took, took, new TokenUsage(1, 2), word));
        telemetry.turnEnded(TurnStatus.COMPLETED, took);
        telemetry.turnEnded(TurnStatus.FAILED, null);
        telemetry.toolCallEnded(word, true, took);
        telemetry.questionAsked();
        telemetry.questionAnswered(ChannelKind.WEB, took);
        telemetry.questionExpired();
        telemetry.questionCancelled();
        telemetry.deliveryTried(ChannelKind.EMAIL, SendOutcome.UNKNOWN, took);
        telemetry.sweepEnded(new SweepReport(1, 2, 3, 4, 5, took));
        telemetry.sweepFailed();
        telemetry.rateLimited(word);
        telemetry.authenticationRefused();
    }
}
