package dev.parley.application;

import dev.parley.application.port.CommandOutput;
import dev.parley.application.port.RateLimiter;
import dev.parley.domain.limit.ChatLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The limits that concern whoever talks, for people and for programs. */
final class LimitsTold {
    private LimitsTold() {}

    /** What {@code /limits} says. */
    static CommandOutput output(ChatLimits limits, RateLimits.Status status) {
        Map<String, Object> data = data(limits);
        data.put("buckets", status.buckets().stream().map(LimitsTold::data).toList());
        return new CommandOutput(text(limits) + left(status), data);
    }

    private static String left(RateLimits.Status status) {
        return status.buckets().stream()
                .map(level -> "\n  - %s: %s of %s%s"
                        .formatted(
                                level.bucket().kind(),
                                Wording.number(level.remaining()),
                                Wording.number(level.bucket().capacity()),
                                level.untilFull().isZero()
                                        ? ""
                                        : ", all again in " + Wording.duration(level.untilFull())))
                .collect(Collectors.joining("", status.buckets().isEmpty() ? "" : "\n- Left now:", ""));
    }

    private static Map<String, Object> data(RateLimiter.Level level) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("bucket", level.bucket().kind());
        data.put("limit", level.bucket().capacity());
        data.put("window_seconds", RateLimiter.WINDOW.toSeconds());
        data.put("remaining", level.remaining());
        data.put("reset_seconds", Wording.wholeSeconds(level.untilFull()));
        return data;
    }

    private static String text(ChatLimits limits) {
        return """
                - Message: at most %s characters
                - Active sessions: %s
                - Messages waiting in a session: %s
                - Messages in a session: %s
                - People in a session: %s
                - Without activity, a session is paused after %s and expires after %s
                - Ended and deleted sessions are kept for %s
                - A question waits for its answer for %s
                - The agent sees the newest %s messages, up to %s tokens
                - Requests a minute: %s of a user, %s to a session, %s over a channel; those that only read: %s of a user
                - Custom events a minute and session: %s
                - Connections from one address: %s""".formatted(
                        Wording.number(limits.userMessageCodePoints()),
                        Wording.limit(limits.activeSessionsPerUser()),
                        Wording.number(limits.queuedTurns()),
                        Wording.limit(limits.messagesPerSession()),
                        Wording.number(limits.participants()),
                        Wording.duration(limits.idleUntilPaused()),
                        Wording.duration(limits.inactiveUntilExpired()),
                        Wording.duration(limits.retention()),
                        Wording.duration(limits.feedbackLifetime()),
                        Wording.number(limits.contextMessages()),
                        Wording.number(limits.contextTokens()),
                        Wording.limit(limits.userRequestsPerMinute()),
                        Wording.limit(limits.sessionRequestsPerMinute()),
                        Wording.limit(limits.channelRequestsPerMinute()),
                        Wording.limit(limits.userReadsPerMinute()),
                        Wording.limit(limits.customEventsPerMinute()),
                        Wording.limit(limits.connectionsPerIp()));
    }

    /** As in {@link ChatLimits}, times in seconds; where that says so, 0 = no limit. */
    static Map<String, Object> data(ChatLimits limits) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("user_message_code_points", limits.userMessageCodePoints());
        data.put("active_sessions_per_user", limits.activeSessionsPerUser());
        data.put("queued_turns", limits.queuedTurns());
        data.put("messages_per_session", limits.messagesPerSession());
        data.put("participants", limits.participants());
        data.put("idle_until_paused_seconds", limits.idleUntilPaused().toSeconds());
        data.put("inactive_until_expired_seconds", limits.inactiveUntilExpired().toSeconds());
        data.put("retention_seconds", limits.retention().toSeconds());
        data.put("feedback_lifetime_seconds", limits.feedbackLifetime().toSeconds());
        data.put("context_messages", limits.contextMessages());
        data.put("context_tokens", limits.contextTokens());
        data.put("user_requests_per_minute", limits.userRequestsPerMinute());
        data.put("session_requests_per_minute", limits.sessionRequestsPerMinute());
        data.put("channel_requests_per_minute", limits.channelRequestsPerMinute());
        data.put("user_reads_per_minute", limits.userReadsPerMinute());
        data.put("custom_events_per_minute", limits.customEventsPerMinute());
        data.put("connections_per_ip", limits.connectionsPerIp());
        return data;
    }
}
