package dev.parley.journal;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The events that wait to be written: a bounded number of a bounded size. Safe for many threads. */
final class Backlog {
    /** About what an event's line has beside its texts. */
    private static final long FRAME = 500;

    private final int maximumEvents;
    private final long maximumCharacters;
    private final Deque<Event> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long characters;
    private int taken;
    private boolean closed;

    Backlog(int maximumEvents, long maximumCharacters) {
        this.maximumEvents = maximumEvents;
        this.maximumCharacters = maximumCharacters;
    }

    /** Takes what there is room for; returns how many events there was none for. */
    int offer(List<Event> events) {
        int refused = 0;
        lock.lock();
        try {
            for (Event event : events) {
                long length = length(event);
                boolean isTooMuch = !waiting.isEmpty() && characters + length > maximumCharacters;
                if (closed || isTooMuch || waiting.size() >= maximumEvents) {
                    refused++;
                } else {
                    waiting.add(event);
                    characters += length;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return refused;
    }

    /**
     * Waits for events and takes them out, the oldest first. {@link #done} has to be called before the next time.
     *
     * @return none when the time is over, or the backlog is closed and empty
     */
    List<Event> take(int most, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<Event> batch = new ArrayList<>();
            while (batch.size() < most && !waiting.isEmpty()) {
                Event event = waiting.remove();
                characters -= length(event);
                batch.add(event);
            }
            taken = batch.size();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken is written, or given up. */
    void done() {
        lock.lock();
        try {
            taken = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing waits and nothing is taken; false if the time was over before. */
    boolean awaitEmpty(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!waiting.isEmpty() || taken > 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Roughly how many characters its line will have. */
    private static long length(Event event) {
        return FRAME
                + switch (event.payload()) {
                    case EventPayload.MessageCreated created ->
                        created.message().text().length();
                    case EventPayload.AnswerEnded ended ->
                        ended.message().text().length()
                                + ended.message().toolCalls().stream()
                                        .mapToLong(call -> call.arguments().length())
                                        .sum();
                    case EventPayload.ToolCalled called ->
                        called.call().arguments().length();
                    case EventPayload.ToolFinished finished ->
                        finished.message().text().length();
                    case EventPayload.SessionStarted started -> length(started.session());
                    case EventPayload.SessionUpdated updated -> length(updated.session());
                    case EventPayload.FeedbackRequested requested ->
                        requested.request().question().length();
                    case EventPayload.Custom custom -> custom.payload().text().length();
                    case EventPayload other -> 0L;
                };
    }

    private static long length(EventPayload.SessionProfile session) {
        return session.metadata().json().text().length();
    }
}
