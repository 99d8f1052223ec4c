package dev.parley.application.port;

import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import java.util.List;

/**
 * Keeps the text of answers while they stream, so that it survives a crash and can be followed from other nodes.
 *
 * <p>Callers rely on this: pieces of one message are appended in the order of their offsets; a piece whose offset is before the end of what is
 * kept overwrites nothing and adds only what is new; a draft is gone when its message has ended, and pieces that come later are ignored. Losing
 * the newest pieces is allowed, a gap is not. Every adapter passes {@code DraftStoreContract}.
 */
public interface DraftStore {
    /** Appends many pieces in one write. */
    void append(List<Piece> pieces);

    /** The text kept so far; empty if there is none. */
    String text(SessionId sessionId, MessageId messageId);

    /** What is kept behind an offset, in UTF-16 code units; empty if nothing is. */
    default String textFrom(SessionId sessionId, MessageId messageId, int offset) {
        String text = text(sessionId, messageId);
        return offset >= text.length() ? "" : text.substring(offset);
    }

    /**
     * A part of a draft.
     *
     * @param offset where it begins, in UTF-16 code units
     */
    record Piece(SessionId sessionId, MessageId messageId, int offset, String text) {}
}
