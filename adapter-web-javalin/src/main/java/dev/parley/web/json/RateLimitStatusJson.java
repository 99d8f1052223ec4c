package dev.parley.web.json;

import dev.parley.application.RateLimits;
import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.RateLimiter.Level;
import dev.parley.web.rate.RateLimitHeaders;
import java.util.List;
import java.util.Map;

/**
 * The limits, and how much is left of those of requests in a minute.
 *
 * @param limits by their names; times in seconds
 */
public record RateLimitStatusJson(Map<String, Object> limits, List<BucketJson> buckets) {
    /**
     * How much is left of one limit.
     *
     * @param resetSeconds when all of it is left again if no request comes
     */
    public record BucketJson(
            @OneOf(words = {"user", "channel", "session", "read", "events"})
            String bucket,

            int limit,
            long windowSeconds,
            int remaining,
            long resetSeconds) {
        static BucketJson from(Level level) {
            return new BucketJson(
                    level.bucket().kind(),
                    level.bucket().capacity(),
                    RateLimiter.WINDOW.toSeconds(),
                    level.remaining(),
                    RateLimitHeaders.seconds(level.untilFull()));
        }
    }

    public static RateLimitStatusJson from(RateLimits.Status status) {
        return new RateLimitStatusJson(
                status.limits(), status.buckets().stream().map(BucketJson::from).toList());
    }
}
