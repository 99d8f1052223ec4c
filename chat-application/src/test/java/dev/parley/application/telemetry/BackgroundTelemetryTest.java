package dev.parley.application.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.application.port.Telemetry;
import dev.parley.application.port.TelemetryContract;
import dev.parley.application.testkit.RecordingTelemetry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundTelemetryTest implements TelemetryContract {
    private final RecordingTelemetry heard = new RecordingTelemetry();
    private final BackgroundTelemetry telemetry = new BackgroundTelemetry(heard.telemetry());

    BackgroundTelemetryTest() {
        telemetry.start();
    }

    @AfterEach
    void close() {
        telemetry.close();
    }

    @Override
    public Telemetry telemetry() {
        return telemetry.telemetry();
    }

    @Test
    void listenerHearsAllThatCanBeToldInItsOrder() {
        TelemetryContract.tellAll(telemetry(), Duration.ofMillis(1), "word");

        telemetry.close();

        assertThat(heard.all().stream().map(RecordingTelemetry.Told::what).collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(Telemetry.class.getDeclaredMethods())
                        .filter(Method::isDefault)
                        .map(Method::getName)
                        .collect(Collectors.toSet()));
        assertThat(heard.all()).first().hasToString("requestEnded(GET /api/word, 200, PT0.001S)");
        assertThat(heard.all()).last().hasToString("authenticationRefused()");
        assertThat(telemetry.dropped()).isZero();
    }

    @Test
    void listenerThatBlocksHoldsNobodyUpAndIsToldNoMoreThanFits() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        BackgroundTelemetry small = new BackgroundTelemetry(
                new Telemetry() {
                    @Override
                    public void questionAsked() {
                        told.incrementAndGet();
                        blocked.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException hurried) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                10);
        small.start();
        small.telemetry().questionAsked();
        blocked.await();

        for (int i = 0; i < 25; i++) {
            small.telemetry().questionAsked();
        }

        assertThat(small.dropped()).isEqualTo(15);
        release.countDown();
        small.close();
        assertThat(told).hasValue(11);
    }

    @Test
    void listenerThatThrowsIsToldOn() {
        AtomicInteger told = new AtomicInteger();
        BackgroundTelemetry troubled = new BackgroundTelemetry(new Telemetry() {
            @Override
            public void questionAsked() {
                told.incrementAndGet();
                throw new AssertionError("cannot count");
            }
        });
        troubled.start();

        assertThatCode(() -> {
                    troubled.telemetry().questionAsked();
                    troubled.telemetry().questionAsked();
                })
                .doesNotThrowAnyException();

        troubled.close();
        assertThat(told).hasValue(2);
    }

    @Test
    void afterTheEndNothingIsTaken() {
        telemetry.close();

        telemetry().questionAsked();

        assertThat(telemetry.dropped()).isOne();
        assertThat(heard.all()).isEmpty();
    }
}
