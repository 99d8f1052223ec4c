package dev.parley.web.rest;

import dev.parley.application.Charge;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.web.auth.Identity;
import dev.parley.web.rate.Toll;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that passed the checks which are the same for all routes. */
public final class Call<B extends Record> {
    private final @Nullable Identity identity;
    private final @Nullable B body;
    private final Map<String, String> path;
    private final QueryValues query;
    private final Function<String, @Nullable String> headers;
    private final boolean secure;
    private final boolean wantsStream;

    Call(
            @Nullable Identity identity,
            @Nullable B body,
            Map<String, String> path,
            QueryValues query,
            Function<String, @Nullable String> headers,
            boolean secure,
            boolean wantsStream) {
        this.identity = identity;
        this.body = body;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.secure = secure;
        this.wantsStream = wantsStream;
    }

    /** What the caller's token proves; there is one at every route that is not open. */
    public Identity identity() {
        return Objects.requireNonNull(identity, "an open route has no caller");
    }

    public Caller caller() {
        return identity().caller();
    }

    /** Who calls, at a route for everybody; empty if no valid token came. */
    public Optional<Caller> guest() {
        return Optional.ofNullable(identity).map(Identity::caller);
    }

    public B body() {
        return Objects.requireNonNull(body, "this route has no body");
    }

    public String path(String name) {
        return Objects.requireNonNull(path.get(name), name);
    }

    /** The session named by the path. */
    public SessionId sessionId() {
        return SessionId.parse(path("session_id"));
    }

    /** What it costs: a charge, also to the session that the path names, if it does. */
    Toll toll(Charge charge) {
        return Toll.of(charge, path.get("session_id"));
    }

    public QueryValues query() {
        return query;
    }

    public @Nullable String header(String name) {
        return headers.apply(name);
    }

    /** Whether the request came over TLS. */
    public boolean isSecure() {
        return secure;
    }

    /** Whether the client asks for a stream of events. */
    public boolean wantsStream() {
        return wantsStream;
    }
}
