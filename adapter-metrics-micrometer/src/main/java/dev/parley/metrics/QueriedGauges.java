package dev.parley.metrics;

import dev.parley.application.Statistics;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.session.SessionStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gauges whose values the storage has to be asked for. It is asked in the background, every {@link #LEAST_PAUSE 15 s} at most, only while
 * somebody reads the gauges, and the less often the longer it takes: for a twentieth of the time at most. A value that is not known, or too
 * old, is not a number.
 */
final class QueriedGauges implements AutoCloseable {
    static final Duration LEAST_PAUSE = Duration.ofSeconds(15);

    private static final System.Logger LOG = System.getLogger(QueriedGauges.class.getName());
    private static final Duration TOO_OLD = Duration.ofMinutes(5);
    private static final Duration LAST_QUERY = Duration.ofSeconds(2);
    private static final int SHARE = 20;

    private final Statistics statistics;
    private final Duration leastPause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean wanted;
    private boolean closed;
    private volatile @Nullable Reading last;
    private volatile @Nullable Thread thread;

    private record Reading(
            Map<SessionStatus, Long> sessions,
            long pendingQuestions,
            Map<ChannelKind, Long> pendingDeliveries,
            long at) {}

    QueriedGauges(Statistics statistics, Duration leastPause) {
        this.statistics = statistics;
        this.leastPause = leastPause;
    }

    void register(MeterRegistry registry) {
        for (SessionStatus status : SessionStatus.values()) {
            Gauge.builder("parley.sessions", () -> sessions(status))
                    .description("Sessions that are not deleted, of all nodes")
                    .tag("status", status.wireName())
                    .register(registry);
        }
        // Every question waits on the web, whatever other channels it is told on.
        Gauge.builder("parley.feedback.pending", this::pendingQuestions)
                .description("Questions to people that wait for an answer, of all nodes")
                .tag("channel", ChannelKind.WEB.wireName())
                .register(registry);
        for (ChannelKind channel : ChannelKind.values()) {
            if (channel != ChannelKind.WEB) {
                Gauge.builder("parley.deliveries.pending", () -> pendingDeliveries(channel))
                        .description("Questions that were not brought to a person over a channel yet, of all nodes")
                        .tag("channel", channel.wireName())
                        .register(registry);
            }
        }
        thread = Thread.ofVirtual().name("parley-metrics-queries").start(this::run);
    }

    private double sessions(SessionStatus status) {
        Reading reading = read();
        return reading == null ? Double.NaN : reading.sessions().getOrDefault(status, 0L);
    }

    private double pendingQuestions() {
        Reading reading = read();
        return reading == null ? Double.NaN : reading.pendingQuestions();
    }

    private double pendingDeliveries(ChannelKind channel) {
        Reading reading = read();
        return reading == null ? Double.NaN : reading.pendingDeliveries().getOrDefault(channel, 0L);
    }

    private @Nullable Reading read() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Reading reading = last;
        return reading == null || System.nanoTime() - reading.at() > TOO_OLD.toNanos() ? null : reading;
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                long start = System.nanoTime();
                ask();
                Duration share = Duration.ofNanos(System.nanoTime() - start).multipliedBy(SHARE);
                goesOn = await(share.compareTo(leastPause) > 0 ? share : leastPause);
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the end of the pause, and then until somebody reads; false if it is over. */
    private boolean await(Duration pause) throws InterruptedException {
        long left = pause.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            while (!closed && !wanted) {
                changed.await();
            }
            wanted = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void ask() {
        try {
            last = new Reading(
                    statistics.sessionsByStatus(),
                    statistics.pendingQuestions(),
                    statistics.pendingDeliveries(),
                    System.nanoTime());
        } catch (RuntimeException trouble) {
            last = null;
            LOG.log(System.Logger.Level.DEBUG, "the storage could not be asked for numbers", trouble);
        }
    }

    /** Lets a query in progress end by itself: an interrupt may break its connection. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null) {
            try {
                running.join(LAST_QUERY);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
