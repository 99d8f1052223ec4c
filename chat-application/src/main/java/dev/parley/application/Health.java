package dev.parley.application;

import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How this node and what it uses are. Answers are up to a second old and take two seconds at most, however many ask and whatever does not
 * answer, so asking cannot be used to keep the storage busy. Safe for many threads.
 */
public final class Health {
    /** The component without which nothing can be served. */
    public static final String STORAGE = "storage";

    static final Duration FRESH = Duration.ofSeconds(1);
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(Health.class.getName());

    private final Map<String, Probe> probes = new LinkedHashMap<>();
    private final Instant startedAt;

    Health(Map<String, HealthCheck> checks, Instant startedAt) {
        checks.forEach((name, check) -> probes.put(name, new Probe(name, check)));
        this.startedAt = startedAt;
    }

    /** When this node came up. */
    public Instant startedAt() {
        return startedAt;
    }

    public HealthReport report() {
        probes.values().forEach(Probe::begin);
        Map<String, ComponentHealth> components = new LinkedHashMap<>();
        probes.forEach((name, probe) -> components.put(name, probe.health()));
        return new HealthReport(components);
    }

    /** Whether the storage answers, found out in the same careful way. */
    public boolean isStorageUp() {
        Probe storage = probes.get(STORAGE);
        return storage == null || !(storage.health() instanceof ComponentHealth.Down);
    }

    static ComponentHealth down(String sentence) {
        return new ComponentHealth.Down(Map.of("reason", sentence));
    }

    /** Asks one component; of those who want to know at the same time, all get the same answer. */
    private static final class Probe {
        private final String name;
        private final HealthCheck check;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Inquiry last;

        Probe(String name, HealthCheck check) {
            this.name = name;
            this.check = check;
        }

        ComponentHealth health() {
            return begin().answer();
        }

        /** The inquiry in progress, or the last one if it is fresh, or a new one. */
        Inquiry begin() {
            lock.lock();
            try {
                Inquiry known = last;
                if (known != null && (!known.task.isDone() || known.isFresh())) {
                    return known;
                }
                Inquiry begun = new Inquiry(new FutureTask<>(this::find), System.nanoTime());
                last = begun;
                Thread.ofVirtual().name("parley-health-" + name).start(begun.task);
                return begun;
            } finally {
                lock.unlock();
            }
        }

        private ComponentHealth find() throws InterruptedException {
            try {
                return check.check();
            } catch (RuntimeException defect) {
                LOG.log(System.Logger.Level.WARNING, "the health of " + name + " could not be found out", defect);
                return down("It could not be found out.");
            }
        }
    }

    /** One look at a component. */
    private record Inquiry(FutureTask<ComponentHealth> task, long began) {
        boolean isFresh() {
            return System.nanoTime() - began < FRESH.toNanos();
        }

        ComponentHealth answer() {
            try {
                long left = began + PATIENCE.toNanos() - System.nanoTime();
                return task.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            } catch (TimeoutException silent) {
                return down("It does not answer.");
            } catch (ExecutionException defect) {
                return down("It could not be found out.");
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                return down("It does not answer.");
            }
        }
    }
}
