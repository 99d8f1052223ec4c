package dev.parley.domain.message;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.TextRules;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent said or wants to be done. It is {@code STREAMING} with an empty text until it ends; what it says meanwhile is the
 * session's draft.
 *
 * @param text the whole text once it ended; empty before
 * @param toolCalls the tools to run next; empty unless it is completed
 * @param model the model that answered; null before it ended, and if it ended before the model's server told
 * @param usage tokens, zero where the model's server did not tell
 * @param failure why it failed; null unless it did
 * @param endedAt null while it streams
 */
public record AssistantMessage(
        MessageId id,
        SessionId sessionId,
        TurnId turnId,
        long seq,
        MessageStatus status,
        String text,
        List<ToolCall> toolCalls,
        @Nullable String model,
        TokenUsage usage,
        @Nullable TurnFailure failure,
        Instant createdAt,
        @Nullable Instant endedAt)
        implements Message {
    public AssistantMessage {
        toolCalls = List.copyOf(toolCalls);
    }

    @Override
    public int length() {
        return text.length()
                + toolCalls.stream().mapToInt(call -> call.arguments().length()).sum();
    }

    /** An answer that begins. */
    public static AssistantMessage streaming(
            MessageId id, SessionId sessionId, TurnId turnId, long seq, Instant createdAt) {
        return new AssistantMessage(
                id,
                sessionId,
                turnId,
                seq,
                MessageStatus.STREAMING,
                "",
                List.of(),
                null,
                TokenUsage.NONE,
                null,
                createdAt,
                null);
    }

    /** The same answer with what the model's server told of it before its end. */
    public AssistantMessage reported(String answeringModel, TokenUsage cost) {
        return new AssistantMessage(
                id, sessionId, turnId, seq, status, text, toolCalls, answeringModel, cost, failure, createdAt, endedAt);
    }

    public AssistantMessage complete(
            String wholeText, List<ToolCall> calls, String answeredBy, TokenUsage cost, Instant now) {
        return ended(MessageStatus.COMPLETED, wholeText, calls, answeredBy, cost, null, now);
    }

    public AssistantMessage stop(String partialText, Instant now) {
        return ended(MessageStatus.STOPPED, partialText, List.of(), model, usage, null, now);
    }

    public AssistantMessage fail(String partialText, TurnFailure reason, Instant now) {
        return ended(MessageStatus.FAILED, partialText, List.of(), model, usage, reason, now);
    }

    public AssistantMessage interrupt(String partialText, Instant now) {
        return ended(MessageStatus.INTERRUPTED, partialText, List.of(), model, usage, null, now);
    }

    private AssistantMessage ended(
            MessageStatus next,
            String wholeText,
            List<ToolCall> calls,
            @Nullable String answeredBy,
            TokenUsage cost,
            @Nullable TurnFailure reason,
            Instant now) {
        if (!status.canBecome(next)) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "A message that is %s cannot become %s.".formatted(status.wireName(), next.wireName()));
        }
        return new AssistantMessage(
                id,
                sessionId,
                turnId,
                seq,
                next,
                TextRules.repaired(wholeText),
                calls,
                answeredBy,
                cost,
                reason,
                createdAt,
                now);
    }

    @Override
    public MessageRole role() {
        return MessageRole.ASSISTANT;
    }
}
