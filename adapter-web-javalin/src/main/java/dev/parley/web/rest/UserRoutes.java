package dev.parley.web.rest;

import dev.parley.application.Parley;
import dev.parley.application.UserChange;
import dev.parley.application.Users;
import dev.parley.application.port.Page;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.Fields;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.UserJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users, for administrators: who they are, which role counts, and who is kept out. */
public final class UserRoutes {
    private static final String USERS = "/api/users";

    private final Users users;
    private final ChatLimits limits;

    public UserRoutes(Parley parley) {
        this.users = parley.users();
        this.limits = parley.limits();
    }

    /** What about a user shall change. */
    public record ChangeUserRequest(
            @Nullable String role, @Nullable Boolean disabled) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(USERS, "Lists users, for administrators")
                        .query(
                                new Parameter("q", "only users whose id has this text in it"),
                                new Parameter("role", "only users for whom this role counts: viewer, analyst, admin"),
                                new Parameter("disabled", "true: only those who are kept out, false: only the others"),
                                new Parameter("limit", "most items, up to " + limits.maximumPageSize()),
                                new Parameter("offset", "how many items to leave out"))
                        .answers(PageJson.class)
                        .by(this::list),
                Route.patch(
                                USERS + "/{user_id}",
                                "Changes a user's role or keeps them out, for administrators",
                                ChangeUserRequest.class)
                        .answers(UserJson.class)
                        .by(this::change));
    }

    private Answer list(Call<Route.Nothing> call) {
        QueryValues query = call.query();
        Page<User> page = users.list(
                call.caller(),
                new UserQuery(
                        query.text("q"),
                        role(query.text("role")),
                        query.truth("disabled"),
                        query.number("limit", limits.pageSize(), 1, limits.maximumPageSize()),
                        query.number("offset", 0, 0, Integer.MAX_VALUE)));
        return Answer.ok(new PageJson<>(UserJson.from(page.items()), page.total(), page.limit(), page.offset()));
    }

    private static @Nullable Role role(@Nullable String name) {
        return name == null ? null : Role.named(name).orElseThrow(() -> Fields.oneOf("role", "viewer, analyst, admin"));
    }

    private Answer change(Call<ChangeUserRequest> call) {
        ChangeUserRequest request = call.body();
        RoleChoice role = request.role() == null
                ? null
                : RoleChoice.named(request.role())
                        .orElseThrow(() -> Fields.oneOf("role", "viewer, analyst, admin, token"));
        User changed =
                users.change(call.caller(), new UserId(call.path("user_id")), new UserChange(role, request.disabled()));
        return Answer.ok(UserJson.from(changed));
    }
}
