package dev.parley.application;

import dev.parley.application.port.Notice;
import dev.parley.application.port.SessionStore;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells owners an hour ahead that a session of theirs expires for want of activity: once, unless somebody uses it and leaves it again. Each node
 * does so by itself, for the thousand sessions that expire first.
 */
final class ExpiryWarnings {
    private static final Duration LONGEST_AHEAD = Duration.ofHours(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final int MOST = 1_000;

    private final SessionStore store;
    private final Notices notices;
    private final Duration life;
    private final Duration quiet;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<SessionId> told = new HashSet<>();
    private Instant nextLook = Instant.MIN;

    ExpiryWarnings(SessionStore store, Notices notices, ChatLimits limits, InstantSource time) {
        this.store = store;
        this.notices = notices;
        this.life = limits.inactiveUntilExpired();
        Duration half = life.dividedBy(2);
        this.quiet = life.minus(half.compareTo(LONGEST_AHEAD) < 0 ? half : LONGEST_AHEAD);
        this.time = time;
    }

    /** Looks for sessions that expire soon, at most once a minute. */
    void look() {
        lock.lock();
        try {
            Instant now = time.instant();
            if (now.isBefore(nextLook)) {
                return;
            }
            nextLook = now.plus(BETWEEN_LOOKS);
            List<SessionId> soon = store.overdueFor(quiet, MOST);
            told.retainAll(Set.copyOf(soon));
            for (SessionId id : soon) {
                if (!told.contains(id)) {
                    store.find(id).flatMap(session -> warningOf(session, now)).ifPresent(warning -> {
                        told.add(id);
                        notices.tell(Set.of(warning.session().owner()), warning.notice());
                    });
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Warning> warningOf(Session session, Instant now) {
        Instant end = session.lastActiveAt().plus(life);
        if (!session.isOverdue(quiet, now) || !end.isAfter(now)) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                session,
                new Notice.SessionExpiring(session.id(), session.title().value(), end)));
    }

    private record Warning(Session session, Notice notice) {}
}
