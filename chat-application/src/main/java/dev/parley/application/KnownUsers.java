package dev.parley.application;

import dev.parley.application.port.Sighting;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this node remembers of users, and whose coming it has not stored yet. Bounded: who did not come for longest makes room. What was
 * read from the storage is only remembered if nothing was changed since the reading began, so that nothing older takes the place of
 * something newer. Never blocks for long; safe for use by many threads.
 */
final class KnownUsers {
    /** Some tens of megabytes. */
    static final int MAXIMUM = 50_000;

    /** How often it is stored that a user came. */
    static final Duration BETWEEN_SIGHTINGS = Duration.ofMinutes(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UserId, Known> known = new LatestUsed();
    private final Map<UserId, Sighting> sightings = new HashMap<>();
    private long version;

    /** @param noted up to when it is stored that the user came; null if they never did */
    private record Known(User user, @Nullable Instant noted) {}

    private static final class LatestUsed extends LinkedHashMap<UserId, Known> {
        private static final long serialVersionUID = 1;

        LatestUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Known> eldest) {
            return size() > MAXIMUM;
        }
    }

    /** The user as remembered; null if they are not. */
    @Nullable
    User find(UserId id) {
        lock.lock();
        try {
            Known entry = known.get(id);
            return entry == null ? null : entry.user();
        } finally {
            lock.unlock();
        }
    }

    /** Stands for what is known now; begin to read with it. */
    long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody was changed somewhere: what is being read now may be too old. */
    void outdate() {
        lock.lock();
        try {
            version++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Remembers a user who was read.
     *
     * @param since the version when the reading began
     * @return false if something was changed since; nothing is remembered then
     */
    boolean remember(User user, long since) {
        lock.lock();
        try {
            if (since != version) {
                return false;
            }
            put(user);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Goes on with users who were read, as far as they are remembered.
     *
     * @param since the version when the reading began
     * @return false if something was changed since; nothing is remembered then
     */
    boolean refresh(List<User> users, long since) {
        lock.lock();
        try {
            if (since != version) {
                return false;
            }
            users.stream().filter(user -> known.containsKey(user.id())).forEach(this::put);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a user as they were just changed. */
    void replace(User user) {
        lock.lock();
        try {
            version++;
            put(user);
        } finally {
            lock.unlock();
        }
    }

    private void put(User user) {
        Known before = known.get(user.id());
        known.put(user.id(), new Known(user, before == null ? user.lastSeen() : before.noted()));
    }

    /** A user came; that is kept for the storage unless it was stored, or kept, a short time ago. */
    void came(UserId id, Role role, Instant now) {
        lock.lock();
        try {
            Known entry = known.get(id);
            if (entry == null || isRecent(entry.noted(), now)) {
                return;
            }
            known.put(id, new Known(entry.user(), now));
            sightings.put(id, new Sighting(id, role, now));
        } finally {
            lock.unlock();
        }
    }

    private static boolean isRecent(@Nullable Instant noted, Instant now) {
        return noted != null && !now.isBefore(noted) && now.isBefore(noted.plus(BETWEEN_SIGHTINGS));
    }

    /** Takes away what is to be stored of those who came. */
    List<Sighting> takeSightings() {
        lock.lock();
        try {
            List<Sighting> taken = new ArrayList<>(sightings.values());
            sightings.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what could not be stored for the next time, as far as there is room. */
    void putBack(List<Sighting> taken) {
        lock.lock();
        try {
            for (Sighting sighting : taken) {
                if (sightings.size() < MAXIMUM) {
                    sightings.putIfAbsent(sighting.user(), sighting);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
