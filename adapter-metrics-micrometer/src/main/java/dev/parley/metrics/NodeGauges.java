package dev.parley.metrics;

import dev.parley.application.Parley;
import dev.parley.domain.channel.Transport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Gauges of what a node knows of itself; reading them asks nobody else. */
final class NodeGauges {
    private NodeGauges() {}

    static void register(Parley parley, MeterRegistry registry) {
        gauge(registry, "parley.sessions.live", "Sessions that this node watches or works on", parley::openFeeds);
        gauge(registry, "parley.turns.running", "Turns that this node works on", parley::runningTurns);
        gauge(
                registry,
                "parley.model.ready",
                "Whether the model can be asked: 1 or 0",
                () -> parley.isModelReady() ? 1 : 0);
        FunctionCounter.builder(
                        "parley.telemetry.dropped", parley.statistics(), statistics -> statistics.telemetryDropped())
                .description("What happened and could not be measured, for want of time")
                .register(registry);
        parley.statistics()
                .journal()
                .ifPresent(journal -> FunctionCounter.builder(
                                "parley.journal.dropped",
                                journal,
                                kept -> kept.statistics().dropped())
                        .description("Events that are missing in the journal")
                        .register(registry));
    }

    static void register(ToIntFunction<Transport> connections, MeterRegistry registry) {
        for (Transport transport : Transport.values()) {
            Gauge.builder("parley.connections", () -> connections.applyAsInt(transport))
                    .description("Clients that stay connected to this node")
                    .tag("transport", transport.wireName())
                    .register(registry);
        }
    }

    static void register(Supplier<PoolReading> pool, MeterRegistry registry) {
        for (String state : new String[] {"active", "idle"}) {
            Gauge.builder(
                            "parley.database.connections",
                            () -> state.equals("active")
                                    ? pool.get().active()
                                    : pool.get().idle())
                    .description("Connections of this node to the database")
                    .tag("state", state)
                    .register(registry);
        }
        gauge(
                registry,
                "parley.database.connections.max",
                "Most connections to the database",
                () -> pool.get().most());
        gauge(
                registry,
                "parley.database.connections.waiting",
                "Work that waits for a connection to the database",
                () -> pool.get().waiting());
    }

    static void registerVersion(String version, MeterRegistry registry) {
        Gauge.builder("parley.build.info", () -> 1)
                .description("Always 1; the label has the version")
                .tag("version", version)
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String description, IntSupplier value) {
        Gauge.builder(name, value::getAsInt).description(description).register(registry);
    }
}
