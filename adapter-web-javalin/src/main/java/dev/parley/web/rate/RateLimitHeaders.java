package dev.parley.web.rate;

import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.RateLimiter.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The headers that tell how much is left: {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-10) of all buckets
 * that a request was charged to, and the older {@code X-RateLimit-…} of the one that has the least left. Seconds until a bucket resets are
 * those until it is full.
 */
public final class RateLimitHeaders {
    private RateLimitHeaders() {}

    /** The headers by their names; none if nothing was charged. */
    public static Map<String, String> of(List<Level> levels) {
        Map<String, String> headers = new LinkedHashMap<>();
        levels.stream().min(Comparator.comparingInt(Level::remaining)).ifPresent(least -> {
            headers.put(
                    "RateLimit-Policy",
                    list(
                            levels,
                            level ->
                                    ";q=%d;w=%d".formatted(level.bucket().capacity(), RateLimiter.WINDOW.toSeconds())));
            headers.put(
                    "RateLimit",
                    list(levels, level -> ";r=%d;t=%d".formatted(level.remaining(), seconds(level.untilFull()))));
            headers.put("X-RateLimit-Limit", String.valueOf(least.bucket().capacity()));
            headers.put("X-RateLimit-Remaining", String.valueOf(least.remaining()));
            headers.put("X-RateLimit-Reset", String.valueOf(seconds(least.untilFull())));
        });
        return headers;
    }

    /** Never too few. */
    public static long seconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }

    private static String list(List<Level> levels, Function<Level, String> parameters) {
        return levels.stream()
                .map(level -> "\"" + level.bucket().kind() + "\"" + parameters.apply(level))
                .collect(Collectors.joining(", "));
    }
}
