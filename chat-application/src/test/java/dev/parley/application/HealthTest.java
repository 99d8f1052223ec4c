package dev.parley.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.HealthCheck;
import dev.parley.application.testkit.Together;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthTest {
    private static final ComponentHealth UP = new ComponentHealth.Up(Map.of());

    private static Health health(String name, HealthCheck check) {
        return new Health(Map.of(name, check), Instant.EPOCH);
    }

    @Test
    void manyWhoAskAtOnceAreAnsweredByOneLook() {
        AtomicInteger looks = new AtomicInteger();
        Health health = health(Health.STORAGE, () -> {
            looks.incrementAndGet();
            return UP;
        });

        List<HealthReport> reports = Together.results(50, number -> health.report());

        assertThat(reports).allMatch(HealthReport::isWell);
        assertThat(looks.get()).isLessThanOrEqualTo(2); // one more if a second passed meanwhile
    }

    @Test
    void componentThatDoesNotAnswerIsDownAndAskedOnce() {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        Health health = health(Health.STORAGE, () -> {
            looks.incrementAndGet();
            never.await();
            return UP;
        });

        for (int i = 0; i < 20; i++) {
            assertThat(health.isStorageUp()).isFalse();
        }

        assertThat(looks).hasValue(1);
        assertThat(health.report().components().get(Health.STORAGE))
                .isEqualTo(new ComponentHealth.Down(Map.of("reason", "It does not answer.")));
        never.countDown();
    }

    @Test
    void checkThatThrowsTellsNothingOfIt() {
        Health health = health("tools", () -> {
            throw new IllegalStateException("password=hush");
        });

        assertThat(health.report().components())
                .isEqualTo(Map.of("tools", new ComponentHealth.Down(Map.of("reason", "It could not be found out."))));
    }

    @Test
    void onlyTheStorageKeepsANodeFromServing() {
        HealthCheck down = () -> new ComponentHealth.Down(Map.of());
        HealthReport withoutTools = new Health(Map.of("tools", down, Health.STORAGE, () -> UP), Instant.EPOCH).report();
        HealthReport withoutStorage =
                new Health(Map.of("tools", () -> UP, Health.STORAGE, down), Instant.EPOCH).report();

        assertThat(withoutTools.isServing()).isTrue();
        assertThat(withoutTools.isWell()).isFalse();
        assertThat(withoutStorage.isServing()).isFalse();
    }

    @Test
    void whatWorksInPartIsNotWellButServes() {
        HealthReport report =
                health("model", () -> new ComponentHealth.Degraded(Map.of())).report();

        assertThat(report.isWell()).isFalse();
        assertThat(report.isServing()).isTrue();
    }
}
