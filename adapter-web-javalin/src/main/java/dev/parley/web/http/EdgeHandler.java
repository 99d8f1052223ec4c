package dev.parley.web.http;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.web.connection.Client;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.connection.WatchedEndPoint;
import dev.parley.web.json.Json;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The first thing every request meets: finds out whom it comes from, gives it a correlation id and its answer the headers that all
 * answers have, refuses what nothing here would ever take, allows pages of configured origins to read answers (CORS), and passes it on
 * guarded.
 */
final class EdgeHandler extends Handler.Wrapper {
    private static final String EXPOSED =
            "Location, Retry-After, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining,"
                    + " X-RateLimit-Reset, X-Correlation-Id, ETag";
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";

    /** Methods that serve debuggers and proxies (RFC 9110, 9.3.6 and 9.3.8). */
    private static final Set<String> REFUSED_METHODS = Set.of("CONNECT", "TRACE");

    private static final int MOST_HEADERS = 100;

    /** Names of headers (RFC 9110, 5.6.2), few enough to be repeated in the answer. */
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{0,1024}");

    private final Origins origins;
    private final TrustedProxies proxies;
    private final Duration patience;
    private final long largestBody;
    private final Json json;

    /**
     * @param patience how long a body may take to come
     * @param largestBody in bytes
     */
    EdgeHandler(Origins origins, TrustedProxies proxies, Duration patience, long largestBody, Json json) {
        this.origins = origins;
        this.proxies = proxies;
        this.patience = patience;
        this.largestBody = largestBody;
        this.json = json;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        watch(request);
        Client client = ClientRequest.clientOf(request, proxies);
        HttpFields sent = request.getHeaders();
        HttpFields.Mutable answered = response.getHeaders();
        LogMarks marks = LogMarks.sentWith(request);
        answered.put(CorrelationId.HEADER, marks.correlationId());
        SecurityHeaders.put(answered, client.secure());
        boolean allowed = allowReading(sent.get(HttpHeader.ORIGIN), answered);
        if (REFUSED_METHODS.contains(request.getMethod())) {
            Response.writeError(request, response, callback, 405);
            return true;
        }
        if (sent.size() > MOST_HEADERS) {
            Response.writeError(request, response, callback, 431);
            return true;
        }
        if (!isPlainlyFramed(request)) {
            Response.writeError(request, response, callback, 400);
            return true;
        }
        if (isPreflight(request)) {
            if (allowed) {
                allowSending(sent, answered);
            }
            response.setStatus(204);
            callback.succeeded();
            return true;
        }
        if (Credentials.isInQuery(request.getHttpURI().getQuery()) && !isHandshake(sent)) {
            refuseTokenInQuery(response, callback, marks.correlationId());
            return true;
        }
        try (LogMarks.Scope scope = marks.mark()) {
            return super.handle(new GuardedRequest(request, client, patience, largestBody), response, callback);
        }
    }

    private static void watch(Request request) {
        if (request.getConnectionMetaData().getConnection().getEndPoint() instanceof WatchedEndPoint connection) {
            connection.exchangeBegins();
            Request.addCompletionListener(request, failure -> connection.exchangeEnds());
        }
    }

    /** Of all transfer codings there is only one whose end everybody sees in the same place, since HTTP/1.1 (RFC 9112, 6.1). */
    private static boolean isPlainlyFramed(Request request) {
        List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
        return codings.isEmpty()
                || (codings.size() == 1
                        && codings.getFirst().equalsIgnoreCase("chunked")
                        && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1);
    }

    private static boolean isHandshake(HttpFields sent) {
        return "websocket".equalsIgnoreCase(sent.get(HttpHeader.UPGRADE));
    }

    private void refuseTokenInQuery(Response response, Callback callback, String correlationId) {
        ChatException refusal = new ChatException.Invalid(ErrorCode.INVALID_REQUEST, Credentials.NOT_IN_QUERY);
        response.setStatus(Refusals.status(refusal));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(json.bytes(Refusals.envelope(refusal, correlationId))), callback);
    }

    private boolean allowReading(@Nullable String origin, HttpFields.Mutable answered) {
        if (origins.configured().isEmpty()) {
            return false;
        }
        answered.put(HttpHeader.VARY, "Origin");
        if (origin == null || !origins.isConfigured(origin)) {
            return false;
        }
        answered.put("Access-Control-Allow-Origin", origin);
        answered.put("Access-Control-Allow-Credentials", "true");
        answered.put("Access-Control-Expose-Headers", EXPOSED);
        return true;
    }

    private static boolean isPreflight(Request request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeaders().contains(HttpHeader.ORIGIN)
                && request.getHeaders().contains("Access-Control-Request-Method");
    }

    private static void allowSending(HttpFields sent, HttpFields.Mutable answered) {
        answered.put("Access-Control-Allow-Methods", METHODS);
        answered.put("Access-Control-Max-Age", "600");
        String wanted = sent.get("Access-Control-Request-Headers");
        if (wanted != null && HEADER_NAMES.matcher(wanted).matches()) {
            answered.put("Access-Control-Allow-Headers", wanted);
        }
    }
}
