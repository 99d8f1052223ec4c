package dev.parley.memory;

import dev.parley.application.port.Page;
import dev.parley.application.port.Sighting;
import dev.parley.application.port.UserDirectory;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Keeps users in the memory of one process: a limited number, of which those make room who came and about whom nothing was decided, the one
 * first who was not seen for longest.
 */
final class InMemoryUserDirectory implements UserDirectory {
    /** How many users are held. */
    static final int MAXIMUM = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<UserId, User> users = new TreeMap<>();

    /** Who was seen and about whom nothing was decided, in the order in which they were seen last. */
    private final Map<UserId, UserId> passing = new LinkedHashMap<>();

    /** Who was changed when, in the order of the last change. */
    private final Map<UserId, Instant> changes = new LinkedHashMap<>();

    private final int maximum;
    private final InstantSource time;

    /** @param maximum most users to hold */
    InMemoryUserDirectory(int maximum, InstantSource time) {
        this.maximum = maximum;
        this.time = time;
    }

    @Override
    public Optional<User> find(UserId id) {
        return locked(() -> Optional.ofNullable(users.get(id)));
    }

    @Override
    public void seen(Collection<Sighting> sightings) {
        locked(() -> {
            for (Sighting sighting : sightings) {
                // Where there is no room even so, all are there about whom something was decided; who just came is not
                // needed.
                if (users.containsKey(sighting.user()) || hasRoom()) {
                    keep(known(sighting.user()).seen(sighting.role(), sighting.at()));
                }
            }
            return true;
        });
    }

    @Override
    public User change(UserId id, UnaryOperator<User> change) {
        return locked(() -> {
            User changed = change.apply(known(id));
            if (!users.containsKey(id) && !hasRoom()) {
                throw new ChatException.Unavailable(
                        ErrorCode.UNAVAILABLE,
                        "The server holds as many users as its memory is meant for.",
                        Duration.ofMinutes(1));
            }
            keep(changed);
            changes.remove(id);
            changes.put(id, time.instant());
            return changed;
        });
    }

    private User known(UserId id) {
        return users.getOrDefault(id, User.unknown(id));
    }

    private boolean hasRoom() {
        if (users.size() >= maximum && !passing.isEmpty()) {
            UserId longest = passing.keySet().iterator().next();
            passing.remove(longest);
            users.remove(longest);
            changes.remove(longest);
        }
        return users.size() < maximum;
    }

    private void keep(User user) {
        users.put(user.id(), user);
        passing.remove(user.id());
        if (user.assignedRole() == null && !user.disabled()) {
            passing.put(user.id(), user.id());
        }
    }

    @Override
    public Page<User> page(UserQuery query) {
        return locked(() -> {
            List<User> all =
                    users.values().stream().filter(user -> fits(user, query)).toList();
            return new Page<>(
                    all.stream().skip(query.offset()).limit(query.limit()).toList(),
                    all.size(),
                    query.limit(),
                    query.offset());
        });
    }

    private static boolean fits(User user, UserQuery query) {
        return (query.part() == null
                        || user.id()
                                .value()
                                .toLowerCase(Locale.ROOT)
                                .contains(query.part().toLowerCase(Locale.ROOT)))
                && (query.role() == null || query.role() == user.role())
                && (query.disabled() == null || query.disabled() == user.disabled());
    }

    @Override
    public List<User> changedWithin(Duration duration) {
        return locked(() -> {
            Instant from = time.instant().minus(duration);
            return changes.entrySet().stream()
                    .filter(change -> !change.getValue().isBefore(from))
                    .map(change -> known(change.getKey()))
                    .toList();
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
