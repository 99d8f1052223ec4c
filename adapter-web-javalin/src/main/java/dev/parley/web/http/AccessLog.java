package dev.parley.web.http;

import dev.parley.application.port.Telemetry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes each request that was answered: for whoever measures it and, if wanted, in a line of the log. Neither has anything in it that a
 * client made up: a path is told by its route.
 */
public final class AccessLog implements RequestLog {
    /** The name under which lines appear. */
    public static final String LOGGER = "dev.parley.access";

    private static final Logger LINES = LoggerFactory.getLogger(LOGGER);
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final String OPERATION = AccessLog.class.getName() + ".operation";
    private static final String STREAM_BEGAN = AccessLog.class.getName() + ".stream";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String UNKNOWN_METHOD = "_OTHER";
    private static final String UNKNOWN_PATH = "other";

    /** What nobody reads, for logs. */
    private static final int CLIENT_WENT = 499;

    private final Telemetry telemetry;
    private final boolean lines;
    private final List<Mount> mounts;

    /** @param lines whether each request gets a line */
    public AccessLog(Telemetry telemetry, boolean lines, List<Mount> mounts) {
        this.telemetry = telemetry;
        this.lines = lines;
        this.mounts = List.copyOf(mounts);
    }

    /** @param path of the route, with its parameters in braces */
    public static void noteRoute(HttpServletRequest request, String path) {
        request.setAttribute(OPERATION, path);
    }

    /** @param path of the route */
    public static void noteRoute(Request request, String path) {
        request.setAttribute(OPERATION, path);
    }

    /** From here on the answer lasts as long as the client likes. */
    public static void noteStream(HttpServletRequest request) {
        request.setAttribute(STREAM_BEGAN, System.nanoTime());
    }

    @Override
    public void log(Request request, Response response) {
        try {
            String path = pathOf(request);
            String method = METHODS.contains(request.getMethod()) ? request.getMethod() : UNKNOWN_METHOD;
            int status = response.getStatus() == 0 ? CLIENT_WENT : response.getStatus();
            long start = request.getBeginNanoTime();
            long end = System.nanoTime();
            long answered = request.getAttribute(STREAM_BEGAN) instanceof Long began ? began : end;
            telemetry.requestEnded(method + " " + path, status, Duration.ofNanos(answered - start));
            if (status == 401) {
                telemetry.authenticationRefused();
            }
            if (lines && !isRoutine(path, status)) {
                write(request, method, path, status, Duration.ofNanos(end - start));
            }
        } catch (RuntimeException defect) {
            LOG.error("a request could not be noted", defect);
        }
    }

    private static void write(Request request, String method, String path, int status, Duration took) {
        try (LogMarks.Scope scope = LogMarks.of(request).mark()) {
            LINES.atInfo()
                    .addKeyValue("method", method)
                    .addKeyValue("route", path)
                    .addKeyValue("status", status)
                    .addKeyValue("duration_ms", took.toMillis())
                    .log("{} {} {} {} ms", method, path, status, took.toMillis());
        }
    }

    /** What load balancers and monitors ask every few seconds is worth a line only when it is news. */
    private static boolean isRoutine(String path, int status) {
        return status < 400 && (path.startsWith("/health/") || path.equals("/api/health") || path.equals("/metrics"));
    }

    private String pathOf(Request request) {
        if (request.getAttribute(OPERATION) instanceof String route) {
            return route;
        }
        String path = Request.getPathInContext(request);
        return mounts.stream()
                .map(Mount::path)
                .filter(mount -> covers(mount, path))
                .findFirst()
                .orElse(UNKNOWN_PATH);
    }

    private static boolean covers(String mount, @Nullable String path) {
        if (path == null) {
            return false;
        }
        return mount.endsWith("/*") ? path.startsWith(mount.substring(0, mount.length() - 1)) : path.equals(mount);
    }
}
