package dev.parley.web.auth;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an identity provider. One thread fetches them: when they get old, and when a token names one that is not known, but then
 * no more often than every few seconds, however many such tokens come. While the provider is away, what is known goes on to count for a
 * time.
 */
final class RemoteKeyRing implements KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeyRing.class);
    private static final Set<String> ALGORITHMS = Set.of(TokenKey.RS256, TokenKey.ES256, "EdDSA", "Ed25519");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final KeySetAddress address;
    private final KeySetTiming timing;
    private final InstantSource time;
    private final KeySetFetch fetch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final Thread thread;
    private volatile @Nullable Held held;
    private List<String> leftOut = List.of();

    // Guarded by the lock.
    private State state = State.DUE;
    private @Nullable Instant askedAt;
    private @Nullable Instant failedAt;
    private boolean closed;

    private enum State {
        /** The next fetch is at its time. */
        RESTING,
        /** A fetch shall begin at once. */
        DUE,
        FETCHING
    }

    /** What was fetched, and when that began. */
    private record Held(KeySet keys, Instant since) {}

    private RemoteKeyRing(KeySetAddress address, KeySetTiming timing, InstantSource time) {
        this.address = address;
        this.timing = timing;
        this.time = time;
        this.fetch = new KeySetFetch(address, timing.patience());
        this.thread = Thread.ofVirtual().name("parley-token-keys").unstarted(this::run);
    }

    /** Begins to fetch, and returns at once. */
    static RemoteKeyRing open(KeySetAddress address, KeySetTiming timing, InstantSource time) {
        if (address.isExposed()) {
            LOG.warn(
                    "{} is not encrypted: whoever can change what comes from there can make tokens; use https",
                    address);
        }
        RemoteKeyRing ring = new RemoteKeyRing(address, timing, time);
        ring.thread.start();
        return ring;
    }

    @Override
    public Set<String> algorithms() {
        return ALGORITHMS;
    }

    @Override
    public KeySet keys() {
        KeySet usable = usable();
        if (usable != null) {
            return usable;
        }
        lock.lock();
        try {
            awaitFetch();
        } finally {
            lock.unlock();
        }
        usable = usable();
        if (usable == null) {
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE,
                    "The identity provider's keys cannot be had now, so that no token can be checked; try again soon.",
                    RETRY_AFTER);
        }
        return usable;
    }

    private @Nullable KeySet usable() {
        Held known = held;
        return known != null && time.instant().isBefore(known.since().plus(timing.usableFor())) ? known.keys() : null;
    }

    @Override
    public KeySet newerThan(KeySet known) {
        lock.lock();
        try {
            awaitFetch();
            if (keys().equals(known) && mayAsk()) {
                state = State.DUE;
                askedAt = time.instant();
                asked.signal();
                awaitFetch();
            }
        } finally {
            lock.unlock();
        }
        return keys();
    }

    private boolean mayAsk() {
        Instant now = time.instant();
        return state == State.RESTING
                && hasPassed(timing.between(), askedAt, now)
                && hasPassed(timing.between(), failedAt, now);
    }

    /** Waits for the end of a fetch that is due or under way, but not for long. */
    private void awaitFetch() {
        long left = timing.patience().toNanos();
        try {
            while (state != State.RESTING && !closed && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (awaitDue()) {
                fetch();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitDue() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && !isDue()) {
                var unused = asked.await(timing.look().toMillis(), TimeUnit.MILLISECONDS);
            }
            state = State.FETCHING;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        if (state == State.DUE) {
            return true;
        }
        Instant now = time.instant();
        Held known = held;
        return failedAt != null
                ? hasPassed(timing.between(), failedAt, now)
                : known == null || hasPassed(timing.refreshAfter(), known.since(), now);
    }

    private void fetch() throws InterruptedException {
        Instant begun = time.instant();
        boolean failed = true;
        try {
            accept(KeySetReader.read(fetch.document()), begun);
            failed = false;
        } catch (IOException failure) {
            tell(String.valueOf(failure.getMessage()));
        } catch (UnusableKeysException unusable) {
            tell(unusable.reason());
        } catch (RuntimeException defect) {
            LOG.error("the keys of tokens could not be fetched", defect);
        } finally {
            end(failed ? begun : null);
        }
    }

    private void accept(KeySetReader.Reading reading, Instant begun) {
        Held before = held;
        KeySet keys = before == null ? reading.keys() : reading.keys().replacing(before.keys());
        held = new Held(keys, begun);
        if (before == null || !keys.equals(before.keys())) {
            LOG.info("tokens are checked with {} keys of {}", keys.keys().size(), address);
        }
        if (!reading.leftOut().equals(leftOut)) {
            leftOut = reading.leftOut();
            leftOut.forEach(reason -> LOG.warn("of {} is left out {}", address, reason));
        }
    }

    /** Once for each time that the provider is away. */
    private void tell(String reason) {
        boolean again;
        lock.lock();
        try {
            again = failedAt != null;
        } finally {
            lock.unlock();
        }
        if (!again) {
            LOG.warn(
                    "the keys of tokens cannot be fetched from {} ({}); those that are known count until they are {} old",
                    address,
                    reason,
                    timing.usableFor());
        }
    }

    private void end(@Nullable Instant failedSince) {
        lock.lock();
        try {
            if (failedAt != null && failedSince == null) {
                LOG.info("the keys of tokens could be fetched from {} again", address);
            }
            failedAt = failedSince;
            state = State.RESTING;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A clock that was set back must not keep anything from happening. */
    private static boolean hasPassed(Duration duration, @Nullable Instant since, Instant now) {
        return since == null || now.isBefore(since) || !now.isBefore(since.plus(duration));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        fetch.close();
    }
}
