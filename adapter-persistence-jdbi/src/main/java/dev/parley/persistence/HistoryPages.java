package dev.parley.persistence;

import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.Page;
import dev.parley.domain.message.Message;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Pages of a session's history. */
final class HistoryPages {
    private static final String WITHIN =
            " from messages m where m.session_id = :session and m.seq > :after and m.seq < :before";

    private static final String ASCENDING =
            "select " + MessageRows.COLUMNS + WITHIN + " order by m.seq limit :limit offset :offset";

    private static final String DESCENDING =
            "select " + MessageRows.COLUMNS + WITHIN + " order by m.seq desc limit :limit offset :offset";

    /** Kept with the session: counting would take longer the longer the history is. */
    private static final String TOTAL = "select s.message_count as total from sessions s where s.id = :session";

    private HistoryPages() {}

    static Page<Message> page(Handle handle, MessageQuery query, MessageRows rows) {
        List<Message> items = handle.createQuery(query.ascending() ? ASCENDING : DESCENDING)
                .bind("session", query.sessionId().value())
                .bind("after", query.after())
                .bind("before", query.before())
                .bind("limit", query.limit())
                .bind("offset", query.offset())
                .map(rows)
                .list();
        return new Page<>(items, total(handle, query), query.limit(), query.offset());
    }

    private static long total(Handle handle, MessageQuery query) {
        return handle.createQuery(TOTAL)
                .bind("session", query.sessionId().value())
                .map((row, context) -> row.getLong("total"))
                .findOne()
                .orElse(0L);
    }
}
