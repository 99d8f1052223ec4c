package dev.parley.web.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Which trace a request belongs to (W3C Trace Context, 3.2), as somebody outside says: good for finding log lines, and for nothing else.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param sampled whether whoever called records the trace
 */
public record TraceParent(String traceId, boolean sampled) {
    public static final String HEADER = "traceparent";

    /** The keys under which log lines carry it. */
    public static final String LOG_KEY = "trace_id";

    static final String FLAGS_LOG_KEY = "trace_flags";

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final Pattern ZEROS = Pattern.compile("0+");
    private static final String FIRST_VERSION = "00";
    private static final String NO_VERSION = "ff";
    private static final String SAMPLED = "01";
    private static final String NOT_SAMPLED = "00";
    private static final int LONGEST = 512;

    /** Empty if there is none, or it is not of the right form: then there is no trace. */
    static Optional<TraceParent> parse(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(header);
        if (!matcher.matches()
                || matcher.group(1).equals(NO_VERSION)
                || (matcher.group(1).equals(FIRST_VERSION) && matcher.group(5) != null)
                || isZero(matcher.group(2))
                || isZero(matcher.group(3))) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(matcher.group(4), 16) & 1) == 1;
        return Optional.of(new TraceParent(matcher.group(2), sampled));
    }

    /** The trace that this thread works for, as its log lines are marked; empty if there is none. */
    public static Optional<TraceParent> ofThisThread() {
        String traceId = MDC.get(LOG_KEY);
        return traceId == null
                ? Optional.empty()
                : Optional.of(new TraceParent(traceId, SAMPLED.equals(MDC.get(FLAGS_LOG_KEY))));
    }

    String flags() {
        return sampled ? SAMPLED : NOT_SAMPLED;
    }

    /**
     * The header for a request to somebody else that is part of this trace.
     *
     * @param spanId names that request, not zero
     */
    public String child(long spanId) {
        return "%s-%s-%016x-%s".formatted(FIRST_VERSION, traceId, spanId, flags());
    }

    private static boolean isZero(String digits) {
        return ZEROS.matcher(digits).matches();
    }
}
