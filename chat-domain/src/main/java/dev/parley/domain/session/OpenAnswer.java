package dev.parley.domain.session;

import dev.parley.domain.message.MessageId;
import dev.parley.domain.turn.TurnId;

/**
 * The answer that is being streamed in a session; its text so far is the session's draft.
 *
 * @param startedSeq the sequence number of its {@code message.started}
 */
public record OpenAnswer(MessageId messageId, TurnId turnId, long startedSeq) {}
