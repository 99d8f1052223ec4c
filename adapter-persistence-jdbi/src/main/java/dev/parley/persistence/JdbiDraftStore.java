package dev.parley.persistence;

import dev.parley.application.port.DraftStore;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Keeps drafts in PostgreSQL, in pieces as they came. */
final class JdbiDraftStore implements DraftStore {
    /** A node that dies loses nothing by not waiting for the disk; a database that dies loses the newest pieces at most. */
    private static final String APPEND = """
            set local synchronous_commit = off;
            insert into drafts (message_id, start, session_id, text)
            select p.message_id, p.start, p.session_id, p.text
            from unnest(:messages, :starts, :sessions, :texts) p (message_id, start, session_id, text)
            where exists (select 1 from messages m
                          where m.session_id = p.session_id and m.id = p.message_id and m.status = 'streaming')
            on conflict (message_id, start) do update set text = excluded.text
                where char_length(drafts.text) < char_length(excluded.text)
            """;

    private final Database database;

    JdbiDraftStore(Database database) {
        this.database = database;
    }

    @Override
    public void append(List<Piece> pieces) {
        if (pieces.isEmpty()) {
            return;
        }
        database.inTransaction(handle -> handle.createUpdate(APPEND)
                .bindArray(
                        "messages",
                        UUID.class,
                        column(pieces, piece -> piece.messageId().value()))
                .bindArray("starts", Integer.class, column(pieces, Piece::offset))
                .bindArray(
                        "sessions",
                        UUID.class,
                        column(pieces, piece -> piece.sessionId().value()))
                .bindArray("texts", String.class, column(pieces, Piece::text))
                .execute());
    }

    private static Object[] column(List<Piece> pieces, Function<Piece, Object> value) {
        return pieces.stream().map(value).toArray();
    }

    @Override
    public String text(SessionId sessionId, MessageId messageId) {
        return database.with(handle -> DraftRows.text(handle, sessionId, messageId));
    }

    @Override
    public String textFrom(SessionId sessionId, MessageId messageId, int offset) {
        return database.with(handle -> DraftRows.textFrom(handle, sessionId, messageId, offset));
    }
}
