package dev.parley.persistence;

import dev.parley.domain.session.SessionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One lock per session in use, within this node. Changes of the same session wait here, where waiting costs nothing, and not each with a
 * database connection in its hand.
 */
final class KeyedLocks {
    private final Map<SessionId, Entry> entries = new ConcurrentHashMap<>();

    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock(true);
        int users;
    }

    <T> T locked(SessionId id, Supplier<T> work) {
        Entry entry = entries.compute(id, (key, present) -> {
            Entry used = present == null ? new Entry() : present;
            used.users++;
            return used;
        });
        entry.lock.lock();
        try {
            return work.get();
        } finally {
            entry.lock.unlock();
            entries.computeIfPresent(id, (key, present) -> --present.users == 0 ? null : present);
        }
    }
}
