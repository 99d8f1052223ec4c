package dev.parley.persistence;

import dev.parley.application.port.DraftStore;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import java.util.List;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps drafts in PostgreSQL, in pieces as they came. */
final class JdbiDraftStore implements DraftStore {
    /** A node that dies loses nothing by this; a database that dies loses the newest pieces at most. */
    private static final String NO_WAIT_FOR_DISK = "set local synchronous_commit = off";

    private static final String APPEND = """
            insert into drafts (message_id, start, session_id, text)
            select :message, :start, :session, :text
            where exists (select 1 from messages m
                          where m.session_id = :session and m.id = :message and m.status = 'streaming')
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
        database.inTransaction(handle -> {
            handle.execute(NO_WAIT_FOR_DISK);
            PreparedBatch batch = handle.prepareBatch(APPEND);
            for (Piece piece : pieces) {
                batch.bind("message", piece.messageId().value())
                        .bind("start", piece.offset())
                        .bind("session", piece.sessionId().value())
                        .bind("text", piece.text())
                        .add();
            }
            return batch.execute();
        });
    }

    @Override
    public String text(SessionId sessionId, MessageId messageId) {
        return database.with(handle -> LockedRows.draft(handle, sessionId, messageId));
    }

    @Override
    public String textFrom(SessionId sessionId, MessageId messageId, int offset) {
        return database.with(handle -> LockedRows.draftFrom(handle, sessionId, messageId, offset));
    }
}
