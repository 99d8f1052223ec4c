package dev.parley.persistence;

import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Lease;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Turns as rows. */
final class TurnRows {
    /** All columns of a turn; the table must be named {@code t}. */
    static final String COLUMNS = """
            t.id, t.session_id, t.message_id, t.author_id, t.accepted_seq, t.queued_ahead, t.priority, t.attempt, t.crashes, t.status,
            t.lease_owner, t.lease_until, t.awaited_request, t.failure_code, t.failure_message, t.cancel_reason, t.stop_requested,
            t.created_at, t.started_at, t.ended_at
            """;

    private static final String FIND =
            "select " + COLUMNS + " from turns t where t.session_id = :session and t.id = :id";

    /** Those of a session that have not ended. */
    static final String OPEN = "select " + COLUMNS
            + " from turns t where t.session_id = :session and t.status in ('queued', 'running', 'awaiting_feedback')";

    private static final String UPSERT = """
            insert into turns (id, session_id, message_id, author_id, accepted_seq, queued_ahead, priority, attempt, crashes,
                status, lease_owner, lease_until, awaited_request, failure_code, failure_message, cancel_reason, stop_requested, created_at,
                started_at, ended_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set attempt = excluded.attempt, crashes = excluded.crashes, status = excluded.status, lease_owner = excluded.lease_owner,
                lease_until = excluded.lease_until, awaited_request = excluded.awaited_request, failure_code = excluded.failure_code,
                failure_message = excluded.failure_message, cancel_reason = excluded.cancel_reason,
                stop_requested = excluded.stop_requested, started_at = excluded.started_at, ended_at = excluded.ended_at
            """;

    private TurnRows() {}

    static Optional<Turn> find(Handle handle, SessionId session, TurnId turn) {
        return find(handle, session, turn, "");
    }

    /** @param lock what to add to the statement, so that the row is locked */
    static Optional<Turn> find(Handle handle, SessionId session, TurnId turn, String lock) {
        return handle.createQuery(FIND + lock)
                .bind("session", session.value())
                .bind("id", turn.value())
                .map(TurnRows::read)
                .findOne();
    }

    /** The turns that have not ended, in the order of their execution. */
    static List<Turn> open(Handle handle, SessionId session) {
        return handle.createQuery(OPEN).bind("session", session.value()).map(TurnRows::read).list().stream()
                .sorted(Turn.EXECUTION_ORDER)
                .toList();
    }

    static Turn read(ResultSet row, StatementContext context) throws SQLException {
        String stop = row.getString("stop_requested");
        return new Turn(
                new TurnId(Columns.uuid(row, "id")),
                new SessionId(Columns.uuid(row, "session_id")),
                new MessageId(Columns.uuid(row, "message_id")),
                new UserId(row.getString("author_id")),
                row.getLong("accepted_seq"),
                row.getInt("queued_ahead"),
                row.getInt("priority"),
                row.getInt("attempt"),
                row.getInt("crashes"),
                state(row),
                stop == null ? null : Columns.named(CancelReason.class, stop),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "started_at"));
    }

    private static TurnState state(ResultSet row) throws SQLException {
        return switch (Columns.named(TurnStatus.class, row.getString("status"))) {
            case QUEUED -> new TurnState.Queued();
            case RUNNING ->
                new TurnState.Running(
                        new Lease(new NodeId(Columns.uuid(row, "lease_owner")), Columns.instant(row, "lease_until")));
            case AWAITING_FEEDBACK ->
                new TurnState.AwaitingFeedback(new FeedbackRequestId(Columns.uuid(row, "awaited_request")));
            case COMPLETED -> new TurnState.Completed(Columns.instant(row, "ended_at"));
            case FAILED ->
                new TurnState.Failed(
                        Columns.instant(row, "ended_at"), Objects.requireNonNull(MessageRows.failure(row)));
            case CANCELLED ->
                new TurnState.Cancelled(
                        Columns.instant(row, "ended_at"),
                        Columns.named(CancelReason.class, row.getString("cancel_reason")));
        };
    }

    static void write(Pipeline pipeline, List<Turn> turns) {
        pipeline.addAll(UPSERT, turns.stream().map(TurnRows::values).toList());
    }

    private static @Nullable Object[] values(Turn turn) {
        Lease lease = turn.state() instanceof TurnState.Running running ? running.lease() : null;
        FeedbackRequestId awaited =
                turn.state() instanceof TurnState.AwaitingFeedback awaiting ? awaiting.requestId() : null;
        TurnFailure failure = turn.state() instanceof TurnState.Failed failed ? failed.failure() : null;
        CancelReason cancelled = turn.state() instanceof TurnState.Cancelled ended ? ended.reason() : null;
        return new @Nullable Object[] {
            turn.id().value(),
            turn.sessionId().value(),
            turn.messageId().value(),
            turn.author().value(),
            turn.acceptedSeq(),
            turn.queuedAhead(),
            turn.priority(),
            turn.attempt(),
            turn.crashes(),
            turn.status().wireName(),
            lease == null ? null : lease.owner().value(),
            lease == null ? null : Columns.timestamp(lease.until()),
            awaited == null ? null : awaited.value(),
            failure == null ? null : failure.code().code(),
            failure == null ? null : failure.message(),
            wireName(cancelled),
            wireName(turn.stopRequested()),
            Columns.timestamp(turn.createdAt()),
            Columns.optionalTimestamp(turn.startedAt()),
            turn.state() instanceof TurnState.Ended ended ? Columns.timestamp(ended.at()) : null
        };
    }

    private static @Nullable String wireName(@Nullable CancelReason reason) {
        return reason == null ? null : reason.wireName();
    }
}
