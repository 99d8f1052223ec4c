package dev.parley.persistence;

import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.Page;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackStatus;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Lists of questions: those of a session, and those that somebody may answer. */
final class FeedbackPages {
    private static final String NOT_DELETED = " s.deleted_at is null";

    private static final String ALL =
            " from feedback_requests f join sessions s on s.id = f.session_id where" + NOT_DELETED;

    /** Those where the user is named, or owns the session and nobody is; an index has them in the order of the list. */
    private static final String OWN = " from feedback_inbox f join sessions s on s.id = f.session_id"
            + " where f.user_id = :user and" + NOT_DELETED;

    /** Those where nobody is named, in sessions that the user may write in without owning them; so none is in both. */
    private static final String SHARED = """
             from session_participants p join feedback_requests f on f.session_id = p.session_id
            where p.user_id = :user and p.listed and p.access = 'editor' and cardinality(f.responders) = 0
            """;

    private static final String OF_SESSION = " and f.session_id = :session";

    private static final String NEWEST_FIRST = " order by f.created_at desc, %s desc limit :reach";

    private static final String ORDER = " order by f.created_at desc, f.id desc";

    private FeedbackPages() {}

    static Page<FeedbackRequest> page(Handle handle, FeedbackQuery query, FeedbackRows rows) {
        String matching = (query.session() == null ? "" : OF_SESSION) + inStatus(query.status());
        boolean isInbox = query.askedOf() != null;
        List<FeedbackRequest> items = bind(
                        handle.createQuery(isInbox ? pageOfInbox(matching) : pageOfAll(matching)), query)
                .bind("limit", query.limit())
                .bind("offset", query.offset())
                .bind("reach", (long) query.limit() + query.offset())
                .map(rows)
                .list();
        long total = bind(handle.createQuery(isInbox ? totalOfInbox(matching) : totalOfAll(matching)), query)
                .map((row, context) -> row.getLong("total"))
                .one();
        return new Page<>(items, total, query.limit(), query.offset());
    }

    /** Written out, so that the indexes of what is pending serve. */
    private static String inStatus(@Nullable FeedbackStatus status) {
        return status == null ? "" : " and f.status = '" + status.wireName() + "'";
    }

    private static String pageOfAll(String matching) {
        return page("select f.id" + ALL + matching + NEWEST_FIRST.formatted("f.id"));
    }

    /** Each part gives no more than the page can need of it. */
    private static String pageOfInbox(String matching) {
        return page("(select f.request_id as id" + OWN + matching + NEWEST_FIRST.formatted("f.request_id")
                + ") union all (select f.id" + SHARED + matching + NEWEST_FIRST.formatted("f.id") + ")");
    }

    private static String page(String found) {
        return "select " + FeedbackRows.COLUMNS + FeedbackRows.TABLES + " join (" + found + ") v on v.id = f.id" + ORDER
                + " limit :limit offset :offset";
    }

    private static String totalOfAll(String matching) {
        return "select count(*) as total" + ALL + matching;
    }

    private static String totalOfInbox(String matching) {
        return "select (select count(*)" + OWN + matching + ") + (select count(*)" + SHARED + matching + ") as total";
    }

    private static Query bind(Query sql, FeedbackQuery query) {
        if (query.askedOf() != null) {
            sql.bind("user", query.askedOf().value());
        }
        if (query.session() != null) {
            sql.bind("session", query.session().value());
        }
        return sql;
    }
}
