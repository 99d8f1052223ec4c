package dev.parley.persistence;

import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import org.jdbi.v3.core.Handle;

/** Drafts as rows, each with a piece of the text as it was stored. Pieces may overlap after a write that was tried again. */
final class DraftRows {
    private static final String PIECES = """
            select d.start, d.text from drafts d
            where d.session_id = :session and d.message_id = :message and d.start >= coalesce(
                (select max(b.start) from drafts b where b.message_id = :message and b.start <= :offset), 0)
            order by d.start
            """;

    private DraftRows() {}

    /** All that is stored of a draft. */
    static String text(Handle handle, SessionId session, MessageId message) {
        return textFrom(handle, session, message, 0);
    }

    /** What is stored of a draft behind an offset. */
    static String textFrom(Handle handle, SessionId session, MessageId message, int offset) {
        StringBuilder text = new StringBuilder();
        handle.createQuery(PIECES)
                .bind("session", session.value())
                .bind("message", message.value())
                .bind("offset", offset)
                .map((row, context) -> new Piece(row.getInt("start"), row.getString("text")))
                .forEach(piece -> piece.appendTo(text, offset));
        return text.toString();
    }

    private record Piece(int start, String text) {
        /** Adds what is new to a text that begins at an offset of the draft. */
        void appendTo(StringBuilder tail, int offset) {
            int known = offset + tail.length() - start;
            if (known >= 0 && known < text.length()) {
                tail.append(text, known, text.length());
            }
        }
    }
}
