package dev.parley.web.socket;

import dev.parley.application.WhenFull;
import dev.parley.domain.JsonText;
import dev.parley.domain.turn.IfBusy;
import dev.parley.web.json.FeedbackAnswerJson;
import dev.parley.web.json.OneOf;
import org.jspecify.annotations.Nullable;

/** What clients send. Each frame has a {@code type} and may have a {@code ref}, which the reply repeats. */
public final class ClientFrames {
    private ClientFrames() {}

    /** A frame about a session. */
    interface InSession {
        String sessionId();
    }

    /** Start a session and watch it. */
    public record StartSessionFrame(
            String type,
            @Nullable String ref,
            @Nullable String title,
            @Nullable String profile,
            @Nullable JsonText metadata,
            @OneOf(WhenFull.class) @Nullable String whenFull) {}

    /** Watch a session from a position on. */
    public record JoinSessionFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            @Nullable String position) implements InSession {}

    /** Do something to a session that takes nothing but its id. */
    public record SessionFrame(String type, @Nullable String ref, String sessionId) implements InSession {}

    /** Wake a session. */
    public record ResumeSessionFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            @OneOf(WhenFull.class) @Nullable String whenFull) implements InSession {}

    /** Say something. */
    public record MessageFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            String content,
            @Nullable String messageId,
            @OneOf(IfBusy.class) @Nullable String ifBusy)
            implements InSession {}

    /** Stop a turn. */
    public record StopFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            @Nullable String turnId) implements InSession {}

    /** Begin or cease to type. */
    public record TypingFrame(String type, @Nullable String ref, String sessionId, Boolean active)
            implements InSession {}

    /** Answer a question. */
    public record FeedbackResponseFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            String requestId,
            FeedbackAnswerJson answer,
            @Nullable String responseId)
            implements InSession {}

    /** Append an event of the application's own. */
    public record CustomEventFrame(String type, @Nullable String ref, String sessionId, String name, JsonText payload)
            implements InSession {}

    /** Go on with a newer token. */
    public record AuthenticateFrame(String type, @Nullable String ref, String token) {}

    /** Tell the limits and how much is left of them. */
    public record GetRateLimitStatusFrame(
            String type, @Nullable String ref, @Nullable String sessionId) {}

    /** Are you there? */
    public record PingFrame(String type, @Nullable String ref) {}
}
