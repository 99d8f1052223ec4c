package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.RateLimiter.Admitted;
import dev.parley.application.port.RateLimiter.Bucket;
import dev.parley.application.port.RateLimiterContract;
import dev.parley.application.testkit.Together;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InMemoryRateLimiterTest implements RateLimiterContract {
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(2).toNanos());
    private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(nanos::get);

    @Override
    public RateLimiter limiter() {
        return limiter;
    }

    @Override
    public void elapse(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private static Bucket bucket(int number) {
        return new Bucket("user", "user-" + number, 10);
    }

    @Test
    void bucketsThatNobodyUsesAreForgottenOnceTheyAreFull() {
        for (int i = 0; i < 100; i++) {
            limiter.take(List.of(bucket(i)));
        }
        elapse(RateLimiter.WINDOW.minusSeconds(1));
        limiter.take(List.of(bucket(0)));
        limiter.tidy();
        assertThat(limiter.size()).isEqualTo(100);

        elapse(Duration.ofSeconds(10));
        limiter.tidy();

        assertThat(limiter.size()).isEqualTo(1);
    }

    @Test
    void numberOfBucketsIsBounded() {
        InMemoryRateLimiter small = new InMemoryRateLimiter(nanos::get, 1_000);
        for (int i = 0; i < 100_000; i++) {
            small.take(List.of(bucket(i)));
        }

        assertThat(small.size()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void fractionsOfTokensAreNotLost() {
        Bucket bucket = new Bucket("user", "alice", 7);
        int taken = 0;
        for (int millis = 0; millis < Duration.ofHours(1).toMillis(); millis += 333) {
            while (limiter.take(List.of(bucket)) instanceof Admitted) {
                taken++;
            }
            elapse(Duration.ofMillis(333));
        }

        assertThat(taken).isBetween(7 * 60 + 6, 7 * 60 + 7);
    }

    @Test
    void timePassesWithoutAClockThatIsSet() {
        InMemoryRateLimiter real = new InMemoryRateLimiter();

        List<Boolean> admitted = Together.results(64, number -> real.take(List.of(bucket(0))) instanceof Admitted);

        assertThat(admitted).filteredOn(each -> each).hasSize(10);
    }
}
