package dev.parley.persistence;

import dev.parley.application.port.Page;
import dev.parley.application.port.SessionQuery;
import dev.parley.domain.session.Session;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Lists of a user's sessions. */
final class SessionPages {
    /** Own sessions, which an index has in the order of the list. */
    private static final String OWN = " from sessions s where s.owner_id = :user and s.deleted_at is null";

    /** Sessions shared with the user; nobody shares a session with its owner, so none is in both. */
    private static final String SHARED =
            " from session_participants p join sessions s on s.id = p.session_id where p.user_id = :user and s.deleted_at is null";

    private static final String IN_STATUS = " and s.status = :status";

    private static final String WITH_TEXT = """
             and (s.title ilike :text escape '!'
                or exists (select 1 from messages m
                           where m.session_id = s.id and m.role in ('user', 'assistant') and m.text ilike :text escape '!'))
            """;

    private static final String ORDER = " order by s.last_active_at desc, s.id desc";

    private SessionPages() {}

    static Page<Session> page(Handle handle, SessionQuery query) {
        String matching = (query.status() == null ? "" : IN_STATUS) + (query.text() == null ? "" : WITH_TEXT);
        List<Session> items = bind(handle.createQuery(pageOf(matching)), query)
                .bind("limit", query.limit())
                .bind("offset", query.offset())
                .bind("reach", (long) query.limit() + query.offset())
                .map(SessionRows::read)
                .list();
        long total = bind(handle.createQuery(totalOf(matching)), query)
                .map((row, context) -> row.getLong("total"))
                .one();
        return new Page<>(items, total, query.limit(), query.offset());
    }

    /** Each part gives no more than the page can need of it. */
    private static String pageOf(String matching) {
        String reached = ORDER + " limit :reach";
        return "select " + SessionRows.COLUMNS + " from ((select s.id" + OWN + matching + reached
                + ") union all (select s.id" + SHARED + matching + reached + ")) v join sessions s on s.id = v.id"
                + ORDER + " limit :limit offset :offset";
    }

    private static String totalOf(String matching) {
        return "select (select count(*)" + OWN + matching + ") + (select count(*)" + SHARED + matching + ") as total";
    }

    private static Query bind(Query sql, SessionQuery query) {
        sql.bind("user", query.user().value());
        if (query.status() != null) {
            sql.bind("status", query.status().wireName());
        }
        if (query.text() != null) {
            sql.bind("text", "%" + query.text().replaceAll("[!%_]", "!$0") + "%");
        }
        return sql;
    }
}
