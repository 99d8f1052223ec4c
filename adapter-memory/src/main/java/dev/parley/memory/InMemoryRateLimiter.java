package dev.parley.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.application.port.RateLimiter;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.VerboseResult.Diagnostics;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts in the memory of one process. A bucket is forgotten when nobody has used it for as long as it takes to be full again, so nothing is
 * lost by that. If more than {@value #MAXIMUM} are used within that time, the least used are forgotten before, and begin full again.
 */
public final class InMemoryRateLimiter implements RateLimiter {
    /** How many buckets are remembered; each takes about half a kilobyte. */
    static final int MAXIMUM = 200_000;

    /** A little more than the window, since what is due is forgotten by another clock's reckoning. */
    private static final Duration REMEMBERED = WINDOW.plusSeconds(5);

    /** Enough that two threads hardly ever meet that do not use the same bucket. */
    private static final int LOCKS = 256;

    private final TimeMeter time;
    private final Cache<Bucket, LocalBucket> buckets;
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    /** By the time of the process, whatever the clock on the wall does. */
    public InMemoryRateLimiter() {
        this(System::nanoTime);
    }

    /** @param nanoTime counts nanoseconds from anywhere, never backwards, like {@link System#nanoTime} */
    public InMemoryRateLimiter(LongSupplier nanoTime) {
        this(nanoTime, MAXIMUM);
    }

    /** @param maximum most buckets to remember */
    InMemoryRateLimiter(LongSupplier nanoTime, int maximum) {
        this.time = new Meter(nanoTime, nanoTime.getAsLong());
        this.buckets = Caffeine.newBuilder()
                .maximumSize(maximum)
                .expireAfterAccess(REMEMBERED)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Decision take(Collection<Bucket> wanted) {
        return locked(wanted, () -> {
            List<Token> tokens = wanted.stream().map(this::token).toList();
            return Token.slowest(tokens)
                    .<Decision>map(slowest -> new Refused(Token.levels(tokens), slowest.bucket(), slowest.delay()))
                    .orElseGet(() -> {
                        tokens.forEach(token -> token.kept().tryConsume(1));
                        return new Admitted(Token.levels(tokens));
                    });
        });
    }

    @Override
    public List<Level> levels(Collection<Bucket> wanted) {
        return locked(
                wanted, () -> Token.levels(wanted.stream().map(this::token).toList()));
    }

    /** What is due is forgotten by itself. */
    @Override
    public void tidy() {
        buckets.cleanUp();
    }

    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Token token(Bucket bucket) {
        return new Token(bucket, buckets.get(bucket, this::full));
    }

    private LocalBucket full(Bucket bucket) {
        return new LocalBucketBuilder()
                .addLimit(limit -> limit.capacity(bucket.capacity()).refillGreedy(bucket.capacity(), WINDOW))
                .withCustomTimePrecision(time)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    /** Does work while nobody else uses one of these buckets. The locks are taken in the same order by everybody. */
    private <T> T locked(Collection<Bucket> wanted, Supplier<T> work) {
        int[] needed = wanted.stream()
                .mapToInt(bucket -> Math.floorMod(bucket.hashCode(), LOCKS))
                .sorted()
                .distinct()
                .toArray();
        for (int which : needed) {
            locks[which].lock();
        }
        try {
            return work.get();
        } finally {
            for (int which : needed) {
                locks[which].unlock();
            }
        }
    }

    /** What somebody may take out of a bucket that is locked. */
    private record Token(Bucket bucket, LocalBucket kept) {
        static List<Level> levels(List<Token> tokens) {
            return tokens.stream().map(Token::level).toList();
        }

        /** The one that takes longest to come; none if all are there. */
        static Optional<Token> slowest(List<Token> tokens) {
            return tokens.stream()
                    .filter(token -> !token.look().getValue().canBeConsumed())
                    .max(Comparator.comparing(Token::delay));
        }

        /** When a token is there that is not. Where it does not take whole nanoseconds, the library leaves the fraction out. */
        Duration delay() {
            int fraction = WINDOW.toNanos() % bucket.capacity() == 0 ? 0 : 1;
            return Duration.ofNanos(look().getValue().getNanosToWaitForRefill() + fraction);
        }

        private Level level() {
            Diagnostics now = look().getDiagnostics();
            int remaining = Math.clamp(now.getAvailableTokens(), 0, bucket.capacity());
            return new Level(bucket, remaining, Duration.ofNanos(now.calculateFullRefillingTime()));
        }

        private VerboseResult<EstimationProbe> look() {
            return kept.asVerbose().estimateAbilityToConsume(1);
        }
    }

    /** Time as the library reads it, from zero on: it compares times, which would go wrong where the count of nanoseconds overflows. */
    private record Meter(LongSupplier nanoTime, long start) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong() - start;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
