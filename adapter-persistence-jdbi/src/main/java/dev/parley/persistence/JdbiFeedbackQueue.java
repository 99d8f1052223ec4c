package dev.parley.persistence;

import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.Page;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.session.SessionId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Looks over the questions of all sessions in PostgreSQL, by the database's clock. */
final class JdbiFeedbackQueue implements FeedbackQueue {
    private static final String FIND = "select " + FeedbackRows.COLUMNS + FeedbackRows.TABLES
            + " join sessions s on s.id = f.session_id where f.id = :id and s.deleted_at is null";

    private static final String OPEN = "select " + FeedbackRows.COLUMNS + FeedbackRows.TABLES
            + " join sessions s on s.id = f.session_id where f.session_id = :session and f.status = 'pending'"
            + " and s.deleted_at is null order by f.created_at desc, f.id desc limit :limit";

    private static final String LATE = "select " + FeedbackRows.RESPONSE_COLUMNS
            + " from feedback_responses r where r.request_id = :id and r.late order by r.at, r.id limit :limit";

    /** The time of the statement, unlike that of its every row, can be looked for in an index. */
    private static final String DUE = """
            select f.session_id from feedback_requests f
            where f.status = 'pending' and least(f.expires_at, f.remind_at) <= statement_timestamp()
            group by f.session_id order by min(least(f.expires_at, f.remind_at)) limit :limit
            """;

    private final Database database;
    private final FeedbackRows rows;

    JdbiFeedbackQueue(Database database, PayloadCodec codec) {
        this.database = database;
        this.rows = new FeedbackRows(codec);
    }

    @Override
    public Optional<FeedbackRequest> find(FeedbackRequestId id) {
        return database.with(handle ->
                handle.createQuery(FIND).bind("id", id.value()).map(rows).findOne());
    }

    @Override
    public Page<FeedbackRequest> page(FeedbackQuery query) {
        return database.with(handle -> handle.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ, consistent -> FeedbackPages.page(consistent, query, rows)));
    }

    /** In one round trip, as everybody who looks at a session asks for them. */
    @Override
    public List<FeedbackRequest> open(SessionId id) {
        return database.with(handle -> handle.createQuery(OPEN)
                .bind("session", id.value())
                .bind("limit", MOST_OPEN)
                .map(rows)
                .list()
                .reversed());
    }

    @Override
    public List<FeedbackResponse> lateAnswers(FeedbackRequestId id) {
        return database.with(handle -> handle.createQuery(LATE)
                .bind("id", id.value())
                .bind("limit", FeedbackRows.MOST_LATE)
                .map((row, context) -> rows.response(row))
                .list());
    }

    @Override
    public List<SessionId> due(int limit) {
        return database.with(handle -> handle.createQuery(DUE)
                .bind("limit", limit)
                .map((row, context) -> new SessionId(Columns.uuid(row, "session_id")))
                .list());
    }
}
