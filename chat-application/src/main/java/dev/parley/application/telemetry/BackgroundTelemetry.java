package dev.parley.application.telemetry;

import dev.parley.application.port.Telemetry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between all who tell what happened and the one who measures it: whatever that one does, nobody waits for it or fails with it. What
 * it cannot take in time is dropped and counted. Safe for many threads.
 */
public final class BackgroundTelemetry implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BackgroundTelemetry.class.getName());
    private static final int MOST_WAITING = 10_000;
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Telemetry listener;
    private final Telemetry front = new ForwardingTelemetry(this::tell);
    private final BlockingQueue<Consumer<Telemetry>> waiting;
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closed;
    private @Nullable Thread thread;
    private long complainsAgain = System.nanoTime();

    public BackgroundTelemetry(Telemetry listener) {
        this(listener, MOST_WAITING);
    }

    BackgroundTelemetry(Telemetry listener, int mostWaiting) {
        this.listener = listener;
        this.waiting = new ArrayBlockingQueue<>(mostWaiting);
    }

    /** On a thread of the platform: a listener that holds its carrier would keep virtual threads from running. */
    public void start() {
        thread = Thread.ofPlatform().daemon().name("parley-telemetry").start(this::run);
    }

    /** Whom to tell; it neither blocks nor throws. */
    public Telemetry telemetry() {
        return front;
    }

    /** How much was not told, for want of time. */
    public long dropped() {
        return dropped.get();
    }

    private void tell(Consumer<Telemetry> what) {
        if (closed || !waiting.offer(what)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        try {
            while (!closed || !waiting.isEmpty()) {
                attempt(waiting.take());
            }
        } catch (InterruptedException tooSlow) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(Consumer<Telemetry> what) {
        try {
            what.accept(listener);
        } catch (Throwable defect) {
            if (System.nanoTime() - complainsAgain >= 0) {
                complainsAgain = System.nanoTime() + BETWEEN_COMPLAINTS.toNanos();
                LOG.log(System.Logger.Level.ERROR, "what happened could not be measured", defect);
            }
        }
    }

    /** Takes nothing more, and gives the listener a moment for what waits. */
    @Override
    public void close() {
        closed = true;
        wake();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            running.join(LAST_WORDS.multipliedBy(2));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        running.interrupt();
    }

    /** Whoever finds nothing more to tell looks whether it is over; if there is no room, nobody waits for more. */
    private void wake() {
        boolean unused = waiting.offer(nothing -> {});
    }
}
