package dev.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledProcessTest {
    private static final int ROWS = 25;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void committedRowsSurviveThreeKilledProcesses() throws Exception {
        long last = 0;
        for (int round = 0; round < 3; round++) {
            last = writeAndKill(last);
        }

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(directory))) {
            // The last number may have been committed without having been told.
            assertThat(Long.parseLong(Sql.value(postgres, "select max(number) from written")))
                    .isBetween(last, last + 1);
            assertThat(Sql.value(postgres, "select max(number) - count(*) from written"))
                    .isEqualTo("0");
        }
    }

    private long writeAndKill(long before) throws Exception {
        try (RowWriter writer = RowWriter.start(directory)) {
            writer.number();
            long told = writer.number();
            assertThat(told).isBetween(before + 1, before + 2);
            while (told < before + ROWS) {
                told = writer.number();
            }
            return Math.max(told, writer.kill());
        }
    }

    @Test
    void serverStopsWhenItsProcessIsKilled() throws Exception {
        TestFolders.used(directory);
        try (RowWriter writer = RowWriter.start(directory)) {
            writer.number();
            assertThat(directory.resolve("postgres/postmaster.pid")).exists();

            writer.kill();

            await().until(() -> Files.notExists(directory.resolve("postgres/postmaster.pid")));
        }
    }

    @Test
    void serverThatWasLeftRunningIsStoppedByTheNextStart() throws Exception {
        TestFolders.used(directory);
        try (RowWriter writer = RowWriter.start(directory)) {
            ProcessHandle server = ProcessHandle.of(writer.number()).orElseThrow();
            long told = writer.number();
            writer.handle()
                    .children()
                    .filter(child -> child.pid() != server.pid())
                    .forEach(tether -> {
                        tether.destroyForcibly();
                        RowWriter.ended(tether);
                    });
            told = Math.max(told, writer.kill());
            assertThat(server.isAlive()).isTrue();

            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(directory))) {
                assertThat(postgres.pid()).isNotEqualTo(server.pid());
                assertThat(Long.parseLong(Sql.value(postgres, "select max(number) from written")))
                        .isBetween(told, told + 1);
                assertThat(Files.readString(directory.resolve("postgres.log")))
                        .contains("received fast shutdown request")
                        .doesNotContain("was interrupted");
            }
        }
    }

    @Test
    void folderOfALivingProcessIsRefused() throws Exception {
        TestFolders.used(directory);
        try (RowWriter writer = RowWriter.start(directory)) {
            writer.number();

            assertThatExceptionOfType(EmbeddedPostgresException.class)
                    .isThrownBy(() -> EmbeddedPostgres.start(TestFolders.settings(directory)))
                    .withMessageContaining("in use by another Parley (process "
                            + writer.handle().pid() + ")");

            assertThat(writer.number()).isPositive();
        }
    }

    @Test
    void refusedStartInTheSameProcessKeepsTheFolderLockedForOthers() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.used(directory);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings)) {
            String refusal = "in use by another Parley (process "
                    + ProcessHandle.current().pid() + ")";
            assertThatExceptionOfType(EmbeddedPostgresException.class)
                    .isThrownBy(() -> EmbeddedPostgres.start(settings))
                    .withMessageContaining(refusal);

            try (RowWriter writer = RowWriter.start(directory)) {
                assertThat(writer.line()).contains(refusal);
            }
            assertThat(Sql.value(postgres, "select 1")).isEqualTo("1");
        }
        EmbeddedPostgres.start(settings).close();
    }

    @Test
    void startWaitsForTheChildrenOfAKilledServer() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.used(directory);
        EmbeddedPostgres killed = EmbeddedPostgres.start(settings);
        Sql.execute(killed, "create table kept as select 7 as number");
        ProcessHandle child = busyChildOf(killed);
        try {
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
            killed.close();

            FutureTask<EmbeddedPostgres> start =
                    new FutureTask<>(() -> EmbeddedPostgres.start(settings.withPort(killed.port())));
            Thread.ofPlatform().start(start);
            await().until(() ->
                    Files.readString(directory.resolve("postgres.log")).contains("is still in use"));
            child.destroyForcibly();

            try (EmbeddedPostgres again = start.get()) {
                assertThat(again.port()).isEqualTo(killed.port());
                assertThat(Sql.value(again, "select number from kept")).isEqualTo("7");
            }
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void killedServerIsStartedAgainOnTheSamePort() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.used(directory))) {
            Sql.execute(postgres, "create table kept (round integer)");
            int port = postgres.port();
            for (int round = 1; round <= 2; round++) {
                Sql.execute(postgres, "insert into kept values (" + round + ")");
                long killed = postgres.pid();
                ProcessHandle.of(killed).orElseThrow().destroyForcibly();

                await().atMost(PATIENCE).until(() -> postgres.pid() != killed);
                assertThat(postgres.port()).isEqualTo(port);
                assertThat(Sql.value(postgres, "select count(*) from kept")).isEqualTo(String.valueOf(round));
            }
        }
        assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    private static ProcessHandle busyChildOf(EmbeddedPostgres postgres) throws SQLException {
        Thread.ofVirtual().start(() -> {
            try {
                Sql.execute(postgres, "do 'begin loop end loop; end'");
            } catch (SQLException killed) {
                // It is meant to be.
            }
        });
        String busy = "select max(pid) from pg_stat_activity where query like 'do %' and state = 'active'";
        return await().until(() -> Sql.value(postgres, busy), Objects::nonNull)
                .transform(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
    }
}
