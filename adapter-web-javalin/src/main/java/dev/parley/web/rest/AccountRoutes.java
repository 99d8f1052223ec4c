package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.domain.ChatException;
import dev.parley.web.http.Credentials;
import java.util.List;
import java.util.Map;

/** Who the caller is, and keeping a token in a cookie. */
public final class AccountRoutes {
    private final Credentials credentials;

    public AccountRoutes(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Who the caller is. */
    public record MeJson(String userId, String role) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get("/api/me", "Tells who the caller is")
                        .answers(MeJson.class)
                        .by(AccountRoutes::me),
                Route.post("/api/login", "Takes the token of the Authorization header into a cookie")
                        .charges(Charge.NONE)
                        .answers(204, null)
                        .by(this::login),
                Route.delete("/api/login", "Drops the cookie")
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
