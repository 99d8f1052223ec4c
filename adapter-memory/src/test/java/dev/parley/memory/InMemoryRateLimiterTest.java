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
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class InMemoryRateLimiterTest implements RateLimiterContract {
    private static final int MEETINGS = 500;

    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(2).toNanos());
    private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(this::read);

    /** Whoever looks at the clock lets others go before, so that threads meet at the worst moments, however few processors there are. */
    private long read() {
        Thread.yield();
        return nanos.get();
    }

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
        for (int i = 0; i < 30_000; i++) {
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

        List<Boolean> admitted = Together.results(THREADS, number -> real.take(List.of(bucket(0))) instanceof Admitted);

        assertThat(admitted).filteredOn(each -> each).hasSize(10);
    }

    /** Goes through many pairs of buckets with one token each; all threads do so in the same order, so they meet all the time. */
    private int granted(IntFunction<List<Bucket>> wishes) {
        int granted = 0;
        for (int i = 0; i < MEETINGS; i++) {
            if (limiter.take(wishes.apply(i)) instanceof Admitted) {
                granted++;
            }
        }
        return granted;
    }

    private static Bucket shared(int meeting) {
        return new Bucket("user", "shared-" + meeting, 1);
    }

    private static Bucket scarce(int meeting) {
        return new Bucket("session", "scarce-" + meeting, 1);
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void lastTokenIsGivenOutOnce() {
        // Whoever makes a bucket would be the first to take out of it.
        for (int meeting = 0; meeting < MEETINGS; meeting++) {
            limiter.levels(List.of(shared(meeting), scarce(meeting)));
        }

        assertThat(sum(Together.results(
                        THREADS, number -> granted(meeting -> List.of(shared(meeting), scarce(meeting))))))
                .isEqualTo(MEETINGS);
    }

    /** There is enough for the one who wants nothing else, so that one may not be refused because others hold it for a moment. */
    @Test
    void wishesThatCannotBeGrantedDisturbNoOther() {
        granted(meeting -> List.of(scarce(meeting)));

        List<Integer> granted = Together.results(
                THREADS,
                number -> granted(meeting -> meeting % THREADS == number
                        ? List.of(shared(meeting))
                        : List.of(shared(meeting), scarce(meeting))));

        assertThat(sum(granted)).isEqualTo(MEETINGS);
    }
}
