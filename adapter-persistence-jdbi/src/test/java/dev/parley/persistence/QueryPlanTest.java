package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.application.port.DeliveryQueue;
import dev.parley.application.port.DraftStore;
import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.MessageQuery;
import dev.parley.application.port.Page;
import dev.parley.application.port.RateLimiter.Bucket;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionCursor;
import dev.parley.application.port.SessionPage;
import dev.parley.application.port.SessionQuery;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Sighting;
import dev.parley.application.port.TaskQuery;
import dev.parley.application.port.TaskStore;
import dev.parley.application.port.TurnQueue;
import dev.parley.application.port.UserDirectory;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Dispatch;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * With a million messages every query still finds its rows by an index. What is looked at are the plans that the server really used, as it
 * logged them, not those of copies of the statements.
 */
class QueryPlanTest {
    /** Owns 500 of the sessions, the first of which has 100,000 messages. */
    private static final UserId HEAVY = new UserId("user-0");

    /** Owns 30,000 of the sessions. */
    private static final UserId COLLECTOR = new UserId("collector");

    private static final int LIMIT = 20;

    private static final Pattern WHOLE_TABLE = Pattern.compile(
            "Seq Scan on (?:public\\.)?(?:messages|session_events|turns|sessions|session_participants|drafts|users|usage"
                    + "|feedback_requests|feedback_inbox|feedback_responses|feedback_dispatches|feedback_deliveries|tasks|task_lists|user_directory|rate_limits)\\b");

    /** How many rows a step of a plan gave each time, and how often it was done. */
    private static final Pattern ROWS_READ = Pattern.compile("actual rows=([0-9.]+) loops=([0-9]+)");

    private static final List<String> ROWS = List.of(
            "insert into users (id) select 'user-' || u from generate_series(0, 999) u",
            "insert into users (id, own_sessions) values ('collector', 30000)",
            """
            insert into user_directory (id, token_role, disabled, first_seen_at, last_seen_at, changed_at)
            select 'guest-' || u, case when u % 1000 = 0 then 'admin' else 'viewer' end, u % 5000 = 0, now(), now(),
                case when u % 5000 = 0 then now() - u * interval '1 minute' end
            from generate_series(0, 199999) u""",
            """
            insert into sessions (id, owner_id, title, metadata, profile, status, agent_activity, agent_context_messages,
                agent_context_tokens, last_seq, message_count, created_at, updated_at, last_active_at, ended_at)
            select md5('s' || s)::uuid,
                case when s >= 70000 then 'collector' else 'user-' || case when s < 500 then 0 else 1 + s % 999 end end,
                'Session ' || s, '{}', 'default',
                case s % 10 when 0 then 'active' when 1 then 'paused' else 'completed' end, 'idle', 0, 0, 200, 100,
                now() - s * interval '1 minute', now(), now() - s * interval '1 minute', case when s % 10 > 1 then now() end
            from generate_series(0, 99999) s""",
            """
            insert into messages (session_id, seq, id, turn_id, role, status, author_id, text, created_at)
            select md5('s' || case when m < 100000 then 0 else m % 100000 end)::uuid, m + 1, md5('m' || m)::uuid,
                md5('t' || m / 2)::uuid, case m % 2 when 0 then 'user' else 'assistant' end, 'completed',
                case m % 2 when 0 then 'user-0' end, 'message ' || md5(m::text), now()
            from generate_series(0, 999999) m""",
            """
            insert into session_events (session_id, seq, id, type, at, payload)
            select md5('s' || case when e < 100000 then 0 else e % 100000 end)::uuid, e + 1, md5('e' || e)::uuid, 'session.resumed',
                now(), '{}'
            from generate_series(0, 299999) e""",
            """
            insert into turns (id, session_id, message_id, author_id, accepted_seq, queued_ahead, priority, attempt, crashes, status,
                lease_owner, lease_until, created_at, ended_at)
            select md5('t' || t)::uuid, md5('s' || t % 100000)::uuid, md5('m' || 2 * t)::uuid, 'user-0', t + 1, 0, 0, 1, 0,
                case when t < 100 then 'running' else 'completed' end, case when t < 100 then md5('node')::uuid end,
                case when t < 100 then now() + interval '1 hour' end, now(), case when t >= 100 then now() end
            from generate_series(0, 99999) t""",
            """
            insert into drafts (message_id, start, session_id, text)
            select md5('m' || d / 100)::uuid, d % 100, md5('s0')::uuid, 'x' from generate_series(0, 99999) d""",
            """
            insert into session_participants (session_id, user_id, access, listed)
            select md5('s' || s)::uuid, 'user-' || s / 20 % 1000, case s % 40 when 0 then 'editor' else 'viewer' end, true
            from generate_series(500, 99999) s where s % 20 = 0""",
            """
            insert into usage (user_id, day, model, session_id, answers, prompt_tokens, completion_tokens)
            select 'user-' || u % 1000, date '2026-01-01' + u / 1000 % 100, 'model', md5('s' || u)::uuid, 1, 2, 3
            from generate_series(0, 99999) u""",
            """
            insert into session_events (session_id, seq, id, type, at, payload)
            select md5('s0')::uuid, 300000 + e, md5('c' || e)::uuid, 'tool.called', now(), json_build_object('turnId', md5('t0')::uuid,
                'messageId', md5('m1')::uuid, 'call', json_build_object('id', e::text, 'name', 'tasks', 'arguments', '{}'))
            from generate_series(1, 10) e""",
            """
            insert into feedback_requests (id, session_id, turn_id, answer_id, call_id, question, kind, responders, status, created_at,
                expires_at, remind_at, ended_at)
            select md5('q' || q)::uuid, md5('s' || case when q < 20000 then 0 else q % 100000 end)::uuid,
                case q % 2 when 0 then md5('t' || q / 4)::uuid end, case q % 2 when 0 then md5('m' || q)::uuid end,
                case q % 2 when 0 then '1' end, 'Sure?', '{"kind":"clarification"}',
                case q % 5 when 0 then array['user-0'] else array[]::text[] end, case q % 100 when 0 then 'pending' else 'cancelled' end,
                now() - q * interval '1 minute', now() + interval '1 day',
                case q % 1000 when 0 then now() - interval '1 hour' end, case when q % 100 > 0 then now() end
            from generate_series(0, 199999) q""",
            """
            insert into feedback_inbox (request_id, user_id, session_id, status, created_at)
            select f.id, case cardinality(f.responders) when 0 then s.owner_id else f.responders[1] end, s.id, f.status, f.created_at
            from feedback_requests f join sessions s on s.id = f.session_id""",
            """
            insert into feedback_responses (request_id, id, author_id, channel, answer, at, late)
            select md5('q' || r % 100000)::uuid, md5('r' || r)::uuid, 'user-0', 'web', '{"answer":"text","text":"Yes."}', now(), true
            from generate_series(0, 199999) r""",
            """
            insert into feedback_dispatches (request_id, session_id, mode, channels, due_at)
            select f.id, f.session_id, 'fallback', array[]::text[], case when random() < 0.001 then now() - interval '1 hour' end
            from feedback_requests f""",
            """
            insert into feedback_deliveries (request_id, recipient, channel, session_id, status, attempts, errand, failures, uncertain,
                due_at, updated_at)
            select f.id, 'user-0', 'email', f.session_id, case f.status when 'pending' then 'pending' else 'superseded' end, 1,
                case f.status when 'pending' then 'ask' end, 0, false, case f.status when 'pending' then now() end, now()
            from feedback_requests f""",
            "insert into task_lists (owner_id, last_number, open_tasks, done_tasks) select 'user-' || u, 1000, 500, 400 from generate_series(0, 99) u",
            """
            insert into tasks (id, owner_id, number, title, created_at, updated_at, completed_at, created_key, deleted_at)
            select md5('task' || t)::uuid, 'user-' || t / 1000, 1 + t % 1000, 'title', now(), now(),
                case when t % 10 > 4 then now() end, 'key' || t, case when t % 10 = 9 then now() end
            from generate_series(0, 99999) t""",
            "insert into rate_limits (bucket, full_at) select 'user:user-' || u, 0 from generate_series(0, 99999) u");

    private static TestDatabase database;
    private static PostgresStorage node;
    private static SessionId longSession;
    private static MessageId message;
    private static TurnId turn;
    private static FeedbackRequestId question;
    private static FeedbackRequestId endedQuestion;
    private static int logBefore;

    @BeforeAll
    static void fill() throws SQLException, IOException {
        database = TestDatabase.start(
                Map.of("session_preload_libraries", "auto_explain", "fsync", "off", "max_wal_size", "4GB"));
        database.node(withoutFsync()).close();
        sql("drop index messages_text");
        for (String rows : ROWS) {
            sql(rows);
        }
        sql(
                "create index messages_text on messages using gin (search_form(text) gin_trgm_ops) where role in ('user', 'assistant')");
        sql("vacuum analyze");
        longSession = new SessionId(uuid("s0"));
        message = new MessageId(uuid("m0"));
        turn = new TurnId(uuid("t0"));
        question = new FeedbackRequestId(uuid("q0"));
        endedQuestion = new FeedbackRequestId(uuid("q1"));
        sql(
                "alter system set auto_explain.log_min_duration = 0",
                "alter system set auto_explain.log_analyze = on",
                "alter system set auto_explain.log_timing = off",
                "select pg_reload_conf()");
        logBefore = Files.readString(database.log()).length();
        node = database.node(withoutFsync());
    }

    @AfterAll
    static void end() {
        node.close();
        database.close();
    }

    private static PostgresStorage.Settings withoutFsync() {
        PostgresStorage.Settings settings = PostgresStorage.Settings.of(database.url());
        return new PostgresStorage.Settings(
                settings.url(), 2, settings.connectionTimeout(), settings.startTimeout(), settings.lockTimeout(), true);
    }

    private static void sql(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private static UUID uuid(String name) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select md5('" + name + "')::uuid")) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    private static Connection connect() throws SQLException {
        DatabaseUrl url = database.url();
        return DriverManager.getConnection(url.jdbcUrl(), url.user(), url.password());
    }

    @Test
    void noQueryReadsAWholeTable() throws IOException {
        askEverything(node.storage().sessions());
        changeSomething(node.storage().sessions());
        DraftStore drafts = node.storage().drafts();
        drafts.append(List.of(new DraftStore.Piece(longSession, message, 0, "text")));
        drafts.textFrom(longSession, message, 100);
        TurnQueue turns = node.storage().turns();
        turns.abandoned(100);
        turns.renew(
                new NodeId(turn.value()),
                List.of(node.storage().sessions().turn(longSession, turn).orElseThrow()),
                Duration.ofSeconds(15));
        turns.release(new NodeId(turn.value()));
        askForQuestions(node.storage().feedback());
        DeliveryQueue deliveries = node.storage().deliveries();
        assertThat(deliveries.due(100)).hasSize(100);
        assertThat(deliveries.of(List.of(question))).hasSize(1);
        assertThat(deliveries.count(DeliveryStatus.PENDING)).containsKey(ChannelKind.EMAIL);
        deliveries.count(DeliveryStatus.SENT);
        useTasks(node.storage().tasks());
        askForUsers(node.storage().users());
        node.rateLimiter().take(List.of(new Bucket("user", "user-7", 10), new Bucket("read", "user-7", 10)));
        node.rateLimiter().levels(List.of(new Bucket("user", "user-8", 10)));

        String plans = Files.readString(database.log()).substring(logBefore);
        assertThat(plans)
                .contains("Index")
                .contains("delete from sessions")
                .contains("update turns")
                .contains("update feedback_dispatches")
                .contains("update rate_limits");
        assertThat(WHOLE_TABLE.matcher(plans).results().map(found -> around(plans, found.start())))
                .isEmpty();
    }

    @Test
    void listIsReadAsFastFarDownAsAtItsBeginning() throws IOException, SQLException {
        SessionStore store = node.storage().sessions();
        Session far = store.find(new SessionId(uuid("s99000"))).orElseThrow();
        int before = Files.readString(database.log()).length();

        SessionPage page = store.page(new SessionQuery(COLLECTOR, null, null, SessionCursor.behind(far), LIMIT, 0));

        String plans = Files.readString(database.log()).substring(before);
        assertThat(page.items()).hasSize(LIMIT);
        assertThat(page.next()).isNotNull();
        assertThat(page.total()).isEqualTo(30_000);
        assertThat(plans)
                .contains("ROW(last_active_at, id) < ROW(")
                .contains("Index Only Scan using participations_of_user");
        assertThat(ROWS_READ.matcher(plans).results())
                .isNotEmpty()
                .as(plans)
                .allSatisfy(step -> assertThat(Double.parseDouble(step.group(1)) * Long.parseLong(step.group(2)))
                        .isLessThanOrEqualTo(LIMIT + 1.0));
        assertThat(plans).doesNotContain("Rows Removed");
    }

    @Test
    void pendingQuestionsAreReadAsFastHoweverManyThereWere() throws IOException {
        int before = Files.readString(database.log()).length();

        Page<FeedbackRequest> page =
                node.storage().feedback().page(new FeedbackQuery(null, HEAVY, FeedbackStatus.PENDING, LIMIT, 0));

        String plans = Files.readString(database.log()).substring(before);
        assertThat(page.items()).hasSize(LIMIT);
        assertThat(page.total()).isEqualTo(2_000);
        String list = plans.substring(0, plans.indexOf("count(*)"));
        assertThat(list).contains("Index Scan using feedback_inbox_pending");
        assertThat(ROWS_READ.matcher(list).results())
                .isNotEmpty()
                .as(list)
                .allSatisfy(step -> assertThat(Double.parseDouble(step.group(1)) * Long.parseLong(step.group(2)))
                        .isLessThanOrEqualTo(LIMIT));
    }

    @Test
    void fewUsersAreFoundAmongManyWithoutLookingAtThose() throws IOException {
        UserDirectory directory = node.storage().users();
        for (UserQuery query : List.of(
                new UserQuery(null, Role.ADMIN, null, LIMIT, 0),
                new UserQuery(null, null, true, LIMIT, 0),
                new UserQuery("EST-199990", null, null, LIMIT, 0))) {
            int before = Files.readString(database.log()).length();
            Page<User> page = directory.page(query);

            String plans = Files.readString(database.log()).substring(before);
            assertThat(page.items()).isNotEmpty();
            assertThat(ROWS_READ.matcher(plans).results())
                    .isNotEmpty()
                    .as(plans)
                    .allSatisfy(step -> assertThat(Double.parseDouble(step.group(1)) * Long.parseLong(step.group(2)))
                            .isLessThanOrEqualTo(Math.max(page.total(), LIMIT)));
        }
    }

    @Test
    void whoComesIsNotedInPlace() throws IOException, SQLException {
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sightings.add(new Sighting(new UserId("guest-" + (i * 7 + 1)), Role.VIEWER, Instant.now()));
        }
        long before = hotUpdates();
        // The server tells what a connection did when it ends.
        try (PostgresStorage passing = database.node(withoutFsync())) {
            passing.storage().users().seen(sightings);
            passing.storage().users().seen(sightings);
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> hotUpdates() >= before + 1_000);
    }

    /** Rows of users that were changed without touching an index, as far as the server has told. */
    private static long hotUpdates() throws SQLException {
        return Long.parseLong(
                database.value(
                        "select n_tup_hot_upd from pg_stat_user_tables where relname = 'user_directory' and pg_stat_clear_snapshot() is not null"));
    }

    @Test
    void toolsThatATurnCalledAreReadAlone() throws IOException {
        int before = Files.readString(database.log()).length();

        List<?> called =
                node.storage().sessions().<List<?>>change(longSession, change -> change.toolsCalled(change.turn(turn)));

        String plans = Files.readString(database.log()).substring(before);
        assertThat(called).hasSize(10);
        assertThat(plans).contains("Index Scan using session_events_tool_calls");
    }

    /** The plan around a finding, so that a failure says which statement it is. */
    private static String around(String plans, int at) {
        int begin = Math.max(0, plans.lastIndexOf("Query Text:", at));
        return plans.substring(begin, Math.min(plans.length(), at + 200));
    }

    private static void askEverything(SessionStore store) {
        store.find(longSession);
        store.openTurns(longSession);
        store.turn(longSession, turn);
        store.page(new SessionQuery(HEAVY, null, null, null, 20, 0));
        store.page(new SessionQuery(HEAVY, SessionStatus.ACTIVE, null, null, 20, 20));
        store.page(new SessionQuery(HEAVY, null, new SearchText("c4ca4238a0b9"), null, 20, 0));
        store.deletedSessions(HEAVY, 20, 0);
        store.usage(HEAVY, LocalDate.parse("2026-01-10"), LocalDate.parse("2026-02-08"));
        store.history(new MessageQuery(longSession, 0, Long.MAX_VALUE, true, 20, 0));
        store.history(new MessageQuery(longSession, 0, Long.MAX_VALUE, false, 20, 1_000));
        store.history(new MessageQuery(longSession, 90_000, 90_100, true, 20, 0));
        store.latestMessages(longSession, 80);
        store.contextMessages(longSession, 80);
        store.messagesOf(longSession, turn);
        store.eventsAfter(longSession, 50_000, 100);
        store.endsOfLogs(List.of(longSession));
        store.snapshot(longSession, 100);
        store.sessionOfMessage(HEAVY, message);
        store.currentSession(HEAVY);
        store.idleFor(Duration.ofMinutes(30), 100);
        store.overdueFor(Duration.ofHours(24), 100);
        store.purge(Instant.parse("2000-01-01T00:00:00Z"), 100);
    }

    private static void askForQuestions(FeedbackQueue queue) {
        queue.find(question);
        queue.lateAnswers(question);
        queue.due(100);
        queue.open(longSession);
        queue.pending(List.of(Duration.ofMinutes(5), Duration.ofHours(1)));
        for (FeedbackStatus status : FeedbackStatus.values()) {
            queue.page(new FeedbackQuery(longSession, null, status, 20, 20));
            queue.page(new FeedbackQuery(null, HEAVY, status, 20, 20));
            queue.page(new FeedbackQuery(longSession, HEAVY, status, 20, 0));
            queue.page(new FeedbackQuery(null, null, status, 20, 0));
        }
        queue.page(new FeedbackQuery(longSession, null, null, 20, 1_000));
        queue.page(new FeedbackQuery(null, HEAVY, null, 20, 1_000));
        queue.page(new FeedbackQuery(null, null, null, 20, 0));
    }

    private static void useTasks(TaskStore store) {
        TaskReference second = TaskReference.of(2);
        Task task = store.find(HEAVY, second).orElseThrow();
        Instant now = task.createdAt();
        store.find(HEAVY, TaskReference.of(task.id()));
        for (Boolean done : new Boolean[] {null, true, false}) {
            store.page(new TaskQuery(HEAVY, done, 20, 20));
        }
        TaskId id = new TaskId(turn.value());
        store.add(HEAVY, number -> Task.open(id, number, HEAVY, task.title(), now), 10_000, "new key");
        store.change(HEAVY, second, known -> known.complete(now), 10_000);
        store.delete(HEAVY, second, now, "another key");
        store.purge(Instant.parse("2000-01-01T00:00:00Z"), 100);
    }

    private static void askForUsers(UserDirectory directory) {
        directory.find(HEAVY);
        directory.seen(List.of(
                new Sighting(HEAVY, Role.VIEWER, Instant.now()), new Sighting(COLLECTOR, Role.ADMIN, Instant.now())));
        directory.change(HEAVY, user -> user.assign(RoleChoice.ANALYST));
        directory.changedWithin(Duration.ofMinutes(1));
        for (Boolean disabled : new Boolean[] {null, true, false}) {
            for (Role role : new Role[] {null, Role.VIEWER, Role.ADMIN}) {
                directory.page(new UserQuery(null, role, disabled, 20, 20));
                directory.page(new UserQuery("est-19999", role, disabled, 20, 0));
            }
        }
    }

    private static void changeSomething(SessionStore store) {
        store.change(longSession, (SessionChange change) -> {
            FeedbackRequest asked = change.question(question);
            change.questionsOf(turn);
            change.openQuestions();
            change.toolsCalled(change.turn(turn));
            change.save(asked.reminded());
            change.save(change.question(endedQuestion));
            change.dispatch(question).map(Dispatch::seenTo).ifPresent(change::save);
            change.deliveriesOf(question).forEach(delivery -> change.save(delivery.decided(change.now())));
            change.keepLate(
                    question,
                    new FeedbackResponse(
                            question.value(),
                            HEAVY,
                            ChannelKind.WEB,
                            new FeedbackAnswer.Text("Yes."),
                            change.now(),
                            true));
            change.sessionsInUse(HEAVY);
            change.isUsed(message, HEAVY);
            change.message(message);
            change.messagesOf(turn);
            change.openTurns();
            change.turnAnswering(message);
            change.draftOf(message);
            return change.save(change.session().touch(change.now()));
        });
    }
}
