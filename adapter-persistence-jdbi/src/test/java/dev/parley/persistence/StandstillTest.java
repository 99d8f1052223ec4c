package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.parley.application.port.SessionStore;
import dev.parley.application.testkit.Given;
import dev.parley.domain.ChatException;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Somebody stands still, a node in the middle of a change or the server; nobody else waits for ever, and nothing is half done. */
class StandstillTest {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static TestDatabase database;
    private static PostgresStorage here;
    private static PostgresStorage there;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
        PostgresStorage.Settings settings = new PostgresStorage.Settings(
                database.url(), 4, Duration.ofSeconds(1), Duration.ofSeconds(30), LOCK_TIMEOUT, false);
        here = database.node(settings);
        there = database.node(settings);
    }

    @AfterAll
    static void end() {
        here.close();
        there.close();
        database.close();
    }

    private static SessionStore store() {
        return here.storage().sessions();
    }

    private static SessionStore other() {
        return there.storage().sessions();
    }

    /** A change that has the session's lock and goes on when it is told. */
    private record Stopped(FutureTask<Long> change, CountDownLatch goOn) {
        static Stopped inAChangeOf(SessionId session) throws InterruptedException {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            FutureTask<Long> change = new FutureTask<>(() -> store().<Long>change(session, locked -> {
                inside.countDown();
                awaitLatch(goOn);
                return locked.emit(Given.custom(1)).seq();
            }));
            Thread.ofVirtual().start(change);
            awaitLatch(inside);
            return new Stopped(change, goOn);
        }

        private static void awaitLatch(CountDownLatch latch) {
            try {
                assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        }
    }

    @Test
    void nodeThatStandsStillInAChangeLosesTheSession() throws Exception {
        Session session = Given.activeSession(store(), Given.user());
        Stopped stopped = Stopped.inAChangeOf(session.id());

        long seq = await().atMost(PATIENCE)
                .ignoreException(ChatException.Unavailable.class)
                .until(
                        () -> other().<Long>change(
                                        session.id(),
                                        change -> change.emit(Given.custom(2)).seq()),
                        stored -> true);
        stopped.goOn.countDown();

        assertThat(seq).isEqualTo(session.lastSeq() + 1);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> stopped.change.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .withCauseInstanceOf(ChatException.Unavailable.class);
        assertThat(other().find(session.id()).orElseThrow().lastSeq()).isEqualTo(seq);
    }

    @Test
    void changesBehindOneThatStandsStillAreRefusedAfterAWhile() throws Exception {
        Session session = Given.activeSession(store(), Given.user());
        Stopped stopped = Stopped.inAChangeOf(session.id());

        assertThatExceptionOfType(ChatException.Unavailable.class)
                .isThrownBy(() -> store().change(session.id(), change -> change.emit(Given.custom(2))));

        stopped.goOn.countDown();
        await().atMost(PATIENCE).until(stopped.change::isDone);
        assertThat(store().<Long>change(
                                session.id(),
                                change -> change.emit(Given.custom(3)).seq()))
                .isEqualTo(session.lastSeq() + 1);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void serverThatStandsStillIsAwayAndComesBack() throws Exception {
        Session session = Given.activeSession(store(), Given.user());
        signal("-STOP");
        try {
            await().atMost(PATIENCE).until(() -> !store().isReachable());
            assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> store().find(session.id()));
        } finally {
            signal("-CONT");
        }
        await().atMost(PATIENCE).until(() -> store().isReachable());
        assertThat(store().find(session.id())).contains(session);
    }

    private static void signal(String signal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        database.processes().forEach(process -> command.add(String.valueOf(process.pid())));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void failureOfAStatementDoesNotRepeatWhatPeopleWrote() throws Exception {
        Session session = Given.activeSession(store(), Given.user());
        database.execute("alter table sessions add constraint dislike check (title not like 'my secret%')");

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> store().change(
                                session.id(),
                                change -> change.save(
                                        change.session().rename(new Title("my secret diary"), change.now()))))
                .satisfies(failure -> {
                    StringWriter trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).contains("dislike").doesNotContain("diary");
                });
        database.execute("alter table sessions drop constraint dislike");
    }
}
