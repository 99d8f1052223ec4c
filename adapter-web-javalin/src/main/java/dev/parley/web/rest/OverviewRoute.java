package dev.parley.web.rest;

import dev.parley.application.Overview;
import dev.parley.application.Parley;
import dev.parley.domain.ErrorCode;
import dev.parley.web.json.OverviewJson;
import java.util.List;

/** How the server is used, for those who run it. */
public final class OverviewRoute {
    private final Overview overview;

    public OverviewRoute(Parley parley) {
        this.overview = parley.overview();
    }

    /** Its part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get("/api/overview", "Tells how the server is used, for analysts and administrators")
                .named(Topic.SERVER, "overview")
                .refuses(ErrorCode.FORBIDDEN)
                .answers(OverviewJson.class)
                .by(call -> Answer.ok(OverviewJson.from(overview.of(call.caller())))));
    }
}
