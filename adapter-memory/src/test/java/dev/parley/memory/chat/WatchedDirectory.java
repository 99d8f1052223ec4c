package dev.parley.memory.chat;

import dev.parley.application.port.Page;
import dev.parley.application.port.Sighting;
import dev.parley.application.port.Storage;
import dev.parley.application.port.UserDirectory;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A directory that counts what it is asked, cannot be reached while a test wants it so, and is slow to answer on demand. */
final class WatchedDirectory implements UserDirectory {
    final AtomicBoolean unreachable = new AtomicBoolean();
    final AtomicInteger finds = new AtomicInteger();
    final List<Sighting> sightings = new CopyOnWriteArrayList<>();

    /** What happens between the next reading of a user and its answer. */
    final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

    private final UserDirectory directory;

    private WatchedDirectory(UserDirectory directory) {
        this.directory = directory;
    }

    static WatchedDirectory around(Storage storage) {
        return new WatchedDirectory(storage.users());
    }

    private void requireReachable() {
        if (unreachable.get()) {
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE, "The storage cannot be reached, as the test wants it.", Duration.ZERO);
        }
    }

    @Override
    public Optional<User> find(UserId id) {
        requireReachable();
        finds.incrementAndGet();
        Optional<User> found = directory.find(id);
        meanwhile.getAndSet(() -> {}).run();
        return found;
    }

    @Override
    public void seen(Collection<Sighting> seen) {
        requireReachable();
        directory.seen(seen);
        sightings.addAll(seen);
    }

    @Override
    public User change(UserId id, UnaryOperator<User> change) {
        requireReachable();
        return directory.change(id, change);
    }

    @Override
    public Page<User> page(UserQuery query) {
        requireReachable();
        return directory.page(query);
    }

    @Override
    public List<User> changedWithin(Duration duration) {
        requireReachable();
        return directory.changedWithin(duration);
    }
}
