package dev.parley.web.rest;

import dev.parley.application.Housekeeping;
import dev.parley.application.Parley;
import dev.parley.domain.ErrorCode;
import java.util.List;

/** Does now what is done from time to time anyway. */
public final class CleanupRoute {
    private final Housekeeping housekeeping;

    public CleanupRoute(Parley parley) {
        this.housekeeping = parley.housekeeping();
    }

    /**
     * What was done.
     *
     * @param paused idle sessions that were paused
     * @param expired sessions that expired
     * @param settled questions that expired or of which people were reminded
     * @param purged sessions that were removed for good
     */
    public record CleanupJson(int paused, int expired, int settled, int purged) {}

    /** Its part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.post(
                        "/api/sessions/cleanup/expired",
                        "Pauses idle sessions, ends expired ones and removes old ones, now; for admins")
                .named(Topic.SERVER, "cleanUp")
                .refuses(ErrorCode.FORBIDDEN)
                .answers(CleanupJson.class)
                .by(this::clean));
    }

    private Answer clean(Call<Route.Nothing> call) {
        Housekeeping.Swept swept = housekeeping.sweep(call.caller());
        return Answer.ok(new CleanupJson(swept.paused(), swept.expired(), swept.settled(), swept.purged()));
    }
}
