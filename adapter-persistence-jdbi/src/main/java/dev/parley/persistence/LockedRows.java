package dev.parley.persistence;

import dev.parley.application.port.SessionChange;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.Delivery;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** What a change sees of a session whose row it has locked, in the change's own transaction. */
final class LockedRows implements SessionChange.Rows {
    private static final String MESSAGE =
            "select " + MessageRows.COLUMNS + " from messages m where m.session_id = :session and m.id = :id";

    private static final String TURN_ANSWERING =
            "select " + TurnRows.COLUMNS + " from turns t where t.session_id = :session and t.message_id = :message";

    /** Leases are renewed without the session's lock; a turn that a change has seen must not change under its eyes. */
    private static final String LOCK_TURN = " for no key update of t";

    /**
     * Four statements in one round trip. Everything is asked for after the lock was given: it must not be from before another change. That goes
     * for the participants, too, whom a statement that waits for the lock of a session sees as they were when it began to wait. A session
     * that is being begun has no row to lock.
     */
    private static final String BEGIN = "select s.id from sessions s where s.id = :session for update of s; select "
            + SessionRows.COLUMNS + " from sessions s where s.id = :session; select clock_timestamp() as now; "
            + TurnRows.OPEN + LOCK_TURN;

    private static final String IS_USED = """
            select exists (select 1 from messages m where m.session_id = :session and m.id = :message)
                or exists (select 1 from messages a where a.role = 'user' and a.author_id = :author and a.id = :message) as used
            """;

    private static final String QUESTION =
            "select " + FeedbackRows.COLUMNS + FeedbackRows.TABLES + " where f.session_id = :session and f.id = :id";

    private static final String OLDEST_FIRST = " order by f.created_at, f.id";

    private static final String QUESTIONS_OF_TURN = "select " + FeedbackRows.COLUMNS + FeedbackRows.TABLES
            + " where f.session_id = :session and f.turn_id = :turn" + OLDEST_FIRST;

    private static final String OPEN_QUESTIONS = "select " + FeedbackRows.COLUMNS + FeedbackRows.TABLES
            + " where f.session_id = :session and f.status = 'pending'" + OLDEST_FIRST;

    private static final String DISPATCH = "select " + DeliveryRows.DISPATCH_COLUMNS
            + " from feedback_dispatches p where p.request_id = :id and p.session_id = :session";

    private static final String DELIVERIES = "select " + DeliveryRows.COLUMNS
            + " from feedback_deliveries d where d.request_id = :id and d.session_id = :session";

    private static final String REPLIES = "select " + ReplyRows.COLUMNS
            + " from channel_replies r where r.turn_id = :turn and r.session_id = :session";

    private static final String TOOLS_CALLED = """
            select e.type, e.payload from session_events e
            where e.session_id = :session and e.seq > :seq and e.type = 'tool.called' order by e.seq
            """;

    private static final String LOCK_OWNER = "select pg_advisory_xact_lock(hashtextextended(:owner, 7246031))";

    private static final String IN_USE = "select " + SessionRows.COLUMNS + """
             from sessions s
            where s.owner_id = :owner and s.deleted_at is null and s.status in ('initializing', 'active', 'paused')
            order by s.last_active_at desc, s.id desc
            """;

    private final Handle handle;
    private final SessionId id;
    private final PayloadCodec codec;
    private final MessageRows messages;
    private final FeedbackRows questions;
    private final Beginning beginning;

    private LockedRows(
            Handle handle,
            SessionId id,
            PayloadCodec codec,
            MessageRows messages,
            FeedbackRows questions,
            Beginning beginning) {
        this.handle = handle;
        this.id = id;
        this.codec = codec;
        this.messages = messages;
        this.questions = questions;
        this.beginning = beginning;
    }

    /** What nearly every change needs. */
    private record Beginning(@Nullable Session session, Instant now, List<Turn> openTurns) {
        static Beginning read(Supplier<PreparedStatement> executed, StatementContext context) throws SQLException {
            PreparedStatement statement = executed.get();
            statement.getMoreResults();
            Session session = null;
            try (ResultSet row = statement.getResultSet()) {
                session = row.next() ? SessionRows.read(row, context) : null;
            }
            statement.getMoreResults();
            Instant now;
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                now = Columns.instant(row, "now");
            }
            statement.getMoreResults();
            List<Turn> open = new ArrayList<>();
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    open.add(TurnRows.read(row, context));
                }
            }
            open.sort(Turn.EXECUTION_ORDER);
            return new Beginning(session, now, List.copyOf(open));
        }
    }

    static LockedRows lock(
            Handle handle, SessionId id, PayloadCodec codec, MessageRows messages, FeedbackRows questions) {
        Beginning beginning =
                handle.createQuery(BEGIN).bind("session", id.value()).execute(Beginning::read);
        return new LockedRows(handle, id, codec, messages, questions, beginning);
    }

    @Override
    public Instant now() {
        return beginning.now;
    }

    @Override
    public Optional<Session> session() {
        return Optional.ofNullable(beginning.session);
    }

    @Override
    public Optional<Message> message(MessageId message) {
        return handle.createQuery(MESSAGE)
                .bind("session", id.value())
                .bind("id", message.value())
                .map(messages)
                .findOne();
    }

    @Override
    public List<Message> messagesOf(TurnId turn) {
        return messages.ofTurn(handle, id, turn);
    }

    @Override
    public Optional<Turn> turn(TurnId turn) {
        Optional<Turn> open = beginning.openTurns.stream()
                .filter(known -> known.id().equals(turn))
                .findFirst();
        return open.isPresent() ? open : TurnRows.find(handle, id, turn, LOCK_TURN);
    }

    @Override
    public Optional<Turn> turnAnswering(MessageId message) {
        return handle.createQuery(TURN_ANSWERING)
                .bind("session", id.value())
                .bind("message", message.value())
                .map(TurnRows::read)
                .findOne();
    }

    @Override
    public List<Turn> openTurns() {
        return beginning.openTurns;
    }

    @Override
    public Optional<FeedbackRequest> question(FeedbackRequestId question) {
        return handle.createQuery(QUESTION)
                .bind("session", id.value())
                .bind("id", question.value())
                .map(questions)
                .findOne();
    }

    @Override
    public List<FeedbackRequest> questionsOf(TurnId turn) {
        return handle.createQuery(QUESTIONS_OF_TURN)
                .bind("session", id.value())
                .bind("turn", turn.value())
                .map(questions)
                .list();
    }

    @Override
    public List<FeedbackRequest> openQuestions() {
        return handle.createQuery(OPEN_QUESTIONS)
                .bind("session", id.value())
                .map(questions)
                .list();
    }

    @Override
    public Optional<Dispatch> dispatch(FeedbackRequestId question) {
        return handle.createQuery(DISPATCH)
                .bind("session", id.value())
                .bind("id", question.value())
                .map(DeliveryRows::readDispatch)
                .findOne();
    }

    @Override
    public List<Delivery> deliveriesOf(FeedbackRequestId question) {
        return handle.createQuery(DELIVERIES)
                .bind("session", id.value())
                .bind("id", question.value())
                .map(DeliveryRows::read)
                .list();
    }

    @Override
    public List<ChannelReply> repliesOf(TurnId turn) {
        return handle.createQuery(REPLIES)
                .bind("session", id.value())
                .bind("turn", turn.value())
                .map(ReplyRows::read)
                .list();
    }

    @Override
    public List<EventPayload.ToolCalled> toolsCalled(long afterSeq) {
        return handle.createQuery(TOOLS_CALLED)
                .bind("session", id.value())
                .bind("seq", afterSeq)
                .map((row, context) ->
                        (EventPayload.ToolCalled) codec.read(row.getString("type"), row.getString("payload")))
                .list();
    }

    @Override
    public boolean isUsed(MessageId message, UserId author) {
        return handle.createQuery(IS_USED)
                .bind("session", id.value())
                .bind("message", message.value())
                .bind("author", author.value())
                .map((row, context) -> row.getBoolean("used"))
                .one();
    }

    @Override
    public String draftOf(MessageId message) {
        return DraftRows.text(handle, id, message);
    }

    @Override
    public List<Session> sessionsInUse(UserId owner) {
        handle.createQuery(LOCK_OWNER)
                .bind("owner", owner.value())
                .map((row, context) -> true)
                .one();
        return handle.createQuery(IN_USE)
                .bind("owner", owner.value())
                .map(SessionRows::read)
                .list();
    }
}
