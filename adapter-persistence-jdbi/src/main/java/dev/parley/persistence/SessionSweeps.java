package dev.parley.persistence;

import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Finds the sessions whose time is over, and removes them at last. */
final class SessionSweeps {
    private static final String IDLE = """
            select s.id from sessions s
            where s.deleted_at is null and s.status in ('initializing', 'active')
              and s.last_active_at <= clock_timestamp() - make_interval(secs => :seconds)
            order by s.last_active_at limit :limit
            """;

    private static final String OVERDUE = """
            select s.id from sessions s
            where s.deleted_at is null and s.status in ('initializing', 'active', 'paused')
              and s.last_active_at <= clock_timestamp() - make_interval(secs => :seconds)
              and not exists (select 1 from feedback_requests f where f.session_id = s.id and f.status = 'pending')
            order by s.last_active_at limit :limit
            """;

    private static final String PURGE = """
            delete from sessions where id in (
                select s.id from sessions s
                where (s.deleted_at is not null or s.ended_at is not null) and coalesce(s.deleted_at, s.ended_at) < :before
                order by coalesce(s.deleted_at, s.ended_at) limit :limit for update skip locked)
            returning owner_id, deleted_at is null as counted
            """;

    private SessionSweeps() {}

    /** Those that may be paused, the longest idle first. */
    static List<SessionId> idleFor(Handle handle, Duration duration, int limit) {
        return inactiveFor(handle, IDLE, duration, limit);
    }

    /** Those that may expire, the longest idle first. */
    static List<SessionId> overdueFor(Handle handle, Duration duration, int limit) {
        return inactiveFor(handle, OVERDUE, duration, limit);
    }

    private static List<SessionId> inactiveFor(Handle handle, String query, Duration duration, int limit) {
        return handle.createQuery(query)
                .bind("seconds", duration.toMillis() / 1000.0)
                .bind("limit", limit)
                .map((row, context) -> new SessionId(Columns.uuid(row, "id")))
                .list();
    }

    /** Removes sessions for good; returns how many it was. */
    static int purge(Handle handle, Instant outOfUseBefore, int limit) {
        List<Removed> removed = handle.createQuery(PURGE)
                .bind("before", Columns.timestamp(outOfUseBefore))
                .bind("limit", limit)
                .map((row, context) -> new Removed(new UserId(row.getString("owner_id")), row.getBoolean("counted")))
                .list();
        SessionCounts.removed(
                handle,
                removed.stream()
                        .filter(Removed::counted)
                        .collect(Collectors.toMap(Removed::owner, session -> 1, Integer::sum, TreeMap::new)));
        return removed.size();
    }

    /** A session that is gone. */
    private record Removed(UserId owner, boolean counted) {}
}
