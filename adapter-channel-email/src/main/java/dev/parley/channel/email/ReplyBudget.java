package dev.parley.channel.email;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How often senders of mails are answered, so that no two programs go on answering each other, and nobody makes Parley flood somebody by
 * pretending to be them: in an hour a few times about each thing, somewhat more often about several, and not too often all together. Safe
 * for many threads.
 */
final class ReplyBudget {
    static final int PER_THING = 4;
    static final int PER_SENDER = 20;
    static final int IN_ALL = 100;

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 2_000;

    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Instant> all = new ArrayDeque<>();

    /** Who was answered last is the last; who was not for longest makes room. */
    private final Map<String, Deque<Instant>> latest = new LinkedHashMap<>(16, 0.75f, true);

    ReplyBudget(InstantSource time) {
        this.time = time;
    }

    /**
     * Whether a sender may be answered now; if so, it counts.
     *
     * @param about what they wrote to, such as the token in an address
     */
    boolean take(String sender, String about) {
        lock.lock();
        try {
            Instant now = time.instant();
            Deque<Instant> ofSender = latest(sender, now);
            Deque<Instant> ofThing = latest(sender + " " + about, now);
            forget(all, now);
            if (ofThing.size() >= PER_THING || ofSender.size() >= PER_SENDER || all.size() >= IN_ALL) {
                return false;
            }
            List.of(ofThing, ofSender, all).forEach(times -> times.add(now));
            while (latest.size() > MOST_REMEMBERED) {
                latest.remove(latest.keySet().iterator().next());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Deque<Instant> latest(String whom, Instant now) {
        Deque<Instant> times = latest.computeIfAbsent(whom, first -> new ArrayDeque<>());
        forget(times, now);
        return times;
    }

    private static void forget(Deque<Instant> times, Instant now) {
        while (!times.isEmpty() && !times.getFirst().plus(WINDOW).isAfter(now)) {
            times.removeFirst();
        }
    }
}
