package dev.parley.domain.message;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Instant;

/**
 * What a person said.
 *
 * @param id chosen by the client, so that sending it again has no second effect
 * @param turnId the turn that answers it
 * @param channel over which it came
 */
public record UserMessage(
        MessageId id,
        SessionId sessionId,
        TurnId turnId,
        long seq,
        UserId author,
        ChannelKind channel,
        String text,
        Instant createdAt)
        implements Message {
    /** What a person said on the web. */
    public UserMessage(
            MessageId id, SessionId sessionId, TurnId turnId, long seq, UserId author, String text, Instant createdAt) {
        this(id, sessionId, turnId, seq, author, ChannelKind.WEB, text, createdAt);
    }

    @Override
    public MessageRole role() {
        return MessageRole.USER;
    }

    @Override
    public MessageStatus status() {
        return MessageStatus.COMPLETED;
    }
}
