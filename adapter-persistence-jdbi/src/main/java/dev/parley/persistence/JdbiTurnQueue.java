package dev.parley.persistence;

import dev.parley.application.port.TurnQueue;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Looks over the turns of all sessions in PostgreSQL, by the database's clock. */
final class JdbiTurnQueue implements TurnQueue {
    private static final String RENEW = """
            update turns t set lease_until = clock_timestamp() + make_interval(secs => :seconds)
            from unnest(:ids, :sessions, :attempts) as held (id, session_id, attempt)
            where t.id = held.id and t.session_id = held.session_id and t.attempt = held.attempt and t.status = 'running' and t.lease_owner = :owner
            returning
            """ + TurnRows.COLUMNS;

    private static final String RELEASE =
            "update turns t set lease_until = 'epoch' where t.status = 'running' and t.lease_owner = :owner"
                    + " returning t.session_id";

    private static final String ABANDONED = """
            select t.session_id from turns t where t.status = 'running' and t.lease_until <= clock_timestamp()
            union
            select t.session_id from turns t
            where t.status = 'queued'
              and not exists (select 1 from turns c where c.session_id = t.session_id and c.status in ('running', 'awaiting_feedback'))
              and exists (select 1 from sessions s where s.id = t.session_id and s.status = 'active' and s.deleted_at is null)
            limit :limit
            """;

    /** The statuses are written out as in the condition of the index, which has nothing else. */
    private static final String OPEN = """
            select t.status, count(*) as turns from turns t
            where t.status in ('queued', 'running', 'awaiting_feedback') group by t.status
            """;

    private final Database database;

    JdbiTurnQueue(Database database) {
        this.database = database;
    }

    @Override
    public List<Turn> renew(NodeId owner, Collection<Turn> held, Duration lease) {
        if (held.isEmpty()) {
            return List.of();
        }
        Object[] ids = held.stream().map(turn -> turn.id().value()).toArray();
        Object[] sessions = held.stream().map(turn -> turn.sessionId().value()).toArray();
        Object[] attempts = held.stream().map(Turn::attempt).toArray();
        return database.with(handle -> handle.createQuery(RENEW)
                .bind("seconds", lease.toMillis() / 1000.0)
                .bindArray("ids", UUID.class, ids)
                .bindArray("sessions", UUID.class, sessions)
                .bindArray("attempts", Integer.class, attempts)
                .bind("owner", owner.value())
                .map(TurnRows::read)
                .list());
    }

    @Override
    public List<SessionId> release(NodeId owner) {
        return database.with(handle -> handle.createQuery(RELEASE)
                .bind("owner", owner.value())
                .map((row, context) -> new SessionId(Columns.uuid(row, "session_id")))
                .list());
    }

    @Override
    public List<SessionId> abandoned(int limit) {
        return database.with(handle -> handle.createQuery(ABANDONED)
                .bind("limit", limit)
                .map((row, context) -> new SessionId(Columns.uuid(row, "session_id")))
                .list());
    }

    @Override
    public Map<TurnStatus, Long> openByStatus() {
        return database.with(handle -> handle.createQuery(OPEN)
                .map((row, context) ->
                        Map.entry(Columns.named(TurnStatus.class, row.getString("status")), row.getLong("turns")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
