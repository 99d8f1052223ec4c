package dev.parley.web.rest;

import dev.parley.application.Parley;
import dev.parley.application.UserChange;
import dev.parley.application.Users;
import dev.parley.application.port.Page;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.Fields;
import dev.parley.web.json.OneOf;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.UserJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users, for administrators: who they are, which role counts, and who is kept out. */
public final class UserRoutes {
    private static final String USERS = "/api/users";

    private final Users users;
    private final Paging paging;

    public UserRoutes(Parley parley) {
        this.users = parley.users();
        this.paging = new Paging(parley.limits());
    }

    /** What about a user shall change. */
    public record ChangeUserRequest(
            @OneOf(words = {"viewer", "analyst", "admin", "token"}) @Nullable
            String role,

            @Nullable Boolean disabled) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(USERS, "Lists users, for administrators")
                        .named(Topic.USERS, "listUsers")
                        .refuses(ErrorCode.FORBIDDEN)
                        .query(
                                new Parameter("q", "only users whose id has this text in it"),
                                new Parameter(
                                        "role",
                                        "only users for whom this role counts",
                                        ParameterForm.Choice.of(Role.class)),
                                new Parameter(
                                        "disabled",
                                        "true: only those who are kept out, false: only the others",
                                        new ParameterForm.Truth()),
                                paging.limit(),
                                paging.offset())
                        .answersPageOf(UserJson.class)
                        .by(this::list),
                Route.patch(
                                USERS + "/{user_id}",
                                "Changes a user's role or keeps them out, for administrators",
                                ChangeUserRequest.class)
                        .named(Topic.USERS, "changeUser")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE)
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
                        paging.limit(query),
                        paging.offset(query)));
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
