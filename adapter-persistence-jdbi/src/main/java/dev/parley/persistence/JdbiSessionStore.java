package dev.parley.persistence;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.LogPage;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.ModelDay;
import dev.parley.application.port.Page;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Snapshot;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** Keeps sessions in PostgreSQL. A session is locked by its row; changes of one session on the same node queue before they take a connection. */
final class JdbiSessionStore implements SessionStore {
    private static final String FIND = "select " + SessionRows.COLUMNS + " from sessions s where s.id = :id";

    private static final String BY_STATUS =
            "select s.status, count(*) as sessions from sessions s where s.deleted_at is null group by s.status";

    private static final String EVENTS_AFTER = """
            select e.session_id, e.seq, e.id, e.type, e.at, e.payload from session_events e
            where e.session_id = :session and e.seq > :seq order by e.seq limit :limit
            """;

    private static final String ENDS = "select s.id, s.last_seq from sessions s where s.id = any(:ids)";

    private static final String SESSION_OF_MESSAGE =
            "select m.session_id from messages m where m.role = 'user' and m.author_id = :author and m.id = :id";

    private static final String CURRENT = """
            select s.id from sessions s
            where s.owner_id = :owner and s.deleted_at is null and s.status in ('initializing', 'active', 'paused')
            order by s.last_active_at desc, s.id desc limit 1
            """;

    private final Database database;
    private final EventBus bus;
    private final IdSource ids;
    private final PayloadCodec codec;
    private final MessageRows messageRows;
    private final FeedbackRows feedbackRows;
    private final KeyedLocks<SessionId> locks;

    /** @param patience how long a change waits for those of the same session before it on this node */
    JdbiSessionStore(Database database, EventBus bus, IdSource ids, PayloadCodec codec, Duration patience) {
        this.database = database;
        this.bus = bus;
        this.ids = ids;
        this.codec = codec;
        this.messageRows = new MessageRows(codec);
        this.feedbackRows = new FeedbackRows(codec);
        this.locks = new KeyedLocks<>(patience, "Too much is going on in this session; try again in a moment.");
    }

    @Override
    public <T> T change(SessionId id, Function<? super SessionChange, ? extends T> work) {
        Changed<T> changed = locks.locked(
                id,
                () -> database.inTransaction(handle -> {
                    LockedRows rows = LockedRows.lock(handle, id, codec, messageRows, feedbackRows);
                    SessionChange change = new SessionChange(id, rows, ids);
                    T result = work.apply(change);
                    SessionChange.Writes writes = change.writes();
                    write(handle, id, rows.session().orElse(null), writes, rows.now());
                    return new Changed<>(result, writes.events());
                }));
        if (!changed.events.isEmpty()) {
            bus.committed(id, changed.events);
        }
        return changed.result;
    }

    private record Changed<T>(T result, List<Event> events) {}

    private void write(
            Handle handle, SessionId id, @Nullable Session before, SessionChange.Writes writes, Instant now) {
        Pipeline pipeline = new Pipeline(handle);
        if (writes.session() != null) {
            SessionRows.write(pipeline, before, writes.session());
        }
        try {
            messageRows.write(pipeline, writes.messages());
            TurnRows.write(pipeline, writes.turns());
            feedbackRows.write(pipeline, writes.questions(), writes.lateAnswers());
            DeliveryRows.write(pipeline, id, writes, now);
            ReplyRows.write(pipeline, id, writes.replies());
            EventRows.write(pipeline, writes.events(), codec);
            UsageRows.add(pipeline, id, writes.uses());
            if (writes.session() != null) {
                SessionCounts.changed(pipeline, before, writes.session());
            }
            pipeline.send();
        } catch (JdbiException failure) {
            if (Database.isUniqueViolation(failure, "messages_of_author")) {
                throw new ChatException.Unprocessable(
                        ErrorCode.MESSAGE_ID_REUSED,
                        "This message_id was used in another session; make a new one for each message.",
                        Map.of());
            }
            if (Database.isUniqueViolation(failure, "feedback_requests_pkey")) {
                throw new ChatException.Unprocessable(
                        ErrorCode.MESSAGE_ID_REUSED,
                        "This request_id was used in another session; make a new one for each question.",
                        Map.of());
            }
            throw failure;
        }
    }

    @Override
    public Optional<Session> find(SessionId id) {
        return database.with(handle -> handle.createQuery(FIND)
                .bind("id", id.value())
                .map(SessionRows::read)
                .findOne());
    }

    @Override
    public List<Turn> openTurns(SessionId id) {
        return database.with(handle -> TurnRows.open(handle, id));
    }

    @Override
    public Optional<Turn> turn(SessionId sessionId, TurnId id) {
        return database.with(handle -> TurnRows.find(handle, sessionId, id));
    }

    @Override
    public SessionPage page(SessionQuery query) {
        return database.with(handle -> handle.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ,
                consistent -> SessionPages.page(consistent, query, messageRows)));
    }

    @Override
    public Page<Session> deletedSessions(UserId owner, int limit, int offset) {
        return database.with(handle -> handle.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ,
                consistent -> SessionPages.deleted(consistent, owner, limit, offset)));
    }

    @Override
    public Page<Message> history(MessageQuery query) {
        return database.with(handle -> HistoryPages.page(handle, query, messageRows));
    }

    @Override
    public List<Message> latestMessages(SessionId id, int limit) {
        return database.with(handle -> messageRows.latest(handle, id, limit));
    }

    @Override
    public List<Message> contextMessages(SessionId id, int limit) {
        return database.with(handle -> messageRows.context(handle, id, limit));
    }

    @Override
    public List<Message> messagesOf(SessionId sessionId, TurnId turnId) {
        return database.with(handle -> messageRows.ofTurn(handle, sessionId, turnId));
    }

    @Override
    public LogPage eventsAfter(SessionId id, long seq, int limit) {
        // The driver fetches some rows at a time, so that a page ends soon whose events are long; it does that in
        // transactions only.
        return new LogPage.Events(database.inTransaction(handle -> handle.createQuery(EVENTS_AFTER)
                .bind("session", id.value())
                .bind("seq", seq)
                .bind("limit", limit)
                .setFetchSize(EventRows.FETCHED)
                .scanResultSet((rows, context) -> EventRows.readPage(rows.get(), codec))));
    }

    @Override
    public Map<SessionId, Long> endsOfLogs(Collection<SessionId> sessions) {
        Object[] wanted = sessions.stream().map(SessionId::value).toArray();
        return database.with(handle -> {
            Map<SessionId, Long> ends = new HashMap<>();
            handle.createQuery(ENDS)
                    .bindArray("ids", UUID.class, wanted)
                    .map((row, context) -> Map.entry(new SessionId(Columns.uuid(row, "id")), row.getLong("last_seq")))
                    .forEach(end -> ends.put(end.getKey(), end.getValue()));
            return ends;
        });
    }

    @Override
    public Optional<Snapshot> snapshot(SessionId id, int messages) {
        return database.with(handle -> handle.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ,
                consistent -> consistent
                        .createQuery(FIND)
                        .bind("id", id.value())
                        .map(SessionRows::read)
                        .findOne()
                        .map(session -> new Snapshot(
                                session,
                                TurnRows.open(consistent, id),
                                messageRows.latest(consistent, id, messages)))));
    }

    @Override
    public Optional<SessionId> currentSession(UserId owner) {
        return database.with(handle -> handle.createQuery(CURRENT)
                .bind("owner", owner.value())
                .map((row, context) -> new SessionId(Columns.uuid(row, "id")))
                .findOne());
    }

    @Override
    public Optional<SessionId> sessionOfMessage(UserId author, MessageId id) {
        return database.with(handle -> handle.createQuery(SESSION_OF_MESSAGE)
                .bind("author", author.value())
                .bind("id", id.value())
                .map((row, context) -> new SessionId(Columns.uuid(row, "session_id")))
                .findOne());
    }

    @Override
    public List<SessionId> idleFor(Duration duration, int limit) {
        return database.with(handle -> SessionSweeps.idleFor(handle, duration, limit));
    }

    @Override
    public List<SessionId> overdueFor(Duration duration, int limit) {
        return database.with(handle -> SessionSweeps.overdueFor(handle, duration, limit));
    }

    @Override
    public boolean isReachable() {
        try {
            return database.with(handle -> handle.createQuery("select true as alive")
                    .map((row, context) -> row.getBoolean("alive"))
                    .one());
        } catch (ChatException.Unavailable unreachable) {
            return false;
        }
    }

    @Override
    public List<ModelDay> usage(UserId user, LocalDate from, LocalDate to) {
        return database.with(handle -> UsageRows.of(handle, user, from, to));
    }

    @Override
    public List<ModelDay> usageOfAll(LocalDate from, LocalDate to) {
        return database.with(handle -> UsageRows.ofAll(handle, from, to));
    }

    @Override
    public Map<SessionStatus, Long> sessionsByStatus() {
        return database.with(handle -> {
            Map<SessionStatus, Long> sessions = new EnumMap<>(SessionStatus.class);
            handle.createQuery(BY_STATUS)
                    .map((row, context) -> Map.entry(
                            SessionStatus.named(row.getString("status")).orElseThrow(), row.getLong("sessions")))
                    .forEach(count -> sessions.put(count.getKey(), count.getValue()));
            return sessions;
        });
    }

    @Override
    public int purge(Instant outOfUseBefore, int limit) {
        return database.inTransaction(handle -> SessionSweeps.purge(handle, outOfUseBefore, limit));
    }
}
