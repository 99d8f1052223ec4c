package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.application.Parley;
import dev.parley.application.RateLimits;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.session.SessionId;
import dev.parley.web.json.RateLimitStatusJson;
import java.util.List;

/** The limits and how much is left of them. */
public final class LimitRoutes {
    private final RateLimits rateLimits;

    public LimitRoutes(Parley parley) {
        this.rateLimits = parley.rateLimits();
    }

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get(
                        "/api/limits", "Tells the limits that concern the caller, and how much is left of them")
                .named(Topic.ACCOUNT, "limits")
                .refuses(ErrorCode.NOT_FOUND)
                .charges(Charge.NONE)
                .query(new Parameter("session_id", "a session whose limits are told, too", new ParameterForm.Id()))
                .answers(RateLimitStatusJson.class)
                .by(this::status));
    }

    private Answer status(Call<Route.Nothing> call) {
        String session = call.query().text("session_id");
        return Answer.ok(RateLimitStatusJson.from(
                rateLimits.status(call.caller(), session == null ? null : SessionId.parse(session))));
    }
}
