package dev.parley.journal;

import dev.parley.application.port.EventJournal;
import dev.parley.application.port.JournalProgress;
import dev.parley.application.port.JournalStatistics;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Keeps a journal as JSON lines in one file a day, in a folder of its own. One thread writes; whoever appends only leaves events in a
 * bounded backlog. Files are for their owner only; the oldest are removed when they are too old or all together too large.
 */
public final class JsonlEventJournal implements EventJournal, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JsonlEventJournal.class.getName());

    private static final int BATCH = 256;

    /** How often old files are looked for while nothing is written. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    private static final Duration CLOSING_GRACE = Duration.ofSeconds(5);

    /** So much is read at the end of a rebuild while writing waits. */
    private static final long SHORT_READ = 256 << 10;

    private static final int CATCHING_UP = 10;

    private final JournalSettings settings;
    private final InstantSource time;
    private final FolderLock folderLock;
    private final JournalFolder folder;
    private final PartWriter writer;
    private final LineWriter lines = new LineWriter();
    private final Backlog backlog;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong droppedAsToldLast = new AtomicLong();
    private final AtomicBoolean rebuilding = new AtomicBoolean();

    /** Held while files or what is known of them change, and while the counts are exchanged. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile Counts counts;
    private final Thread thread;

    private JsonlEventJournal(JournalSettings settings, InstantSource time, Path folder, FolderLock folderLock)
            throws IOException {
        this.settings = settings;
        this.time = time;
        this.folderLock = folderLock;
        this.folder = new JournalFolder(folder, settings.days(), settings.totalBytes());
        this.writer = new PartWriter(this.folder, settings.partBytes());
        this.backlog = new Backlog(settings.waitingEvents(), settings.waitingCharacters());
        this.counts = newCounts();
        this.folder.scan();
        this.folder.makeRoom(today(), null, 0);
        this.thread = Thread.ofPlatform().daemon().name("parley-journal").unstarted(this::run);
    }

    /**
     * Opens a journal; close it to have the last events written.
     *
     * @param time decides into which day's file events are written
     * @throws UnusableJournalException if the folder cannot be used, or another journal is open there
     */
    public static JsonlEventJournal open(JournalSettings settings, InstantSource time) {
        try {
            OwnerOnly.makeFolder(settings.folder());
            Path folder = settings.folder().toRealPath();
            FolderLock lock = FolderLock.take(folder);
            try {
                JsonlEventJournal journal = new JsonlEventJournal(settings, time, folder, lock);
                journal.thread.start();
                return journal;
            } catch (Throwable failed) {
                lock.close();
                throw failed;
            }
        } catch (IOException unusable) {
            throw new UnusableJournalException(
                    "The journal's folder %s cannot be used (%s); make it writable for Parley or choose another one."
                            .formatted(settings.folder(), unusable),
                    unusable);
        }
    }

    @Override
    public void append(List<Event> events) {
        int refused = backlog.offer(events);
        if (refused > 0) {
            dropped.addAndGet(refused);
        }
    }

    @Override
    public JournalStatistics statistics() {
        return counts.statistics(dropped.get());
    }

    private void run() {
        try {
            boolean isMoreThere;
            do {
                isMoreThere = writeNext();
            } while (isMoreThere || !backlog.isClosed());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            writing.lock();
            try {
                writer.close();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Writes what waits; false if nothing came. */
    private boolean writeNext() throws InterruptedException {
        List<Event> batch = backlog.take(BATCH, IDLE);
        try {
            write(batch);
            tellDropped();
        } catch (RuntimeException defect) {
            dropped.addAndGet(batch.size());
            LOG.log(System.Logger.Level.ERROR, "events could not be written to the journal", defect);
        } finally {
            backlog.done();
        }
        return !batch.isEmpty();
    }

    private void write(List<Event> batch) {
        List<Line> facts = new ArrayList<>(batch.size());
        List<byte[]> encoded = new ArrayList<>(batch.size());
        for (Event event : batch) {
            encoded.add(lines.write(event));
            facts.add(Line.of(event));
        }
        LocalDate today = today();
        writing.lock();
        try {
            int written = writer.write(today, encoded);
            facts.subList(0, written).forEach(counts::add);
            dropped.addAndGet(batch.size() - written);
            folder.makeRoom(today, writer.current(), 0);
        } finally {
            writing.unlock();
        }
    }

    private void tellDropped() {
        long now = dropped.get();
        long before = droppedAsToldLast.getAndSet(now);
        if (now > before) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} events are missing in the journal, because they came faster than they could be written or writing failed",
                    now - before);
        }
    }

    @Override
    public JournalProgress rebuild(int days, Consumer<JournalProgress> onProgress) {
        if (days < 1 || days > MAXIMUM_DAYS) {
            throw ChatException.Invalid.field("days", "must be 1 to " + MAXIMUM_DAYS + ".");
        }
        if (!rebuilding.compareAndSet(false, true)) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE, "The statistics are being rebuilt already; wait for the end of it.");
        }
        try {
            return rebuild(new Rebuild(newCounts(), days, folder::path, onProgress), today().minusDays(days - 1L));
        } catch (ClosedByInterruptException interrupted) {
            Thread.currentThread().interrupt();
            throw unreadable("the reading was interrupted", interrupted);
        } catch (IOException failure) {
            throw unreadable("a file failed", failure);
        } finally {
            rebuilding.set(false);
        }
    }

    private JournalProgress rebuild(Rebuild rebuild, LocalDate since) throws IOException {
        rebuild.readAll(files(since));
        long added = Long.MAX_VALUE;
        for (int i = 0; i < CATCHING_UP && added > SHORT_READ; i++) {
            added = rebuild.readOn(files(since).keySet());
        }
        writing.lock();
        try {
            rebuild.readOn(files(since).keySet());
            rebuild.countTorn();
            counts = rebuild.counts();
        } finally {
            writing.unlock();
        }
        return rebuild.end();
    }

    private NavigableMap<PartName, Long> files(LocalDate since) {
        writing.lock();
        try {
            return folder.since(since);
        } finally {
            writing.unlock();
        }
    }

    private static ChatException.Unavailable unreadable(String why, IOException failure) {
        LOG.log(System.Logger.Level.WARNING, "the journal cannot be read: " + why, failure);
        return new ChatException.Unavailable(
                ErrorCode.UNAVAILABLE, "The journal cannot be read: " + why + ".", Duration.ZERO);
    }

    /** Waits until everything is written that was appended before; false if that took too long. */
    boolean awaitWritten(Duration patience) throws InterruptedException {
        return backlog.awaitEmpty(patience);
    }

    /** Takes no more events, writes those that wait, for a few seconds at most, and lets go of the folder. */
    @Override
    public void close() {
        backlog.close();
        try {
            if (!thread.join(CLOSING_GRACE)) {
                LOG.log(System.Logger.Level.WARNING, "not all events could be written to the journal before its end");
                thread.interrupt();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            folderLock.close();
        }
    }

    private Counts newCounts() {
        // One more than days are kept: what is written after midnight may have happened before.
        return new Counts(settings.days() + 1);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
    }
}
