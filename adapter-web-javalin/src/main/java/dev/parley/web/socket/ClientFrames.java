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
            @Nullable String position) {}

    /** Do something to a session that takes nothing but its id. */
    public record SessionFrame(String type, @Nullable String ref, String sessionId) {}

    /** Wake a session. */
    public record ResumeSessionFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            @OneOf(WhenFull.class) @Nullable String whenFull) {}

    /** Say something. */
    public record MessageFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            String content,
            @Nullable String messageId,
            @OneOf(IfBusy.class) @Nullable String ifBusy) {}

    /** Stop a turn. */
    public record StopFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            @Nullable String turnId) {}

    /** Begin or cease to type. */
    public record TypingFrame(String type, @Nullable String ref, String sessionId, Boolean active) {}

    /** Answer a question. */
    public record FeedbackResponseFrame(
            String type,
            @Nullable String ref,
            String sessionId,
            String requestId,
            FeedbackAnswerJson answer,
            @Nullable String responseId) {}

    /** Append an event of the application's own. */
    public record CustomEventFrame(
            String type, @Nullable String ref, String sessionId, String name, JsonText payload) {}

    /** Go on with a newer token. */
    public record AuthenticateFrame(String type, @Nullable String ref, String token) {}

    /** Are you there? */
    public record PingFrame(String type, @Nullable String ref) {}
}
