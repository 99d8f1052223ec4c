package dev.parley.application.feed;

import dev.parley.application.port.DraftStore;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Saves the drafts of all sessions of a node together: one write for all that came in since the last one, never one per token. Runs on a
 * thread of its own between {@link #start} and {@link #close}.
 */
public final class DraftSaver implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DraftSaver.class.getName());

    private final DraftStore store;
    private final EventBus bus;
    private final Duration pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition ending = lock.newCondition();

    /** Held while writing, so that pieces reach the store in their order. */
    private final ReentrantLock writing = new ReentrantLock();

    private final Map<MessageId, Unsaved> unsaved = new LinkedHashMap<>();
    private @Nullable Thread thread;
    private boolean closed;

    /** @param pause the shortest time between two writes */
    public DraftSaver(DraftStore store, EventBus bus, Duration pause) {
        this.store = store;
        this.bus = bus;
        this.pause = pause;
    }

    public void start() {
        thread = Thread.ofVirtual().name("parley-drafts").start(this::run);
    }

    /** Takes a piece of a draft; never blocks for long. */
    public void offer(SessionId sessionId, MessageId messageId, int offset, String piece) {
        lock.lock();
        try {
            unsaved.computeIfAbsent(messageId, id -> new Unsaved(sessionId, offset))
                    .text
                    .append(piece);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is not saved yet of an answer that has ended. */
    public void forget(MessageId messageId) {
        lock.lock();
        try {
            unsaved.remove(messageId);
        } finally {
            lock.unlock();
        }
    }

    /** Writes what came in so far; on failure it is kept for the next time. */
    public void flush() {
        writing.lock();
        try {
            write(take());
        } finally {
            writing.unlock();
        }
    }

    private void write(List<DraftStore.Piece> pieces) {
        if (pieces.isEmpty()) {
            return;
        }
        try {
            store.append(pieces);
            for (DraftStore.Piece piece : pieces) {
                bus.send(new Signal.Drafted(
                        piece.sessionId(),
                        piece.messageId(),
                        piece.offset() + piece.text().length()));
            }
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "drafts could not be saved; trying again", failure);
            putBack(pieces);
        }
    }

    /** Writes the rest and ends the thread. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            filled.signal();
            ending.signal();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        flush();
    }

    private void run() {
        try {
            while (awaitPieces()) {
                flush();
                rest();
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitPieces() throws InterruptedException {
        lock.lock();
        try {
            while (unsaved.isEmpty() && !closed) {
                filled.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets pieces come together, but does not hold up the end. */
    private void rest() throws InterruptedException {
        long left = pause.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) {
                left = ending.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<DraftStore.Piece> take() {
        lock.lock();
        try {
            List<DraftStore.Piece> pieces = new ArrayList<>(unsaved.size());
            unsaved.forEach((id, draft) ->
                    pieces.add(new DraftStore.Piece(draft.sessionId, id, draft.offset, draft.text.toString())));
            unsaved.clear();
            return pieces;
        } finally {
            lock.unlock();
        }
    }

    private void putBack(List<DraftStore.Piece> pieces) {
        lock.lock();
        try {
            for (DraftStore.Piece piece : pieces) {
                Unsaved merged = new Unsaved(piece.sessionId(), piece.offset());
                merged.text.append(piece.text());
                Unsaved newer = unsaved.get(piece.messageId());
                if (newer != null) {
                    merged.text.append(newer.text);
                }
                unsaved.put(piece.messageId(), merged);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is not saved yet of one draft. */
    private static final class Unsaved {
        final SessionId sessionId;
        final int offset;
        final StringBuilder text = new StringBuilder();

        Unsaved(SessionId sessionId, int offset) {
            this.sessionId = sessionId;
            this.offset = offset;
        }
    }
}
