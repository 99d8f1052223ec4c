package dev.parley.web.http;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names one request in answers, errors and log lines: the client's {@value #HEADER} if it has the right form, else a new one. */
public final class CorrelationId {
    public static final String HEADER = "X-Correlation-Id";

    /** The key under which log lines carry it. */
    public static final String LOG_KEY = "correlation_id";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private CorrelationId() {}

    static String takenOver(@Nullable String sent) {
        return sent != null && FORM.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
    }
}
