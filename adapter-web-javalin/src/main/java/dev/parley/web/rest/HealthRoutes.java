package dev.parley.web.rest;

import dev.parley.application.Parley;
import dev.parley.web.live.LiveStreams;
import java.util.List;
import java.util.Map;

/** Whether this node lives and whether it should get requests. */
public final class HealthRoutes {
    private final Parley parley;
    private final LiveStreams streams;

    public HealthRoutes(Parley parley, LiveStreams streams) {
        this.parley = parley;
        this.streams = streams;
    }

    /** How a node is. */
    public record HealthJson(String status) {}

    /**
     * Whether a node wants requests.
     *
     * @param modelReady whether the model can be asked; a node whose model is away still serves what was said before
     */
    public record ReadinessJson(String status, boolean modelReady) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get("/health/live", "Tells that the node lives")
                        .named(Topic.SERVER, "isAlive")
                        .refuses()
                        .open()
                        .answers(HealthJson.class)
                        .by(call -> Answer.ok(new HealthJson("ok"))),
                Route.get("/health/ready", "Tells whether the node wants requests")
                        .named(Topic.SERVER, "isReady")
                        .refuses()
                        .open()
                        .answers(ReadinessJson.class)
                        .or(503, ReadinessJson.class, "The node goes down or cannot reach its storage.")
                        .by(call -> ready()));
    }

    private Answer ready() {
        String status =
                streams.isDraining() ? "draining" : parley.isStorageReachable() ? "ready" : "storage_unreachable";
        ReadinessJson readiness = new ReadinessJson(status, parley.isModelReady());
        return new Answer.Document(status.equals("ready") ? 200 : 503, readiness, Map.of());
    }
}
