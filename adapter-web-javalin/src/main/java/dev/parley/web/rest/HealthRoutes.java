package dev.parley.web.rest;

import dev.parley.application.Parley;
import dev.parley.web.json.OneOf;
import dev.parley.web.live.LiveStreams;
import java.util.List;
import java.util.Map;

/** Whether this node lives and whether it should get requests. */
public final class HealthRoutes {
    private static final String READY = "ready";
    private static final String DRAINING = "draining";
    private static final String STORAGE_UNREACHABLE = "storage_unreachable";

    private final Parley parley;
    private final LiveStreams streams;

    public HealthRoutes(Parley parley, LiveStreams streams) {
        this.parley = parley;
        this.streams = streams;
    }

    /** How a node is. */
    public record HealthJson(@OneOf(words = "ok") String status) {}

    /**
     * Whether a node wants requests.
     *
     * @param modelReady whether the model can be asked; a node whose model is away still serves what was said before
     */
    public record ReadinessJson(
            @OneOf(words = {READY, DRAINING, STORAGE_UNREACHABLE})
            String status,

            boolean modelReady) {}

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
        String status = streams.isDraining() ? DRAINING : parley.isStorageReachable() ? READY : STORAGE_UNREACHABLE;
        ReadinessJson readiness = new ReadinessJson(status, parley.isModelReady());
        return new Answer.Document(status.equals(READY) ? 200 : 503, readiness, Map.of());
    }
}
