package dev.parley.persistence;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventId;
import dev.parley.domain.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Events as rows. */
final class EventRows {
    /** However many they are, they are one statement. */
    private static final String INSERT = """
            insert into session_events (session_id, seq, id, type, at, payload)
            select ?, e.seq, e.id, e.type, e.at, cast(e.payload as json)
            from unnest(?, ?, ?, cast(? as timestamptz[]), ?) e (seq, id, type, at, payload)
            """;

    /** Rows that are fetched at once. */
    static final int FETCHED = 25;

    /**
     * Longest payloads of a page, all together, in characters of JSON: whoever reads slowly holds a page for as long. A page has one event at
     * least.
     */
    static final int LONGEST_PAGE = 32 * 1024;

    private EventRows() {}

    /** Reads events until there are no more, or those that were read are long. */
    static List<Event> readPage(ResultSet rows, PayloadCodec codec) throws SQLException {
        List<Event> events = new ArrayList<>();
        int length = 0;
        while (length < LONGEST_PAGE && rows.next()) {
            length += rows.getString("payload").length();
            events.add(read(rows, codec));
        }
        return List.copyOf(events);
    }

    private static Event read(ResultSet row, PayloadCodec codec) throws SQLException {
        return new Event(
                new EventId(Columns.uuid(row, "id")),
                new SessionId(Columns.uuid(row, "session_id")),
                row.getLong("seq"),
                Columns.instant(row, "at"),
                codec.read(row.getString("type"), row.getString("payload")));
    }

    static void write(Pipeline pipeline, List<Event> events, PayloadCodec codec) {
        if (!events.isEmpty()) {
            pipeline.add(
                    INSERT,
                    events.getFirst().sessionId().value(),
                    events.stream().map(Event::seq).toArray(Long[]::new),
                    events.stream().map(event -> event.id().value()).toArray(UUID[]::new),
                    events.stream().map(Event::type).toArray(String[]::new),
                    events.stream().map(event -> event.timestamp().toString()).toArray(String[]::new),
                    events.stream().map(event -> codec.write(event.payload())).toArray(String[]::new));
        }
    }
}
