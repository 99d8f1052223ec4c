package dev.parley.web.http;

import dev.parley.application.Charge;
import dev.parley.application.RateLimits;
import dev.parley.domain.ChatException;
import dev.parley.domain.user.Caller;
import dev.parley.web.rate.RateLimitHeaders;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
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

    /**
     * Who sent a request, which counts for the limits of requests in a minute. The answer gets the headers that tell what is left.
     *
     * @throws ChatException.Limited if there were too many
     * @throws ChatException as {@link #caller} does
     */
    public Caller caller(HttpServletRequest request, RateLimits rateLimits, Charge charge) {
        Caller caller = caller(request);
        RateLimits.Receipt receipt = rateLimits.take(caller, charge, null);
        HttpFields.Mutable answered = ServletContextRequest.getServletContextRequest(request)
                .getServletContextResponse()
                .getHeaders();
        RateLimitHeaders.of(receipt.levels()).forEach(answered::put);
        receipt.orThrow();
        return caller;
    }

    /** Whether a request comes from a page of an allowed origin or, having no {@code Origin}, from no page at all. */
    public boolean isFromAllowedOrigin(HttpServletRequest request) {
        @Nullable String origin = request.getHeader("Origin");
        return origin == null || origins.isAllowed(origin, request.isSecure(), request.getHeader("Host"));
    }
}
