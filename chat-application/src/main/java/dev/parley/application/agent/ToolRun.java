package dev.parley.application.agent;

import dev.parley.application.port.LogContext;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolResult;
import dev.parley.domain.ChatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The calls of tools that one answer makes, side by side, each on a thread of its own that can be cut off. */
final class ToolRun {
    private static final System.Logger LOG = System.getLogger(ToolRun.class.getName());
    private static final int AT_ONCE = 8;

    private final ToolBox tools;
    private final TurnWork.Tools work;
    private final Duration timeout;
    private final LogContext logs;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Call> running = new ArrayList<>();
    private final Deque<Ended> ended = new ArrayDeque<>();

    /** A call that came to its end, whichever. */
    record Ended(CallToRun call, ToolResult result) {}

    /** @param timeout how long each call may take */
    ToolRun(ToolBox tools, TurnWork.Tools work, Duration timeout, LogContext logs) {
        this.tools = tools;
        this.work = work;
        this.timeout = timeout;
        this.logs = logs;
    }

    void start() {
        lock.lock();
        try {
            for (CallToRun call : work.calls()) {
                Call one = new Call(call);
                running.add(one);
                one.thread = Thread.ofVirtual()
                        .name("parley-tool-" + work.turn().id())
                        .start(logs.carrying(() -> run(one)));
            }
        } finally {
            lock.unlock();
        }
    }

    private void run(Call one) {
        ToolResult result;
        try {
            places.acquire();
            try {
                begin(one);
                result = tools.call(invocation(one.call));
            } finally {
                places.release();
            }
        } catch (InterruptedException cut) {
            result = ToolResult.failed("The call was cut off; whether it had an effect is unknown.");
        } catch (ChatException refusal) {
            result = ToolResult.failed(refusal.sentence());
        } catch (Throwable defect) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a tool failed: " + one.call.call().name(),
                    defect);
            result = ToolResult.failed("The tool failed.");
        }
        end(one, result);
    }

    private ToolInvocation invocation(CallToRun call) {
        String place = work.answer().id() + ":" + call.call().id();
        return new ToolInvocation(
                work.turn().author(),
                work.session().id(),
                work.turn().id(),
                call.call().name(),
                call.arguments(),
                UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString());
    }

    private void begin(Call one) {
        lock.lock();
        try {
            one.deadline = System.nanoTime() + timeout.toNanos();
            one.begun = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Call one, ToolResult result) {
        lock.lock();
        try {
            if (running.remove(one)) {
                ended.add(new Ended(one.call, result));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next call that ends.
     *
     * @param concern checked whenever {@link #nudge} was called; true ends the wait
     * @return null if the caller's concern ended the wait
     */
    @Nullable
    Ended await(BooleanSupplier concern) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Ended next = ended.poll();
                if (next != null) {
                    return next;
                }
                if (concern.getAsBoolean()) {
                    return null;
                }
                long left = endOverdue();
                if (ended.isEmpty()) {
                    changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends what took too long; returns how long the others may still take. */
    private long endOverdue() {
        long nearest = timeout.toNanos();
        for (Call one : List.copyOf(running)) {
            long left = one.begun ? one.deadline - System.nanoTime() : timeout.toNanos();
            if (left <= 0) {
                running.remove(one);
                one.interrupt();
                ended.add(new Ended(
                        one.call,
                        ToolResult.failed(
                                "The tool did not answer within %d seconds; whether the call had an effect is unknown."
                                        .formatted(timeout.toSeconds()))));
            }
            nearest = Math.min(nearest, Math.max(1, left));
        }
        return nearest;
    }

    /** Makes a waiting caller look at its concern again. */
    void nudge() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is in progress and gives it a moment to let go. */
    void cutOff(Duration grace) throws InterruptedException {
        List<Call> left;
        lock.lock();
        try {
            left = List.copyOf(running);
            running.clear();
            left.forEach(Call::interrupt);
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + grace.toNanos();
        for (Call one : left) {
            Thread thread = one.thread;
            if (thread != null) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        }
    }

    /** A call in progress; its fields are guarded by the lock. */
    private static final class Call {
        private final CallToRun call;
        private @Nullable Thread thread;
        private boolean begun;
        private long deadline;

        Call(CallToRun call) {
            this.call = call;
        }

        void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
