package dev.parley.launcher;

import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.Profiles;
import dev.parley.application.port.ComponentHealth;
import dev.parley.launcher.offline.OfflineModel;
import dev.parley.launcher.settings.ModelChoice;
import dev.parley.launcher.settings.OperationSettings;
import dev.parley.launcher.settings.Settings;
import dev.parley.llm.OpenAiSettings;
import dev.parley.metrics.ModelLabels;
import dev.parley.metrics.PrometheusMetrics;
import dev.parley.tools.McpTools;
import dev.parley.tools.ServerState;
import dev.parley.web.ParleyServer;
import dev.parley.web.http.TraceParent;
import dev.parley.web.management.MetricsSource;
import dev.parley.web.management.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** What is measured and watched over, wired to those who tell and those who read. */
final class Monitoring implements AutoCloseable {
    private final PrometheusMetrics metrics;

    private Monitoring(PrometheusMetrics metrics) {
        this.metrics = metrics;
    }

    static Monitoring of(ModelChoice model, Profiles profiles) {
        return new Monitoring(new PrometheusMetrics(labels(model, profiles), Main.version()));
    }

    private static ModelLabels labels(ModelChoice model, Profiles profiles) {
        String usual = switch (model) {
            case ModelChoice.Offline offline -> OfflineModel.NAME;
            case ModelChoice.Remote remote -> remote.settings().model();
        };
        return new ModelLabels(
                provider(model),
                usual,
                () -> profiles.all().stream()
                        .map(Profile::model)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
    }

    /** By the names of OpenTelemetry's conventions, where they have one. */
    private static String provider(ModelChoice model) {
        return switch (model) {
            case ModelChoice.Offline offline -> "parley";
            case ModelChoice.Remote(OpenAiSettings settings)
            when settings.baseUrl().equals(OpenAiSettings.OPENAI) -> "openai";
            case ModelChoice.Remote(OpenAiSettings settings)
            when settings.baseUrl().equals(OpenAiSettings.GEMINI) -> "gcp.gemini";
            case ModelChoice.Remote other -> "openai_compatible";
        };
    }

    /** The trace that the calling thread works for, told to servers that work for us. */
    static Optional<String> traceparent() {
        return TraceParent.ofThisThread()
                .map(trace -> trace.child(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
    }

    /** Lets a chat tell what happens in it, and how what it uses is. */
    void equip(ParleyBuilder chat, OpenStorage storage, McpTools tools) {
        chat.telemetry(metrics.telemetry()).logContext(new MdcLogContext());
        chat.healthCheck("tools", () -> toolHealth(tools));
        storage.health().ifPresent(check -> chat.healthCheck("embedded_database", check));
    }

    private static ComponentHealth toolHealth(McpTools tools) {
        Map<String, Object> servers = new LinkedHashMap<>();
        boolean well = true;
        for (Map.Entry<String, ServerState> server : tools.state().entrySet()) {
            servers.put(server.getKey(), wordFor(server.getValue()));
            well &= server.getValue() instanceof ServerState.Connected;
        }
        Map<String, Object> facts = Map.of("servers", servers);
        return well ? new ComponentHealth.Up(facts) : new ComponentHealth.Degraded(facts);
    }

    private static String wordFor(ServerState state) {
        return switch (state) {
            case ServerState.Connecting connecting -> "connecting";
            case ServerState.Connected connected -> "connected";
            case ServerState.Reconnecting reconnecting -> "reconnecting";
        };
    }

    /** What the server shows to those who run it. */
    Operations operations(Settings settings) {
        OperationSettings set = settings.operations();
        Integer port = set.managementPort();
        return new Operations(
                accept -> {
                    PrometheusMetrics.Exposition read = metrics.read(accept);
                    return new MetricsSource.Exposition(read.contentType(), read.text());
                },
                port == null ? null : new Operations.ManagementAddress(set.managementHost(), port),
                set.accessLog());
    }

    /** Looks after all that runs now. */
    void watch(Parley parley, OpenStorage storage, ParleyServer server) {
        metrics.watch(parley);
        metrics.watchConnections(server::openStreams);
        storage.pool().ifPresent(metrics::watchDatabase);
        Thread.ofVirtual().name("parley-metrics-machine").start(metrics::watchMachine);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
