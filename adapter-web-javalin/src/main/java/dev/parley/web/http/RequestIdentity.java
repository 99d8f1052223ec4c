package dev.parley.web.http;

import dev.parley.domain.ChatException;
import dev.parley.domain.user.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Tells servlets that are {@link Mount}ed who sent a request, by the rules that hold for the routes. Safe for use by many threads. */
public final class RequestIdentity {
    private final Credentials credentials;
    private final Origins origins;

    public RequestIdentity(Credentials credentials, Origins origins) {
        this.credentials = credentials;
        this.origins = origins;
    }

    /**
     * Who sent a request, with the role that counts: by the token in its {@code Authorization} header or else in its cookie.
     *
     * @throws ChatException.Unauthenticated if no valid token came
     * @throws ChatException.Forbidden if an administrator keeps its user out; or if the token is in the cookie, the method may change
     *     something, and the request does not come from a page of an allowed origin
     * @throws ChatException.Unavailable if that cannot be found out now
     */
    public Caller caller(HttpServletRequest request) {
        return credentials.identify(request).caller();
    }

    /** Whether a request comes from a page of an allowed origin or, having no {@code Origin}, from no page at all. */
    public boolean isFromAllowedOrigin(HttpServletRequest request) {
        @Nullable String origin = request.getHeader("Origin");
        return origin == null || origins.isAllowed(origin, request.isSecure(), request.getHeader("Host"));
    }
}
