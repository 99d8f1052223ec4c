package dev.parley.domain.message;

import java.util.Locale;

/**
 * How far a message is. Everything but an assistant's message is {@code COMPLETED} from the start.
 *
 * <pre>
 * STREAMING → COMPLETED
 *           → STOPPED       somebody stopped the turn; the text so far is kept
 *           → FAILED        the model failed; the text so far is kept
 *           → INTERRUPTED   the node died; the text that was saved is kept, the answer starts anew
 * </pre>
 */
public enum MessageStatus {
    STREAMING,
    COMPLETED,
    STOPPED,
    FAILED,
    INTERRUPTED;

    /** Whether a message may go from this status to the next. */
    public boolean canBecome(MessageStatus next) {
        return this == STREAMING && next != STREAMING;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
