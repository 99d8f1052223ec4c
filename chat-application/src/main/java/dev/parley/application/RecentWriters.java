package dev.parley.application;

import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Who was found to be allowed to write in which session a moment ago: good enough to know whom a request concerns, so that those who send too
 * many do not make the storage look for each. It grants nothing. Safe for many threads.
 */
final class RecentWriters {
    static final Duration REMEMBERED = Duration.ofSeconds(5);
    static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Writer, Long> found = new LinkedHashMap<>();
    private final LongSupplier nanoTime;

    /** @param nanoTime like {@link System#nanoTime} */
    RecentWriters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Writer(UserId user, SessionId session) {}

    boolean contains(UserId user, SessionId session) {
        lock.lock();
        try {
            Long since = found.get(new Writer(user, session));
            return since != null && nanoTime.getAsLong() - since < REMEMBERED.toNanos();
        } finally {
            lock.unlock();
        }
    }

    void add(UserId user, SessionId session) {
        lock.lock();
        try {
            Writer writer = new Writer(user, session);
            found.remove(writer);
            if (found.size() == MOST) {
                found.remove(found.keySet().iterator().next());
            }
            found.put(writer, nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }
}
