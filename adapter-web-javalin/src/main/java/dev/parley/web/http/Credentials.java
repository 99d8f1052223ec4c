package dev.parley.web.http;

import dev.parley.application.Users;
import dev.parley.domain.ChatException;
import dev.parley.web.auth.Identity;
import dev.parley.web.auth.TokenGate;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request: by its token, in the {@code Authorization} header (RFC 6750) or else in a cookie, and by what administrators decided
 * about its user. Browsers send cookies by themselves, so what comes by cookie has to come from a page of ours.
 */
public final class Credentials {
    public static final String COOKIE = "parley_token";

    /** What is told to those who put a token into a URL, where proxies, logs and histories of browsers keep it. */
    public static final String NOT_IN_QUERY =
            "A token must not be in the URL; send it as Authorization: Bearer <token>, and get a new one, since this one may be in logs now.";

    private static final String BEARER = "bearer ";

    /** What tokens are called in queries (RFC 6750, 2.3, and others). */
    private static final Set<String> NAMES_IN_QUERIES =
            Set.of("token", "access_token", "id_token", "bearer_token", "jwt", "authorization", COOKIE);

    /** Methods that change nothing (RFC 9110, 9.2.1). */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final TokenGate gate;
    private final Users users;
    private final Origins origins;
    private final InstantSource time;

    public Credentials(TokenGate gate, Users users, Origins origins, InstantSource time) {
        this.gate = gate;
        this.users = users;
        this.origins = origins;
        this.time = time;
    }

    public TokenGate gate() {
        return gate;
    }

    /**
     * Who came in, with the role that counts.
     *
     * @throws ChatException.Unauthenticated if no valid token came
     * @throws ChatException.Forbidden with code {@code user_disabled} if an administrator keeps its user out
     * @throws ChatException.Unavailable if that cannot be found out now
     */
    public Identity identify(@Nullable String authorization, @Nullable String cookie) {
        String token = authorization != null ? bearer(authorization) : cookie;
        if (token == null || token.isEmpty()) {
            throw new ChatException.Unauthenticated(
                    "This takes a token: send it as Authorization: Bearer <token>, or log in.");
        }
        Identity identity = gate.verify(token);
        return identity.as(users.admit(identity.tokenCaller()).role());
    }

    /**
     * Who sent a request over HTTP, unless another site made a browser do it.
     *
     * @throws ChatException.Unauthenticated if no valid token came
     * @throws ChatException.Forbidden with code {@code user_disabled} if an administrator keeps its user out, or with code
     *     {@code forbidden} if it may change something by cookie and does not come from a page of an allowed origin
     * @throws ChatException.Unavailable if that cannot be found out now
     */
    public Identity identify(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        Identity identity = identify(authorization, cookieOf(request));
        if (authorization == null && !SAFE.contains(request.getMethod())) {
            requireOrigin(request);
        }
        return identity;
    }

    private void requireOrigin(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null || !origins.isAllowed(origin, request.isSecure(), request.getHeader("Host"))) {
            throw new ChatException.Forbidden(
                    "Requests with a cookie have to come from a page of this server or of an allowed origin.");
        }
    }

    /** The value of {@code Set-Cookie} that logs in until the token expires. */
    public String login(String token, Identity identity, boolean secure) {
        Duration left = Duration.between(time.instant(), identity.expiresAt());
        return cookie(token, Math.max(0, left.toSeconds()), secure);
    }

    /** The value of {@code Set-Cookie} that logs out. */
    public static String logout(boolean secure) {
        return cookie("", 0, secure);
    }

    /** The token in an {@code Authorization} header; null if there is none. */
    public static @Nullable String bearer(String authorization) {
        return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** The token in a request's cookies; null if there is none. */
    public static @Nullable String cookieOf(Request request) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(cookie -> cookie.getValue())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String cookieOf(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? null
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Whether a query has a parameter that looks like one for a token.
     *
     * @param query as it was sent; null if there is none
     */
    public static boolean isInQuery(@Nullable String query) {
        return query != null
                && Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2)[0].toLowerCase(Locale.ROOT))
                        .anyMatch(NAMES_IN_QUERIES::contains);
    }

    public static @Nullable String authorizationOf(Request request) {
        return request.getHeaders().get(HttpHeader.AUTHORIZATION);
    }

    private static String cookie(String value, long maxAge, boolean secure) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                .formatted(COOKIE, value, maxAge, secure ? "; Secure" : "");
    }
}
