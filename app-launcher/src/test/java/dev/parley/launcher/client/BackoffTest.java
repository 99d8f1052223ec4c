package dev.parley.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({"0,500", "1,1000", "2,2000", "5,16000", "6,30000", "7,30000", "1000000,30000"})
    void doublesUpToTheLongest(int attempt, long millis) {
        assertThat(backoff.delay(attempt, always(Math.nextDown(1.0))))
                .isBetween(Duration.ofMillis(millis - 1), Duration.ofMillis(millis));
        assertThat(backoff.delay(attempt, always(0.5))).isEqualTo(Duration.ofMillis(millis / 2));
        assertThat(backoff.delay(attempt, always(0))).isZero();
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("not asked for");
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
