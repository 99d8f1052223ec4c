package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.domain.ChatException;
import dev.parley.domain.user.Role;
import dev.parley.web.http.Credentials;
import dev.parley.web.json.OneOf;
import java.util.List;
import java.util.Map;

/** Who the caller is, and keeping a token in a cookie. */
public final class AccountRoutes {
    private static final Parameter COOKIE = new Parameter("Set-Cookie", "the cookie " + Credentials.COOKIE);

    private final Credentials credentials;

    public AccountRoutes(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Who the caller is. */
    public record MeJson(String userId, @OneOf(Role.class) String role) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get("/api/me", "Tells who the caller is")
                        .named(Topic.ACCOUNT, "whoAmI")
                        .refuses()
                        .answers(MeJson.class)
                        .by(AccountRoutes::me),
                Route.post("/api/login", "Takes the token of the Authorization header into a cookie")
                        .named(Topic.ACCOUNT, "logIn")
                        .refuses()
                        .sends(COOKIE)
                        .charges(Charge.NONE)
                        .answers(204, null)
                        .by(this::login),
                Route.delete("/api/login", "Drops the cookie")
                        .named(Topic.ACCOUNT, "logOut")
                        .refuses()
                        .sends(COOKIE)
                        .open()
                        .answers(204, null)
                        .by(AccountRoutes::logout));
    }

    private static Answer me(Call<Route.Nothing> call) {
        return Answer.ok(
                new MeJson(call.caller().user().toString(), call.caller().role().wireName()));
    }

    private Answer login(Call<Route.Nothing> call) {
        String authorization = call.header("Authorization");
        String token = authorization == null ? null : Credentials.bearer(authorization);
        if (token == null) {
            throw new ChatException.Unauthenticated("To log in, send the token as Authorization: Bearer <token>.");
        }
        return new Answer.Empty(204, Map.of("Set-Cookie", credentials.login(token, call.identity(), call.isSecure())));
    }

    private static Answer logout(Call<Route.Nothing> call) {
        return new Answer.Empty(204, Map.of("Set-Cookie", Credentials.logout(call.isSecure())));
    }
}
