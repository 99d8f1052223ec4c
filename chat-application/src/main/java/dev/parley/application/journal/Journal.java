package dev.parley.application.journal;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.EventJournal;
import dev.parley.application.port.JournalProgress;
import dev.parley.application.port.JournalStatistics;
import dev.parley.application.port.Signal;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.session.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Passes on to a journal what this node commits, and lets its statistics be rebuilt, one rebuilding at a time, on a thread of its own. Safe
 * for many threads.
 */
public final class Journal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    private final EventJournal journal;
    private final EventBus.Registration registration;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Rebuilding last;
    private @Nullable Thread thread;

    public Journal(EventJournal journal, EventBus bus) {
        this.journal = journal;
        this.registration = bus.listen(new Ear());
    }

    public JournalStatistics statistics() {
        return journal.statistics();
    }

    /**
     * Begins to count anew from the last days and returns at once.
     *
     * @param days 1 to {@link EventJournal#MAXIMUM_DAYS}
     * @throws ChatException.Invalid if the number of days is out of its range
     * @throws ChatException.Conflict if the statistics are being rebuilt already
     */
    public Rebuilding rebuild(int days) {
        if (days < 1 || days > EventJournal.MAXIMUM_DAYS) {
            throw ChatException.Invalid.field("days", "must be 1 to " + EventJournal.MAXIMUM_DAYS + ".");
        }
        lock.lock();
        try {
            if (last != null && last.isRunning()) {
                throw new ChatException.Conflict(
                        ErrorCode.INVALID_STATE,
                        "The statistics are being rebuilt from the last %d days already (%d %%); wait for the end of it."
                                .formatted(
                                        last.progress().days(), last.progress().percent()),
                        Map.of("days", last.progress().days()));
            }
            Rebuilding begun = new Rebuilding(true, JournalProgress.begin(days), null);
            last = begun;
            thread = Thread.ofVirtual().name("parley-journal-rebuild").start(() -> run(days));
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /** The rebuilding that runs, or else the last one; empty if there was none. */
    public Optional<Rebuilding> rebuilding() {
        lock.lock();
        try {
            return Optional.ofNullable(last);
        } finally {
            lock.unlock();
        }
    }

    private void run(int days) {
        try {
            JournalProgress end = journal.rebuild(days, progress -> note(new Rebuilding(true, progress, null)));
            note(new Rebuilding(false, end, null));
        } catch (ChatException refusal) {
            fail(days, refusal.sentence());
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "the statistics of the journal could not be rebuilt", defect);
            fail(days, "The statistics could not be rebuilt.");
        }
    }

    private void fail(int days, String sentence) {
        JournalProgress reached = rebuilding().map(Rebuilding::progress).orElseGet(() -> JournalProgress.begin(days));
        note(new Rebuilding(false, reached, sentence));
    }

    private void note(Rebuilding now) {
        lock.lock();
        try {
            last = now;
        } finally {
            lock.unlock();
        }
    }

    /** Passes on nothing more; the journal itself belongs to whoever opened it. */
    @Override
    public void close() {
        registration.close();
        lock.lock();
        try {
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * How a rebuilding stands.
     *
     * @param failure why it ended early; null unless it did
     */
    public record Rebuilding(
            boolean isRunning,
            JournalProgress progress,
            @Nullable String failure) {}

    /** Hears what this node committed: of what others did, only the numbers come along. */
    private final class Ear implements EventBus.Listener {
        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            if (!known.isEmpty()) {
                journal.append(known);
            }
        }

        @Override
        public void onSignal(Signal signal) {}
    }
}
