package dev.parley.metrics;

import dev.parley.application.Parley;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.channel.Transport;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** All metrics of a node, as Prometheus wants to read them. Safe for many threads. */
public final class PrometheusMetrics implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerTelemetry telemetry;
    private volatile @Nullable JvmGcMetrics garbage;
    private @Nullable QueriedGauges queried;

    /** @param version of the program */
    public PrometheusMetrics(ModelLabels models, String version) {
        telemetry = new MicrometerTelemetry(registry, models);
        NodeGauges.registerVersion(version, registry);
    }

    /** Who is to be told what happens. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Begins to look after a node; once. */
    public void watch(Parley parley) {
        NodeGauges.register(parley, registry);
        QueriedGauges asking = new QueriedGauges(parley.statistics(), QueriedGauges.LEAST_PAUSE);
        asking.register(registry);
        queried = asking;
    }

    /** Begins to look after the JVM and its process. That takes a moment, for which nothing should wait. */
    public void watchMachine() {
        JvmGcMetrics collections = new JvmGcMetrics();
        garbage = collections;
        collections.bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** @param connections how many there are; must not block */
    public void watchConnections(ToIntFunction<Transport> connections) {
        NodeGauges.register(connections, registry);
    }

    /** @param pool how it is used; must not block */
    public void watchDatabase(Supplier<PoolReading> pool) {
        NodeGauges.register(pool, registry);
    }

    /**
     * What was measured, as text.
     *
     * @param accept the media types that the monitor understands; null if it does not say
     */
    public Exposition read(@Nullable String accept) {
        String type = accept != null && accept.contains(OPEN_METRICS_TYPE) ? OPEN_METRICS : TEXT;
        return new Exposition(type, registry.scrape(type));
    }

    /** What was measured, in the text format of Prometheus or that of OpenMetrics. */
    public record Exposition(String contentType, String text) {}

    @Override
    public void close() {
        if (queried != null) {
            queried.close();
        }
        JvmGcMetrics collections = garbage;
        if (collections != null) {
            collections.close();
        }
        registry.close();
    }
}
