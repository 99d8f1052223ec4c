package dev.parley.persistence;

import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.Page;
import dev.parley.application.port.PendingQuestions;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

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

    /** Those that wait longest come first in an index that has nothing else. A deleted session has ended, and its questions with it. */
    private static final String PENDING = """
            select width_bucket(cast(extract(epoch from statement_timestamp() - w.created_at) as double precision),
                    cast(:ages as double precision[])) as band,
                count(*) as questions, min(w.created_at) as oldest
            from (select f.created_at from feedback_requests f where f.status = 'pending' order by f.created_at limit :limit) w
            group by band
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

    private record Band(int number, long questions, Instant oldest) {
        static Band read(ResultSet row) throws SQLException {
            return new Band(row.getInt("band"), row.getLong("questions"), Columns.instant(row, "oldest"));
        }
    }

    @Override
    public PendingQuestions pending(List<Duration> ages) {
        Object[] seconds = ages.stream().map(age -> age.toMillis() / 1000.0).toArray();
        List<Band> bands = database.with(handle -> handle.createQuery(PENDING)
                .bindArray("ages", Double.class, seconds)
                .bind("limit", MOST_COUNTED)
                .map((row, context) -> Band.read(row))
                .list());
        List<Long> byAge = new ArrayList<>(Collections.nCopies(ages.size() + 1, 0L));
        bands.forEach(band -> byAge.set(band.number(), band.questions()));
        @Nullable
        Instant oldest =
                bands.stream().map(Band::oldest).min(Instant::compareTo).orElse(null);
        return new PendingQuestions(
                byAge, oldest, byAge.stream().mapToLong(Long::longValue).sum() < MOST_COUNTED);
    }
}
