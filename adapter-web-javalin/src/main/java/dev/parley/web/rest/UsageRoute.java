package dev.parley.web.rest;

import dev.parley.application.Parley;
import dev.parley.application.Usage;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.UsageReportJson;
import java.util.List;

/** What people had of models. */
public final class UsageRoute {
    private final Usage usage;

    public UsageRoute(Parley parley) {
        this.usage = parley.usage();
    }

    /** Its part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get("/api/usage", "Counts answers and tokens by day and model")
                .named(Topic.USAGE, "showUsage")
                .refuses(ErrorCode.FORBIDDEN)
                .query(
                        new Parameter(
                                "from",
                                "the first day (UTC); 29 days before the last if left out",
                                new ParameterForm.Day()),
                        new Parameter("to", "the last day (UTC); today if left out", new ParameterForm.Day()),
                        new Parameter(
                                "user",
                                "whose; only administrators see others than themselves",
                                new ParameterForm.Text(1, 128, UserId.REGEX)))
                .answers(UsageReportJson.class)
                .by(this::report));
    }

    private Answer report(Call<Route.Nothing> call) {
        QueryValues query = call.query();
        String user = query.text("user");
        return Answer.ok(UsageReportJson.from(
                usage.of(call.caller(), user == null ? null : new UserId(user), query.date("from"), query.date("to"))));
    }
}
