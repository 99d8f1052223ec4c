package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.application.Health;
import dev.parley.application.HealthReport;
import dev.parley.application.Parley;
import dev.parley.application.port.ComponentHealth;
import dev.parley.domain.user.Role;
import dev.parley.web.json.OneOf;
import dev.parley.web.live.LiveStreams;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether this node lives, whether it should get requests, and how it and what it uses are. */
public final class HealthRoutes {
    public static final String LIVE = "/health/live";
    public static final String READY = "/health/ready";
    public static final String HEALTH = "/api/health";

    private static final @Nullable String VERSION =
            HealthRoutes.class.getPackage().getImplementationVersion();
    private static final String READY_STATUS = "ready";
    private static final String DRAINING = "draining";
    private static final String STORAGE_UNREACHABLE = "storage_unreachable";

    private final Parley parley;
    private final LiveStreams streams;

    public HealthRoutes(Parley parley, LiveStreams streams) {
        this.parley = parley;
        this.streams = streams;
    }

    /** That a node lives. */
    public record LivenessJson(@OneOf(words = "ok") String status) {}

    /**
     * Whether a node wants requests.
     *
     * @param modelReady whether the model can be asked; a node whose model is away still serves what was said before
     */
    public record ReadinessJson(
            @OneOf(words = {READY_STATUS, DRAINING, STORAGE_UNREACHABLE})
            String status,

            boolean modelReady) {}

    /**
     * How a node is.
     *
     * @param status {@code up}, {@code degraded}, {@code draining} or {@code down}
     * @param components what it uses, each with its {@code status} and facts; null for those who may not know
     * @param version null for those who may not know, or if it is not known
     * @param startedAt null for those who may not know
     */
    public record HealthJson(
            @OneOf(words = {"up", "degraded", DRAINING, "down"})
            String status,

            @Nullable Map<String, Map<String, Object>> components,
            @Nullable String version,
            @Nullable Instant startedAt) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(LIVE, "Tells that the node lives")
                        .named(Topic.SERVER, "isAlive")
                        .refuses()
                        .open()
                        .answers(LivenessJson.class)
                        .by(call -> live()),
                Route.get(READY, "Tells whether the node wants requests")
                        .named(Topic.SERVER, "isReady")
                        .refuses()
                        .open()
                        .answers(ReadinessJson.class)
                        .or(503, ReadinessJson.class, "The node goes down or cannot reach its storage.")
                        .by(call -> ready()),
                Route.get(HEALTH, "Tells how the node is and, to analysts and admins, what it uses")
                        .named(Topic.SERVER, "health")
                        .refuses()
                        .guests()
                        .charges(Charge.NONE)
                        .answers(HealthJson.class)
                        .or(503, HealthJson.class, "The node goes down or cannot serve.")
                        .by(call -> health(call.guest()
                                .filter(caller -> caller.role().atLeast(Role.ANALYST))
                                .isPresent())));
    }

    /** Never asks for anything that the node uses: a node is not started anew for what others lack. */
    public Answer live() {
        return Answer.ok(new LivenessJson("ok"));
    }

    public Answer ready() {
        String status =
                streams.isRetiring() ? DRAINING : parley.health().isStorageUp() ? READY_STATUS : STORAGE_UNREACHABLE;
        ReadinessJson readiness = new ReadinessJson(status, parley.isModelReady());
        return new Answer.Document(status.equals(READY_STATUS) ? 200 : 503, readiness, Map.of());
    }

    /** @param withDetails whether to tell what may not be told to everybody */
    public Answer health(boolean withDetails) {
        Health health = parley.health();
        HealthReport report = health.report();
        String status = statusOf(report);
        boolean serves = report.isServing() && !streams.isRetiring();
        HealthJson json = withDetails
                ? new HealthJson(status, components(report), VERSION, health.startedAt())
                : new HealthJson(status, null, null, null);
        return new Answer.Document(serves ? 200 : 503, json, Map.of());
    }

    private String statusOf(HealthReport report) {
        if (!report.isServing()) {
            return "down";
        }
        if (streams.isRetiring()) {
            return DRAINING;
        }
        return report.isWell() ? "up" : "degraded";
    }

    private static Map<String, Map<String, Object>> components(HealthReport report) {
        Map<String, Map<String, Object>> components = new LinkedHashMap<>();
        report.components().forEach((name, health) -> {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put(
                    "status",
                    switch (health) {
                        case ComponentHealth.Up up -> "up";
                        case ComponentHealth.Degraded degraded -> "degraded";
                        case ComponentHealth.Down down -> "down";
                    });
            facts.putAll(health.facts());
            components.put(name, facts);
        });
        return components;
    }
}
