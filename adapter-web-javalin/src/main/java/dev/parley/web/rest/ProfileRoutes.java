package dev.parley.web.rest;

import dev.parley.application.Parley;
import dev.parley.application.agent.Profiles;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.json.ProfileJson;
import java.util.List;

/** The agents that a new session can have. */
public final class ProfileRoutes {
    private final Profiles profiles;
    private final ChatLimits limits;

    public ProfileRoutes(Parley parley) {
        this.profiles = parley.profiles();
        this.limits = parley.limits();
    }

    /** All profiles that the caller may choose. */
    public record ProfilesJson(List<ProfileJson> items) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get("/api/profiles", "Lists the profiles that a new session can have, the default first")
                .named(Topic.SESSIONS, "listProfiles")
                .refuses()
                .answers(ProfilesJson.class)
                .by(call -> list()));
    }

    private Answer list() {
        return Answer.ok(new ProfilesJson(profiles.offered().stream()
                .map(profile -> ProfileJson.from(profile, limits))
                .toList()));
    }
}
