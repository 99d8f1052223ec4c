package dev.parley.persistence;

import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.AskingCall;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Questions to people and their answers as rows. */
final class FeedbackRows implements RowMapper<FeedbackRequest> {
    /** Most late answers of a question that are kept. */
    static final int MOST_LATE = 100;

    /** All columns of an answer; the table must be named {@code r}. */
    static final String RESPONSE_COLUMNS =
            "r.id as response_id, r.author_id, r.channel, r.answer, r.at as responded_at, r.late";

    /** All columns of a question and of the answer that won. */
    static final String COLUMNS = """
            f.id, f.session_id, f.turn_id, f.answer_id, f.call_id, f.question, f.kind, f.responders, f.default_answer, f.status,
            f.created_at, f.expires_at, f.remind_at, f.ended_at,
            """ + RESPONSE_COLUMNS;

    /** Where they are; a question is in the table named {@code f}. */
    static final String TABLES =
            " from feedback_requests f left join feedback_responses r on r.request_id = f.id and not r.late";

    /** What is not set anew never changes. */
    private static final String UPSERT = """
            insert into feedback_requests (id, session_id, turn_id, answer_id, call_id, question, kind, responders, default_answer,
                status, created_at, expires_at, remind_at, ended_at)
            values (?, ?, ?, ?, ?, ?, cast(? as json), ?, cast(? as json), ?, ?, ?, ?, ?)
            on conflict (session_id, id) do update set status = excluded.status, remind_at = excluded.remind_at,
                ended_at = excluded.ended_at
            """;

    private static final String UPSERT_INBOX = """
            insert into feedback_inbox (request_id, user_id, session_id, status, created_at)
            select f.id, a.user_id, f.session_id, f.status, f.created_at
            from feedback_requests f join sessions s on s.id = f.session_id
                cross join unnest(case cardinality(f.responders) when 0 then array[s.owner_id] else f.responders end) a (user_id)
            where f.id = any(?)
            on conflict (request_id, user_id) do update set status = excluded.status
            """;

    private static final String INSERT_WINNER = """
            insert into feedback_responses (request_id, id, author_id, channel, answer, at, late)
            values (?, ?, ?, ?, cast(? as json), ?, ?)
            on conflict (request_id, id) do nothing
            """;

    private static final String INSERT_LATE = """
            insert into feedback_responses (request_id, id, author_id, channel, answer, at, late)
            select v.request_id, v.id, v.author_id, v.channel, v.answer, v.at, v.late
            from (values (cast(? as uuid), cast(? as uuid), cast(? as text), cast(? as text), cast(? as json), cast(? as timestamptz),
                cast(? as boolean))) v (request_id, id, author_id, channel, answer, at, late)
            where (select count(*) from feedback_responses r where r.request_id = v.request_id and r.late) <
            """ + MOST_LATE + " on conflict (request_id, id) do nothing";

    private final PayloadCodec codec;

    FeedbackRows(PayloadCodec codec) {
        this.codec = codec;
    }

    @Override
    public FeedbackRequest map(ResultSet row, StatementContext context) throws SQLException {
        String defaultAnswer = row.getString("default_answer");
        return new FeedbackRequest(
                new FeedbackRequestId(Columns.uuid(row, "id")),
                new SessionId(Columns.uuid(row, "session_id")),
                asker(row),
                row.getString("question"),
                codec.readKind(row.getString("kind")),
                responders(row),
                state(row),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"),
                Columns.optionalInstant(row, "remind_at"),
                defaultAnswer == null ? null : codec.readAnswer(defaultAnswer));
    }

    private static @Nullable AskingCall asker(ResultSet row) throws SQLException {
        Optional<UUID> turn = Columns.optionalUuid(row, "turn_id");
        return turn.isEmpty()
                ? null
                : new AskingCall(
                        new TurnId(turn.get()),
                        new MessageId(Columns.uuid(row, "answer_id")),
                        row.getString("call_id"));
    }

    private static Set<UserId> responders(ResultSet row) throws SQLException {
        String[] names = (String[]) row.getArray("responders").getArray();
        return Arrays.stream(names).map(UserId::new).collect(Collectors.toUnmodifiableSet());
    }

    private FeedbackState state(ResultSet row) throws SQLException {
        return switch (Columns.named(FeedbackStatus.class, row.getString("status"))) {
            case PENDING -> new FeedbackState.Pending();
            case ANSWERED -> new FeedbackState.Answered(response(row));
            case EXPIRED -> new FeedbackState.Expired(Columns.instant(row, "ended_at"));
            case CANCELLED -> new FeedbackState.Cancelled(Columns.instant(row, "ended_at"));
        };
    }

    /** The answer of a row. */
    FeedbackResponse response(ResultSet row) throws SQLException {
        return new FeedbackResponse(
                Columns.uuid(row, "response_id"),
                new UserId(row.getString("author_id")),
                Columns.named(ChannelKind.class, row.getString("channel")),
                codec.readAnswer(row.getString("answer")),
                Columns.instant(row, "responded_at"),
                row.getBoolean("late"));
    }

    void write(Pipeline pipeline, List<FeedbackRequest> questions, List<SessionChange.LateAnswer> late) {
        if (!questions.isEmpty()) {
            pipeline.addAll(UPSERT, questions.stream().map(this::values).toList());
            pipeline.add(UPSERT_INBOX, (Object)
                    questions.stream().map(question -> question.id().value()).toArray(UUID[]::new));
            pipeline.addAll(
                    INSERT_WINNER, questions.stream().flatMap(this::winner).toList());
        }
        pipeline.addAll(
                INSERT_LATE,
                late.stream()
                        .map(answer -> responseValues(answer.question(), answer.answer()))
                        .toList());
    }

    private @Nullable Object[] values(FeedbackRequest question) {
        AskingCall asker = question.asker();
        FeedbackAnswer defaultAnswer = question.defaultAnswer();
        return new @Nullable Object[] {
            question.id().value(),
            question.sessionId().value(),
            asker == null ? null : asker.turnId().value(),
            asker == null ? null : asker.answerId().value(),
            asker == null ? null : asker.callId(),
            question.question(),
            codec.writeKind(question.kind()),
            question.responders().stream().map(UserId::value).sorted().toArray(String[]::new),
            defaultAnswer == null ? null : codec.writeAnswer(defaultAnswer),
            question.status().wireName(),
            Columns.timestamp(question.createdAt()),
            Columns.timestamp(question.expiresAt()),
            Columns.optionalTimestamp(question.remindAt()),
            Columns.optionalTimestamp(endOf(question.state()))
        };
    }

    /** When it ended without an answer; null if it did not. */
    private static @Nullable Instant endOf(FeedbackState state) {
        return switch (state) {
            case FeedbackState.Pending pending -> null;
            case FeedbackState.Answered answered -> null;
            case FeedbackState.Expired expired -> expired.at();
            case FeedbackState.Cancelled cancelled -> cancelled.at();
        };
    }

    private Stream<@Nullable Object[]> winner(FeedbackRequest question) {
        return question.state() instanceof FeedbackState.Answered(FeedbackResponse winner)
                ? Stream.<@Nullable Object[]>of(responseValues(question.id(), winner))
                : Stream.empty();
    }

    private @Nullable Object[] responseValues(FeedbackRequestId question, FeedbackResponse response) {
        return new @Nullable Object[] {
            question.value(),
            response.id(),
            response.author().value(),
            response.channel().wireName(),
            codec.writeAnswer(response.answer()),
            Columns.timestamp(response.at()),
            response.late()
        };
    }
}
