package dev.parley.application;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Sighting;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.application.port.UserDirectory;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.Event;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a node remembers of users true, and stores who came, on a thread of its own: it hears of changes on other nodes and reads
 * those users again, and looks from time to time for changes of which it did not hear.
 */
final class UserWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UserWatch.class.getName());
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    /** Changes become visible when they commit, which is later than they happened. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final UserDirectory directory;
    private final KnownUsers known;
    private final InstantSource time;
    private final List<Consumer<User>> listeners = new CopyOnWriteArrayList<>();
    private final EventBus.Registration registration;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition due = lock.newCondition();
    private final Set<UserId> changedElsewhere = new LinkedHashSet<>();
    private volatile Instant lookedAt;
    private Instant triedAt;
    private boolean gap;
    private boolean closed;
    private @Nullable Thread thread;

    UserWatch(Storage storage, KnownUsers known, InstantSource time) {
        this.directory = storage.users();
        this.known = known;
        this.time = time;
        this.lookedAt = time.instant();
        this.triedAt = lookedAt;
        this.registration = storage.bus().listen(new Ear());
    }

    void start() {
        thread = Thread.ofVirtual().name("parley-users").start(this::run);
    }

    /** Begins to listen; see {@link Users#listen}. */
    EventBus.Registration listen(Consumer<User> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Looks for changes of which this node did not hear. */
    void look() {
        Instant begun = time.instant();
        Duration since = Duration.between(lookedAt, begun);
        long version = known.version();
        List<User> changed = directory.changedWithin(OVERLAP.plus(since.isNegative() ? Duration.ZERO : since));
        if (known.refresh(changed, version)) {
            lookedAt = begun;
            changed.forEach(this::tell);
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                List<UserId> changed = takeChangedElsewhere();
                attempt(() -> changed.forEach(this::readAgain));
                attempt(this::storeSightings);
                if (isLookDue()) {
                    attempt(this::look);
                }
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until something was changed elsewhere, or a short time has passed. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            long left = BETWEEN_WRITES.toNanos();
            while (changedElsewhere.isEmpty() && !gap && !closed && left > 0) {
                left = due.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private List<UserId> takeChangedElsewhere() {
        lock.lock();
        try {
            List<UserId> taken = new ArrayList<>(changedElsewhere);
            changedElsewhere.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a look is due, which is then made; a clock that was set back does not put it off. */
    private boolean isLookDue() {
        Instant now = time.instant();
        lock.lock();
        try {
            if (!gap && !now.isBefore(triedAt) && now.isBefore(triedAt.plus(BETWEEN_LOOKS))) {
                return false;
            }
            gap = false;
            triedAt = now;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void readAgain(UserId id) {
        long version = known.version();
        directory.find(id).ifPresent(user -> {
            if (known.remember(user, version)) {
                tell(user);
            } else {
                wake(() -> changedElsewhere.add(id));
            }
        });
    }

    /** Stores whose coming is not stored yet. */
    void storeSightings() {
        List<Sighting> taken = known.takeSightings();
        if (taken.isEmpty()) {
            return;
        }
        try {
            directory.seen(taken);
        } catch (RuntimeException trouble) {
            known.putBack(taken);
            throw trouble;
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (ChatException.Unavailable away) {
            LOG.log(System.Logger.Level.DEBUG, "the directory of users cannot be reached; trying again", away);
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "could not see to the directory of users; trying again", trouble);
        }
    }

    /** Tells listeners of a user who was changed. */
    void tell(User user) {
        for (Consumer<User> listener : listeners) {
            try {
                listener.accept(user);
            } catch (RuntimeException defect) {
                LOG.log(System.Logger.Level.ERROR, "a listener failed", defect);
            }
        }
    }

    private void wake(Runnable change) {
        lock.lock();
        try {
            change.run();
            due.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Stores who came last and ends. */
    @Override
    public void close() {
        registration.close();
        wake(() -> closed = true);
        Thread running = thread;
        if (running != null) {
            try {
                running.join(LAST_WORDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        attempt(this::storeSightings);
    }

    /** Hears of changes from every node. */
    private final class Ear implements EventBus.Listener {
        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            // What is in the logs of sessions does not concern users.
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.UserChanged(UserId user)) {
                known.outdate();
                wake(() -> changedElsewhere.add(user));
            }
        }

        @Override
        public void onGap() {
            wake(() -> gap = true);
        }
    }
}
