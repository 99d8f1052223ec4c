package dev.parley.domain.message;

import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A remark in the history that neither a person nor the model made. */
public record SystemMessage(MessageId id, SessionId sessionId, long seq, String text, Instant createdAt)
        implements Message {
    @Override
    public @Nullable TurnId turnId() {
        return null;
    }

    @Override
    public MessageRole role() {
        return MessageRole.SYSTEM;
    }

    @Override
    public MessageStatus status() {
        return MessageStatus.COMPLETED;
    }
}
