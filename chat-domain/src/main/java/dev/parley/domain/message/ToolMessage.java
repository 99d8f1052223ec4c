package dev.parley.domain.message;

import dev.parley.domain.TextRules;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import java.time.Instant;

/**
 * What a tool returned.
 *
 * @param toolCallId the {@link ToolCall#id()} it answers
 * @param toolName the tool's name
 * @param text the whole result
 * @param failed whether the text is an error
 */
public record ToolMessage(
        MessageId id,
        SessionId sessionId,
        TurnId turnId,
        long seq,
        String toolCallId,
        String toolName,
        String text,
        boolean failed,
        Instant createdAt)
        implements Message {
    public ToolMessage {
        toolCallId = TextRules.repaired(toolCallId);
        toolName = TextRules.repaired(toolName);
        text = TextRules.repaired(text);
    }

    /** The same result in other words. */
    public ToolMessage withText(String other) {
        return new ToolMessage(id, sessionId, turnId, seq, toolCallId, toolName, other, failed, createdAt);
    }

    @Override
    public MessageRole role() {
        return MessageRole.TOOL;
    }

    @Override
    public MessageStatus status() {
        return MessageStatus.COMPLETED;
    }
}
