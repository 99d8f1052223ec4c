package dev.parley.application;

import dev.parley.application.delivery.Deliveries;
import dev.parley.application.journal.Journal;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.HealthCheck;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.SessionStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the health of what every chat uses is found out, whatever adapters it has. */
final class OwnHealthChecks {
    private OwnHealthChecks() {}

    /** By the names of the components, in the order in which they are told. */
    static Map<String, HealthCheck> of(
            SessionStore store, LanguageModel model, @Nullable Journal journal, @Nullable Deliveries deliveries) {
        Map<String, HealthCheck> checks = new LinkedHashMap<>();
        checks.put(Health.STORAGE, () -> storage(store));
        checks.put("model", () -> model(model));
        if (journal != null) {
            checks.put(
                    "journal",
                    () -> new ComponentHealth.Up(
                            Map.of("dropped", journal.statistics().dropped())));
        }
        if (deliveries != null) {
            checks.put("channels", deliveries::health);
        }
        return checks;
    }

    private static ComponentHealth storage(SessionStore store) {
        long start = System.nanoTime();
        return store.isReachable()
                ? new ComponentHealth.Up(Map.of(
                        "latency_ms",
                        Duration.ofNanos(System.nanoTime() - start).toMillis()))
                : Health.down("It cannot be reached.");
    }

    private static ComponentHealth model(LanguageModel model) {
        return model.isReady()
                ? new ComponentHealth.Up(Map.of())
                : new ComponentHealth.Degraded(Map.of("reason", "It fails too often and is given a rest."));
    }
}
