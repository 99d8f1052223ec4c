package dev.parley.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes everything down when the process is told to end, at whatever time: while it still starts, the start is broken off, and what was
 * opened by then is closed.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    /** After this the process ends, whatever still runs; orchestrators kill after 30 seconds. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(25);

    private final Thread starter;
    private final Duration patience;
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private volatile boolean leaving;
    private volatile @Nullable Wiring wiring;

    /** @param drainDelay how long the server goes on before it begins to end */
    private Departure(Thread starter, Duration drainDelay) {
        this.starter = starter;
        this.patience = LONGEST_GOODBYE.plus(drainDelay);
    }

    /** Prepares for the end, on the thread that is about to start everything. */
    static Departure prepare(Duration drainDelay) {
        Departure departure = new Departure(Thread.currentThread(), drainDelay);
        Runtime.getRuntime().addShutdownHook(new Thread(departure::leave, "parley-end"));
        ExitSignals.install();
        return departure;
    }

    /** Everything runs. */
    void started(Wiring running) {
        wiring = running;
    }

    /** The start is over, however it ended. */
    void startEnded() {
        startEnded.countDown();
    }

    /** Whether the process ends. */
    boolean isLeaving() {
        return leaving;
    }

    private void leave() {
        leaving = true;
        try {
            if (startEnded.getCount() > 0) {
                LOG.info("Parley ends before it has started");
                starter.interrupt();
                if (!startEnded.await(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("The start could not be broken off within {} s", LONGEST_GOODBYE.toSeconds());
                }
            }
            Wiring running = wiring;
            if (running != null) {
                end(running);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is done on a thread that can be left behind. */
    private void end(Wiring running) throws InterruptedException {
        LOG.info("Parley ends");
        Thread goodbye = Thread.ofPlatform().daemon().name("parley-goodbye").start(running::close);
        if (!goodbye.join(patience)) {
            LOG.warn("Parley ends although not everything could be closed within {} s", patience.toSeconds());
        }
    }
}
