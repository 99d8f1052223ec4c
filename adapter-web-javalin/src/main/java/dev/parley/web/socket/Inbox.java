package dev.parley.web.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Commands of one connection, carried out one after the other on a thread that exists only while there are any. Bounded in number and
 * size. Safe for use by many threads.
 */
final class Inbox {
    static final int MAXIMUM_COMMANDS = 256;
    static final int MAXIMUM_CHARACTERS = 1024 * 1024;

    private final Executor executor;
    private final Deque<Task> waiting = new ArrayDeque<>(0);
    private int characters;
    private boolean running;
    private boolean closed;

    Inbox(Executor executor) {
        this.executor = executor;
    }

    /** A command with the length of its frame. */
    private record Task(Runnable command, int length) {}

    /**
     * Never blocks.
     *
     * @return false if there is no room for it
     */
    synchronized boolean offer(Runnable command, int length) {
        if (closed) {
            return true;
        }
        if (waiting.size() >= MAXIMUM_COMMANDS || characters + length > MAXIMUM_CHARACTERS) {
            return false;
        }
        waiting.addLast(new Task(command, length));
        characters += length;
        if (!running) {
            running = true;
            executor.execute(this::run);
        }
        return true;
    }

    /** Whether no command waits or is being carried out. */
    synchronized boolean isIdle() {
        return !running;
    }

    /** Drops what waits. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        characters = 0;
    }

    private void run() {
        for (Runnable command = next(); command != null; command = next()) {
            command.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Task task = waiting.pollFirst();
        if (task == null) {
            running = false;
            return null;
        }
        characters -= task.length();
        return task.command();
    }
}
