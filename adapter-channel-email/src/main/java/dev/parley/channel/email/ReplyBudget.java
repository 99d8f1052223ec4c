package dev.parley.channel.email;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How often senders of mails are answered, so that no two programs go on answering each other, and nobody makes Parley flood somebody by
 * pretending to be them: a few times in an hour each, and not too often all together. Safe for many threads.
 */
final class ReplyBudget {
    static final int PER_SENDER = 4;
    static final int IN_ALL = 100;

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_SENDERS = 1_000;

    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Instant> all = new ArrayDeque<>();

    /** Who was answered last is the last; who was not for longest makes room. */
    private final Map<String, Deque<Instant>> senders = new LinkedHashMap<>(16, 0.75f, true);

    ReplyBudget(InstantSource time) {
        this.time = time;
    }

    /** Whether a sender may be answered now; if so, it counts. */
    boolean take(String sender) {
        lock.lock();
        try {
            Instant now = time.instant();
            Deque<Instant> theirs = senders.computeIfAbsent(sender, first -> new ArrayDeque<>());
            forget(theirs, now);
            forget(all, now);
            if (theirs.size() >= PER_SENDER || all.size() >= IN_ALL) {
                return false;
            }
            theirs.add(now);
            all.add(now);
            if (senders.size() > MOST_SENDERS) {
                senders.remove(senders.keySet().iterator().next());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void forget(Deque<Instant> times, Instant now) {
        while (!times.isEmpty() && !times.getFirst().plus(WINDOW).isAfter(now)) {
            times.removeFirst();
        }
    }
}
