package dev.parley.persistence;

import dev.parley.application.port.FoundSession;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionMatch;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Lists of a user's sessions. */
final class SessionPages {
    /** Own sessions, which an index has in the order of the list. */
    private static final String OWN = " from sessions s where s.owner_id = :user and s.deleted_at is null";

    /** Sessions shared with the user; nobody shares a session with its owner, so none is in both. */
    private static final String SHARED =
            " from session_participants p join sessions s on s.id = p.session_id where p.user_id = :user and p.listed";

    /** How best to find a text depends on how rare it is. */
    private static final String PLAN_FOR_TEXT = "set local plan_cache_mode = force_custom_plan";

    private static final String IN_STATUS = " and s.status = :status";

    private static final String WITH_TEXT = """
             and (search_form(s.title) like search_form(:text) escape '!'
                or exists (select 1 from messages m where m.session_id = s.id and m.role in ('user', 'assistant')
                           and search_form(m.text) like search_form(:text) escape '!'))
            """;

    private static final String BEHIND = " and (s.last_active_at, s.id) < (:lastActiveAt, :lastId)";

    private static final String ORDER = " order by s.last_active_at desc, s.id desc";

    /** Own sessions are counted as they come and go; the sessions shared with somebody are few, and an index has them. */
    private static final String KEPT_TOTAL = """
            select coalesce((select u.own_sessions from users u where u.id = :user), 0)
                + (select count(*) from session_participants p where p.user_id = :user and p.listed) as total
            """;

    private static final String NEWEST_MATCHES = "select " + MessageRows.COLUMNS + """
             from unnest(cast(:sessions as uuid[])) page (id) cross join lateral (
                select n.* from messages n
                where n.session_id = page.id and n.role in ('user', 'assistant')
                    and search_form(n.text) like search_form(:text) escape '!'
                order by n.seq desc limit 1) m
            """;

    private static final String DELETED_PAGE = "select " + SessionRows.COLUMNS + """
             from sessions s where s.owner_id = :owner and s.deleted_at is not null
            order by s.deleted_at desc, s.id desc limit :limit offset :offset
            """;

    private static final String DELETED_TOTAL =
            "select count(*) as total from sessions s where s.owner_id = :owner and s.deleted_at is not null";

    private SessionPages() {}

    /** What an owner deleted. */
    static Page<Session> deleted(Handle handle, UserId owner, int limit, int offset) {
        List<Session> sessions = handle.createQuery(DELETED_PAGE)
                .bind("owner", owner.value())
                .bind("limit", limit)
                .bind("offset", offset)
                .map(SessionRows::read)
                .list();
        long total = handle.createQuery(DELETED_TOTAL)
                .bind("owner", owner.value())
                .map((row, context) -> row.getLong("total"))
                .one();
        return new Page<>(sessions, total, limit, offset);
    }

    static SessionPage page(Handle handle, SessionQuery query, MessageRows messages) {
        String matching = (query.status() == null ? "" : IN_STATUS) + (query.text() == null ? "" : WITH_TEXT);
        if (query.text() != null) {
            handle.execute(PLAN_FOR_TEXT);
        }
        List<Session> reached = sessions(handle, query, matching);
        List<Session> items = reached.subList(0, Math.min(query.limit(), reached.size()));
        Map<SessionId, SessionMatch> matches =
                query.text() == null ? Map.of() : matches(handle, items, query.text(), messages);
        List<FoundSession> found = reached.stream()
                .map(session -> new FoundSession(session, matches.get(session.id())))
                .toList();
        return SessionPage.of(query, found, total(handle, query, matching));
    }

    private static List<Session> sessions(Handle handle, SessionQuery query, String matching) {
        Query sql = bind(handle.createQuery(pageOf(query, matching)), query)
                .bind("more", query.limit() + 1L)
                .bind("offset", query.offset())
                .bind("reach", query.limit() + 1L + query.offset());
        if (query.after() != null) {
            sql.bind("lastActiveAt", Columns.timestamp(query.after().lastActiveAt()))
                    .bind("lastId", query.after().id().value());
        }
        return sql.map(SessionRows::read).list();
    }

    /** Each part gives no more than the page can need of it. */
    private static String pageOf(SessionQuery query, String matching) {
        String reached = matching + (query.after() == null ? "" : BEHIND) + ORDER + " limit :reach";
        return "select " + SessionRows.COLUMNS + " from ((select s.id" + OWN + reached + ") union all (select s.id"
                + SHARED + reached + ")) v join sessions s on s.id = v.id" + ORDER + " limit :more offset :offset";
    }

    /** Only the list of all has a total that is kept; that of a part of it is counted. */
    private static long total(Handle handle, SessionQuery query, String matching) {
        String sql = matching.isEmpty()
                ? KEPT_TOTAL
                : "select (select count(*)" + OWN + matching + ") + (select count(*)" + SHARED + matching
                        + ") as total";
        return bind(handle.createQuery(sql), query)
                .map((row, context) -> row.getLong("total"))
                .one();
    }

    /** Where the text is in each session; the database finds the message, and the place in it is found as everywhere else. */
    private static Map<SessionId, SessionMatch> matches(
            Handle handle, List<Session> sessions, SearchText text, MessageRows messages) {
        Map<SessionId, SessionMatch> matches = new HashMap<>();
        sessions.forEach(
                session -> SessionMatch.inTitle(session, text).ifPresent(match -> matches.put(session.id(), match)));
        handle.createQuery(NEWEST_MATCHES)
                .bindArray(
                        "sessions",
                        UUID.class,
                        sessions.stream().map(session -> session.id().value()).toArray())
                .bind("text", pattern(text))
                .map(messages)
                .forEach(message -> SessionMatch.inMessage(message, text)
                        .ifPresent(match -> matches.put(message.sessionId(), match)));
        return matches;
    }

    private static Query bind(Query sql, SessionQuery query) {
        sql.bind("user", query.user().value());
        if (query.status() != null) {
            sql.bind("status", query.status().wireName());
        }
        if (query.text() != null) {
            sql.bind("text", pattern(query.text()));
        }
        return sql;
    }

    private static String pattern(SearchText text) {
        return "%" + text.value().replaceAll("[!%_]", "!$0") + "%";
    }
}
