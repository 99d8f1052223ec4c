package dev.parley.web.socket;

import dev.parley.web.json.FeedbackJson;
import dev.parley.web.json.RateLimitStatusJson;
import dev.parley.web.json.SessionJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients get in reply to their frames. Each says by its {@code TYPE} what it is. */
public final class ReplyFrames {
    private ReplyFrames() {}

    /** The session exists and is watched. */
    public record SessionStartedFrame(String type, @Nullable String ref, SessionJson session) {
        static final String TYPE = "session_started";
    }

    /**
     * The session is watched.
     *
     * @param position where the frames that follow begin
     * @param recovered whether they follow without a gap on the position the client had
     * @param present who else watches
     */
    public record SessionJoinedFrame(
            String type,
            @Nullable String ref,
            SessionJson session,
            String position,
            boolean recovered,
            List<String> present) {
        static final String TYPE = "session_joined";
    }

    /** The session is watched no longer. */
    public record SessionLeftFrame(String type, @Nullable String ref, String sessionId) {
        static final String TYPE = "session_left";
    }

    /** The session changed. */
    public record SessionUpdatedFrame(String type, @Nullable String ref, SessionJson session) {
        static final String TYPE = "session_updated";
    }

    /** The message is stored for good. */
    public record MessageAckFrame(
            String type, @Nullable String ref, String messageId, String turnId, String position, boolean duplicate) {
        static final String TYPE = "ack";
    }

    /** What a command said, instead of the {@code ack} of a message. */
    public record CommandResultFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            String command,
            String text,
            Map<String, Object> data) {
        static final String TYPE = "command_result";
    }

    /** The event is stored for good. */
    public record EventAckFrame(String type, @Nullable String ref, String position) {
        static final String TYPE = "ack";
    }

    /** The turn will end; null if none ran. */
    public record StoppedFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            @Nullable String turnId) {
        static final String TYPE = "stopped";
    }

    /** The answer won, now or before. */
    public record FeedbackAcceptedFrame(
            String type, @Nullable String ref, FeedbackJson request) {
        static final String TYPE = "feedback_accepted";
    }

    /**
     * The limits, and how much is left of those of requests in a minute.
     *
     * @param limits by their names; times in seconds
     */
    public record RateLimitStatusFrame(
            String type,
            @Nullable String ref,
            Map<String, Object> limits,
            List<RateLimitStatusJson.BucketJson> buckets) {
        static final String TYPE = "rate_limit_status";
    }

    /** The newer token holds. */
    public record AuthenticatedFrame(String type, @Nullable String ref, String userId, Instant expiresAt) {
        static final String TYPE = "authenticated";
    }

    /** Yes. */
    public record PongFrame(String type, @Nullable String ref) {
        static final String TYPE = "pong";
    }
}
