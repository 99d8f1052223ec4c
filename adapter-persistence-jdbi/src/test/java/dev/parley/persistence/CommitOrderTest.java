package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.application.Parley;
import dev.parley.application.SessionView;
import dev.parley.application.StartSession;
import dev.parley.application.feed.Subscription;
import dev.parley.application.testkit.ReadingClient;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Commits come in another order than their transactions began, and news of them comes early, late or not at all; readers get every event
 * once and in order all the same. A transaction is held between its last write and its commit by a lock that the test has.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommitOrderTest {
    private static final Caller ALICE = Caller.of("alice");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ChatLimits LIMITS = ChatLimits.defaults().toBuilder()
            .activeSessionsPerUser(0)
            .lease(Duration.ofSeconds(2))
            .build();

    private static final String HOLD = "select pg_advisory_lock(815)";
    private static final String LET_GO = "select pg_advisory_unlock(815)";
    private static final String HELD = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
    private static final String WAITING =
            "select count(*) from pg_stat_activity where application_name = 'parley' and wait_event_type = 'Lock'";

    private static TestDatabase database;
    private static Node here;
    private static Node there;

    private record Node(PostgresStorage storage, Parley parley) {
        static Node start() {
            PostgresStorage.Settings settings = PostgresStorage.Settings.of(database.url());
            PostgresStorage storage = database.node(new PostgresStorage.Settings(
                    settings.url(),
                    settings.poolSize(),
                    settings.connectionTimeout(),
                    settings.startTimeout(),
                    PATIENCE,
                    false));
            return new Node(
                    storage,
                    Parley.builder()
                            .storage(storage.storage())
                            .model(new ScriptedModel())
                            .limits(LIMITS)
                            .build());
        }

        Position publish(SessionId session, int number) {
            return publish(ALICE, session, number);
        }

        Position publish(Caller caller, SessionId session, int number) {
            return parley.conversations()
                    .publish(
                            caller, session, EventPayload.Custom.parse("test.event", Integer.toString(number), LIMITS));
        }

        FutureTask<Position> publishing(SessionId session, int number) {
            FutureTask<Position> publishing = new FutureTask<>(() -> publish(session, number));
            Thread.ofVirtual().start(publishing);
            return publishing;
        }

        void close() {
            parley.close();
            storage.close();
        }
    }

    /** A reader that follows, and one that comes for pages. */
    private record Reader(Node node, SessionId session, Subscription subscription, ReadingClient client)
            implements AutoCloseable {
        static Reader on(Node node, SessionId session) {
            return new Reader(
                    node,
                    session,
                    node.parley().histories().watch(ALICE, session, Position.START, () -> {}),
                    new ReadingClient());
        }

        List<String> follow() {
            client.take(subscription.poll());
            return published(client);
        }

        void awaitNumbers(String... numbers) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (published(client).size() < numbers.length && System.nanoTime() - deadline < 0) {
                client.take(subscription.await(Duration.ofMillis(100)));
            }
            assertThat(follow()).containsExactly(numbers);
            assertThat(pages()).containsExactly(numbers);
        }

        void awaitSeq(long seq) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (client.position().seq() < seq && System.nanoTime() - deadline < 0) {
                client.take(subscription.await(Duration.ofMillis(100)));
            }
            assertThat(client.position().seq()).isEqualTo(seq);
        }

        List<String> pages() {
            ReadingClient pages = new ReadingClient();
            Position before;
            do {
                before = pages.position();
                pages.take(node.parley().histories().log(ALICE, session, before).frames());
            } while (!pages.position().equals(before));
            return published(pages);
        }

        private static List<String> published(ReadingClient client) {
            return client.events().stream()
                    .filter(event -> event.payload() instanceof EventPayload.Custom)
                    .map(event ->
                            ((EventPayload.Custom) event.payload()).payload().text())
                    .toList();
        }

        @Override
        public void close() {
            subscription.close();
        }
    }

    @BeforeAll
    static void start() throws SQLException {
        database = TestDatabase.start();
        here = Node.start();
        there = Node.start();
        database.execute("create table held (session_id uuid primary key)", """
                create function hold() returns trigger language plpgsql as $$
                begin
                    if exists (select 1 from held h where h.session_id = new.session_id) then
                        perform pg_advisory_xact_lock_shared(815);
                    end if;
                    return null;
                end $$""", """
                create constraint trigger hold after insert on session_events deferrable initially deferred
                for each row execute function hold()""");
    }

    @AfterAll
    static void end() {
        here.close();
        there.close();
        database.close();
    }

    private static SessionId session() {
        return here.parley()
                .sessions()
                .start(ALICE, StartSession.PLAIN)
                .session()
                .id();
    }

    private static void hold(SessionId session) throws SQLException {
        database.execute("insert into held values ('" + session + "')");
    }

    private static void awaitCount(String query, int count) {
        await().atMost(PATIENCE).until(() -> Integer.parseInt(database.value(query)) == count);
    }

    /** Says something to all nodes in the name of one that nobody knows. */
    private static void notifyOf(SessionId session, long seq) throws SQLException {
        database.execute("select pg_notify('%s', '%s' || chr(10) || 'E %s %d')"
                .formatted(HintSender.CHANNEL, UUID.randomUUID(), session, seq));
    }

    @Test
    void laterCommitIsSeenAtOnceAndTheEarlierOneIsNotSkipped() throws Exception {
        SessionId session = session();
        SessionId other = session();
        hold(session);
        List<Reader> readers = new ArrayList<>();
        List<Reader> others = new ArrayList<>();
        for (Node node : List.of(here, there)) {
            readers.add(Reader.on(node, session));
            others.add(Reader.on(node, other));
        }
        try (Connection holder = database.connect();
                Statement lock = holder.createStatement()) {
            lock.execute(HOLD);
            FutureTask<Position> first = here.publishing(session, 1);
            awaitCount(HELD, 1);
            FutureTask<Position> second = there.publishing(session, 2);
            awaitCount(WAITING, 2);
            // Readers are told of events that nobody can see yet, and of far more than there will be.
            notifyOf(session, 3);
            notifyOf(session, 1_000);
            here.publish(other, 1);
            there.publish(other, 2);

            for (Reader reader : others) {
                reader.awaitNumbers("1", "2"); // what was told before is known to this node by now, too
            }
            for (Reader reader : readers) {
                assertThat(reader.follow()).isEmpty();
                assertThat(reader.pages()).isEmpty();
            }
            assertThat(first.isDone()).isFalse();
            assertThat(second.isDone()).isFalse();

            lock.execute(LET_GO);
            Position firstAt = first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Position secondAt = second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(secondAt.seq()).isEqualTo(firstAt.seq() + 1);
            for (Reader reader : readers) {
                reader.awaitNumbers("1", "2");
            }
        }
        readers.forEach(Reader::close);
        others.forEach(Reader::close);
    }

    /** What a change sees is as of the moment it got the lock, all of it: who may write here, too. */
    @Test
    void changeThatWaitedForARemovalKnowsOfIt() throws Exception {
        Caller bob = Caller.of("bob");
        UserId carol = new UserId("carol");
        SessionId session = session();
        here.parley().sessions().share(ALICE, session, bob.user(), Access.EDITOR);
        hold(session);
        try (Connection holder = database.connect();
                Statement lock = holder.createStatement()) {
            lock.execute(HOLD);
            FutureTask<SessionView> removing =
                    started(() -> here.parley().sessions().unshare(ALICE, session, bob.user()));
            awaitCount(HELD, 1);
            FutureTask<Position> writing = started(() -> there.publish(bob, session, 1));
            FutureTask<SessionView> sharing =
                    started(() -> there.parley().sessions().share(ALICE, session, carol, Access.VIEWER));
            awaitCount(WAITING, 2);
            lock.execute(LET_GO);

            removing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThatThrownBy(() -> writing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ChatException.NotFound.class);
            assertThat(sharing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .session()
                            .participants())
                    .isEqualTo(Map.of(carol, Access.VIEWER));
        }
        assertThat(here.parley().sessions().find(ALICE, session).session().participants())
                .isEqualTo(Map.of(carol, Access.VIEWER));
    }

    private static <T> FutureTask<T> started(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    @Test
    void commitThatNobodyToldOfIsFound() throws Exception {
        SessionId session = session();
        try (Reader reader = Reader.on(there, session)) {
            here.publish(session, 1);
            reader.awaitNumbers("1");

            database.execute("""
                    with grown as (
                        update sessions set last_seq = last_seq + 1 where id = '%1$s' returning last_seq
                    )
                    insert into session_events (session_id, seq, id, type, at, payload)
                    select e.session_id, grown.last_seq, gen_random_uuid(), e.type, now(), e.payload
                    from session_events e, grown where e.session_id = '%1$s' and e.seq = grown.last_seq - 1""".formatted(session));

            reader.awaitNumbers("1", "1");
        }
    }

    /** Comes last: what is left of the cut connections would trouble the others. */
    @Order(Integer.MAX_VALUE)
    @Test
    void nodeWhoseConnectionsAreCutMissesNothing() throws Exception {
        SessionId session = session();
        try (Reader reader = Reader.on(there, session)) {
            long last = 0;
            for (int number = 0; number < 12; number++) {
                if (number % 3 == 0) {
                    database.execute(
                            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley'");
                }
                int published = number;
                last = patiently(() -> here.publish(session, published)).seq();
            }
            long end = last;

            patiently(() -> {
                reader.awaitSeq(end);
                return end;
            });
            // A connection may be cut after the commit and before the answer: what was refused may be there all the
            // same.
            assertThat(patiently(reader::follow).stream().distinct())
                    .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
            assertThat(patiently(reader::pages)).isEqualTo(patiently(reader::follow));
        }
    }

    /** Whoever gets a connection that was cut is told so, and comes again. */
    private static <T> T patiently(Callable<T> access) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreException(ChatException.Unavailable.class)
                .until(access, answer -> true);
    }
}
