package dev.parley.persistence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.application.port.RateLimiter;
import dev.parley.persistence.RateLimitRows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Counts in PostgreSQL, by its clock, for all nodes that share it. A node takes a {@linkplain Refill#share share} of a bucket at a time and
 * gives its tokens out by itself, so a row is written some twenty times for as many tokens as the bucket holds; and it remembers when a bucket
 * that it found empty has a token again, so whoever is refused does not reach the database. A row is never written more often than tokens
 * come back, however many requests there are.
 *
 * <p>The bound: a node holds at most a share less one token, and whatever it holds was taken out of the bucket before. So all nodes together
 * give out, in any time, at most what one node alone would and {@code nodes × (share − 1)} more. A share is one token for buckets of up to 39,
 * so for these nothing is given out that one node would not give.
 */
final class JdbiRateLimiter implements RateLimiter {
    /** How many buckets a node remembers. One that it forgets costs the rest of a share, or a question to the database. */
    private static final int MAXIMUM = 200_000;

    private static final Duration REMEMBERED = WINDOW.plusSeconds(5);

    /** How old what was heard of others may be for those who only look. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    private static final Duration SWEPT_AFTER = Duration.ofMinutes(5);
    private static final int BATCH = 10_000;

    private static final Comparator<Bucket> ORDER =
            Comparator.comparing(Bucket::kind).thenComparing(Bucket::of).thenComparingInt(Bucket::capacity);

    private final Database database;
    private final LongSupplier nanoTime;
    private final KeyedLocks<Bucket> locks;
    private final Cache<Bucket, Holding> holdings;
    private final AtomicLong sweptAt;

    /**
     * @param patience how long a request waits for others that use the same bucket
     * @param nanoTime like {@link System#nanoTime}
     */
    JdbiRateLimiter(Database database, Duration patience, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
        this.locks = new KeyedLocks<>(patience, "Too many requests are waiting to be counted; try again in a moment.");
        this.holdings = Caffeine.newBuilder()
                .maximumSize(MAXIMUM)
                .expireAfterAccess(REMEMBERED)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
        this.sweptAt = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public Decision take(Collection<Bucket> buckets) {
        return locked(buckets, () -> {
            long now = nanoTime.getAsLong();
            List<Holding> wanted = buckets.stream().map(this::holding).toList();
            if (wanted.stream().noneMatch(holding -> holding.isEmpty(now))) {
                reserve(wanted.stream().filter(Holding::isSpent).toList(), now);
            }
            List<Holding> empty =
                    wanted.stream().filter(holding -> holding.isEmpty(now)).toList();
            if (empty.isEmpty()) {
                wanted.forEach(Holding::spend);
                return new Admitted(levels(wanted, nanoTime.getAsLong()));
            }
            return refused(wanted, empty, nanoTime.getAsLong());
        });
    }

    private static Refused refused(List<Holding> wanted, List<Holding> empty, long now) {
        Holding slowest = Collections.max(empty, Comparator.comparing(holding -> holding.untilOne(now)));
        return new Refused(levels(wanted, now), slowest.bucket(), slowest.untilOne(now));
    }

    @Override
    public List<Level> levels(Collection<Bucket> buckets) {
        return locked(buckets, () -> {
            long asked = nanoTime.getAsLong();
            List<Holding> wanted = buckets.stream().map(this::holding).toList();
            List<Holding> stale = wanted.stream()
                    .filter(holding -> !holding.isFresh(asked, FRESH))
                    .toList();
            if (!stale.isEmpty()) {
                Map<String, Row> rows = database.with(handle -> RateLimitRows.read(handle, keys(stale)));
                long heard = nanoTime.getAsLong();
                stale.forEach(holding -> {
                    Row row = rows.get(holding.key());
                    holding.hear(row == null ? 0 : row.missing(), asked, heard);
                });
            }
            return levels(wanted, nanoTime.getAsLong());
        });
    }

    private static List<Level> levels(List<Holding> holdings, long now) {
        return holdings.stream().map(holding -> holding.level(now)).toList();
    }

    /** Removes rows of buckets that have long been full, every minute. */
    @Override
    public void tidy() {
        holdings.cleanUp();
        long now = nanoTime.getAsLong();
        long last = sweptAt.get();
        if (now - last >= BETWEEN_SWEEPS.toNanos() && sweptAt.compareAndSet(last, now)) {
            sweep(SWEPT_AFTER);
        }
    }

    /**
     * Removes rows of full buckets.
     *
     * @param age for how long they have been full at least
     */
    void sweep(Duration age) {
        int removed = BATCH;
        while (removed == BATCH) {
            removed = database.inTransaction(handle -> RateLimitRows.sweep(handle, age.toNanos(), BATCH));
        }
    }

    private Holding holding(Bucket bucket) {
        return holdings.get(bucket, Holding::new);
    }

    private static List<String> keys(List<Holding> holdings) {
        return holdings.stream().map(Holding::key).toList();
    }

    /** Takes a share of each bucket if all of them have something; hears of them in any case. */
    private void reserve(List<Holding> spent, long asked) {
        if (spent.isEmpty()) {
            return;
        }
        Optional<List<Reserved>> reserved = database.inTransaction(handle -> reserve(handle, spent));
        while (reserved.isEmpty()) {
            // Not in the same transaction, which has locked rows that may come behind these in the order.
            database.with(handle -> {
                RateLimitRows.make(handle, keys(spent));
                return spent;
            });
            reserved = database.inTransaction(handle -> reserve(handle, spent));
        }
        long heard = nanoTime.getAsLong();
        for (int i = 0; i < spent.size(); i++) {
            Reserved each = reserved.get().get(i);
            spent.get(i).hear(each.missing(), asked, heard);
            spent.get(i).add(each.tokens());
        }
    }

    /**
     * What was found of a bucket, and taken out of it.
     *
     * @param missing what it takes until it is full, after that
     */
    private record Reserved(long missing, int tokens) {}

    /** @return empty if there are not all rows yet */
    private static Optional<List<Reserved>> reserve(Handle handle, List<Holding> spent) {
        Map<String, Row> rows = RateLimitRows.lock(handle, keys(spent));
        if (rows.size() < spent.size()) {
            return Optional.empty();
        }
        boolean isAdmitted = spent.stream().allMatch(holding -> free(holding, rows) > 0);
        Map<String, Long> fullAt = new LinkedHashMap<>();
        List<Reserved> reserved = new ArrayList<>();
        for (Holding holding : spent) {
            Row row = Objects.requireNonNull(rows.get(holding.key()));
            int tokens = isAdmitted ? Math.min(holding.refill().share(), free(holding, rows)) : 0;
            long missing = holding.refill().after(row.missing(), tokens);
            reserved.add(new Reserved(missing, tokens));
            // A row from before the clock was set back would otherwise refuse until the clock is there again.
            if (isAdmitted || missing < row.missing()) {
                fullAt.put(holding.key(), row.now() + missing);
            }
        }
        if (!fullAt.isEmpty()) {
            RateLimitRows.save(handle, fullAt);
        }
        return Optional.of(reserved);
    }

    private static int free(Holding holding, Map<String, Row> rows) {
        return holding.refill()
                .free(Objects.requireNonNull(rows.get(holding.key())).missing());
    }

    private <T> T locked(Collection<Bucket> buckets, Supplier<T> work) {
        return locked(buckets.stream().sorted(ORDER).toList(), 0, work);
    }

    private <T> T locked(List<Bucket> ordered, int from, Supplier<T> work) {
        return from == ordered.size()
                ? work.get()
                : locks.locked(ordered.get(from), () -> locked(ordered, from + 1, work));
    }
}
