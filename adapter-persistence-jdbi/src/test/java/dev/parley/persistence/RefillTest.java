package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.RateLimiter.Bucket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefillTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static Refill refill(int capacity) {
        return Refill.of(new Bucket("user", "alice", capacity));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "20, 1", "30, 1", "39, 1", "40, 2", "600, 30", "1000, 50", "2147483647, 107374182"})
    void nodeTakesATwentieth(int capacity, int share) {
        assertThat(refill(capacity).share()).isEqualTo(share);
    }

    @Test
    void tokensComeBackOneByOne() {
        Refill refill = refill(6);

        assertThat(refill.free(0)).isEqualTo(6);
        assertThat(refill.free(1)).isEqualTo(5);
        assertThat(refill.free(10 * SECOND)).isEqualTo(5);
        assertThat(refill.free(10 * SECOND + 1)).isEqualTo(4);
        assertThat(refill.free(50 * SECOND)).isEqualTo(1);
        assertThat(refill.free(50 * SECOND + 1)).isZero();
        assertThat(refill.free(60 * SECOND)).isZero();
    }

    @Test
    void waitEndsWithTheNextToken() {
        Refill refill = refill(6);

        assertThat(refill.untilOne(50 * SECOND)).isZero();
        assertThat(refill.untilOne(50 * SECOND + 1)).isEqualTo(1);
        assertThat(refill.untilOne(60 * SECOND)).isEqualTo(10 * SECOND);
    }

    @Test
    void nothingIsMissingMoreThanAWholeBucket() {
        Refill refill = refill(6);

        assertThat(refill.untilOne(3_600 * SECOND)).isEqualTo(10 * SECOND);
        assertThat(refill.after(3_600 * SECOND, 0)).isEqualTo(60 * SECOND);
        assertThat(refill.free(-SECOND)).isEqualTo(6);
    }

    @Test
    void whatIsTakenIsMissing() {
        Refill refill = refill(6);

        assertThat(refill.after(0, 2)).isEqualTo(20 * SECOND);
        assertThat(refill.after(20 * SECOND, -1)).isEqualTo(10 * SECOND);
        assertThat(refill.after(20 * SECOND, -5)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 11, 59, 99_991, 1_000_003, Integer.MAX_VALUE})
    void wholeBucketCanBeTakenAndNoMore(int capacity) {
        Refill refill = refill(capacity);

        assertThat(refill.free(0)).isEqualTo(capacity);
        assertThat(refill.free(refill.after(0, capacity))).isZero();
        assertThat(refill.free(refill.after(0, capacity - 1))).isEqualTo(1);
    }
}
