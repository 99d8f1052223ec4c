package dev.parley.web.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The first thing every request meets: gives it a correlation id, allows pages of configured origins to read answers (CORS), and
 * passes it on guarded.
 */
final class EdgeHandler extends Handler.Wrapper {
    private static final String EXPOSED =
            "Location, Retry-After, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining,"
                    + " X-RateLimit-Reset, X-Correlation-Id, ETag";
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";

    private final Origins origins;
    private final Duration patience;
    private final long largestBody;

    /**
     * @param patience how long a body may take to come
     * @param largestBody in bytes
     */
    EdgeHandler(Origins origins, Duration patience, long largestBody) {
        this.origins = origins;
        this.patience = patience;
        this.largestBody = largestBody;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields sent = request.getHeaders();
        HttpFields.Mutable answered = response.getHeaders();
        LogMarks marks = LogMarks.sentWith(request);
        answered.put(CorrelationId.HEADER, marks.correlationId());
        answered.put("X-Content-Type-Options", "nosniff");
        answered.put("Referrer-Policy", "no-referrer");
        boolean allowed = allowReading(sent.get(HttpHeader.ORIGIN), answered);
        if (isPreflight(request)) {
            if (allowed) {
                allowSending(sent, answered);
            }
            response.setStatus(204);
            callback.succeeded();
            return true;
        }
        try (LogMarks.Scope scope = marks.mark()) {
            return super.handle(new GuardedRequest(request, patience, largestBody), response, callback);
        }
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
        if (wanted != null) {
            answered.put("Access-Control-Allow-Headers", wanted);
        }
    }
}
