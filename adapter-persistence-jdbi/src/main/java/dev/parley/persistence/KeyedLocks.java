package dev.parley.persistence;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One lock per key in use, within this node. Work on the same row, such as changes of a session, waits here, where waiting costs nothing, and
 * not each with a database connection in its hand.
 */
final class KeyedLocks<K> {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Duration patience;
    private final String refusal;
    private final Map<K, Entry> entries = new ConcurrentHashMap<>();

    /**
     * @param patience how long work waits for what is before it
     * @param refusal what people are told who have waited as long
     */
    KeyedLocks(Duration patience, String refusal) {
        this.patience = patience;
        this.refusal = refusal;
    }

    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock(true);
        int users;
    }

    /**
     * Does the work alone.
     *
     * @throws ChatException.Unavailable if those before took too long, as they do while the database is away
     */
    <T> T locked(K id, Supplier<T> work) {
        Entry entry = entries.compute(id, (key, present) -> {
            Entry used = present == null ? new Entry() : present;
            used.users++;
            return used;
        });
        try {
            if (!isTaken(entry.lock)) {
                throw new ChatException.Unavailable(ErrorCode.UNAVAILABLE, refusal, RETRY_AFTER);
            }
            try {
                return work.get();
            } finally {
                entry.lock.unlock();
            }
        } finally {
            entries.computeIfPresent(id, (key, present) -> --present.users == 0 ? null : present);
        }
    }

    // Deaf to interrupts, as a change itself is.
    private boolean isTaken(ReentrantLock lock) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
