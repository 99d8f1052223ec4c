package dev.parley.web.http;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the log lines about one request or connection are marked with.
 *
 * @param correlationId empty for what is refused before it has one
 * @param trace null if the client named none
 */
public record LogMarks(String correlationId, @Nullable TraceParent trace) {
    /** The key under which log lines tell who called; only where lines for debugging are wanted. */
    static final String USER_LOG_KEY = "user_id";

    private static final String ATTRIBUTE = LogMarks.class.getName();

    /** Until when a thread is marked. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    public static LogMarks sentWith(Request request) {
        var headers = request.getHeaders();
        // Two of them are as good as none.
        String trace = headers.getValuesList(TraceParent.HEADER).size() == 1 ? headers.get(TraceParent.HEADER) : null;
        LogMarks marks = new LogMarks(
                CorrelationId.takenOver(headers.get(CorrelationId.HEADER)),
                TraceParent.parse(trace).orElse(null));
        request.setAttribute(ATTRIBUTE, marks);
        return marks;
    }

    /** Those of a request that came in over the edge. */
    public static LogMarks of(Request request) {
        return Objects.requireNonNullElseGet((LogMarks) request.getAttribute(ATTRIBUTE), () -> new LogMarks("", null));
    }

    /** Tells, in lines that are for debugging, who calls. */
    public static void markUser(String user) {
        MDC.put(USER_LOG_KEY, user);
    }

    /** Marks this thread until the scope is closed, which leaves no mark. */
    public Scope mark() {
        if (!correlationId.isEmpty()) {
            MDC.put(CorrelationId.LOG_KEY, correlationId);
        }
        if (trace != null) {
            MDC.put(TraceParent.LOG_KEY, trace.traceId());
            MDC.put(TraceParent.FLAGS_LOG_KEY, trace.flags());
        }
        return LogMarks::remove;
    }

    private static void remove() {
        MDC.remove(CorrelationId.LOG_KEY);
        MDC.remove(TraceParent.LOG_KEY);
        MDC.remove(TraceParent.FLAGS_LOG_KEY);
        MDC.remove(USER_LOG_KEY);
    }

    /** The same threads, marked. */
    public Executor marking(Executor executor) {
        return task -> executor.execute(() -> {
            try (Scope scope = mark()) {
                task.run();
            }
        });
    }
}
