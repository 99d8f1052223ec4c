package dev.parley.persistence;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Events as rows. */
final class EventRows {
    private static final String INSERT = """
            insert into session_events (session_id, seq, id, type, at, payload)
            values (:session, :seq, :id, :type, :at, cast(:payload as json))
            """;

    private EventRows() {}

    static Event read(ResultSet row, PayloadCodec codec) throws SQLException {
        return new Event(
                new EventId(Columns.uuid(row, "id")),
                new SessionId(Columns.uuid(row, "session_id")),
                row.getLong("seq"),
                Columns.instant(row, "at"),
                codec.read(row.getString("type"), row.getString("payload")));
    }

    static void write(Handle handle, List<Event> events, PayloadCodec codec) {
        if (events.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (Event event : events) {
            batch.bind("session", event.sessionId().value())
                    .bind("seq", event.seq())
                    .bind("id", event.id().value())
                    .bind("type", event.type())
                    .bind("at", Columns.timestamp(event.timestamp()))
                    .bind("payload", codec.write(event.payload()))
                    .add();
        }
        batch.execute();
    }
}
