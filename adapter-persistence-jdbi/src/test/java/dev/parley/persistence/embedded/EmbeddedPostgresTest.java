package dev.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
    @TempDir
    Path directory;

    @Test
    void rowsAreThereAtTheNextStart() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.settings(directory.resolve("made when absent"));
        try (EmbeddedPostgres first = EmbeddedPostgres.start(settings)) {
            Sql.execute(first, "create table note as select 'ä😀' as text");
        }

        try (EmbeddedPostgres second = EmbeddedPostgres.start(settings)) {
            assertThat(Sql.value(second, "select text from note")).isEqualTo("ä😀");
        }
    }

    @Test
    void commitsAreWrittenThrough() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.used(directory))) {
            assertThat(Sql.value(postgres, "show fsync")).isEqualTo("on");
            assertThat(Sql.value(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(Sql.value(postgres, "show full_page_writes")).isEqualTo("on");
            assertThat(Sql.value(postgres, "show data_checksums")).isEqualTo("on");
            assertThat(Sql.value(postgres, "show server_version")).isEqualTo("18.6");
        }
    }

    @Test
    void onlyThePasswordOpensIt() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(directory))) {
            assertThat(Sql.value(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Sql.value(postgres, "show unix_socket_directories")).isEmpty();
            assertThat(postgres.password()).hasSize(32).isEqualTo(kept("postgres-password"));
            assertThat(permissions("postgres-password")).isEqualTo("rw-------");
            assertThat(permissions("postgres.log")).isEqualTo("rw-------");
            assertThat(permissions("postgres")).isEqualTo("rwx------");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "guess"))
                    .withMessageContaining("password authentication failed");
        }
    }

    @Test
    void optionsReachTheServerButItStaysPrivate() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.used(directory)
                .withOption("max_connections", "17")
                .withOption("fsync", "off")
                .withOption("listen_addresses", "*");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings)) {
            assertThat(Sql.value(postgres, "show max_connections")).isEqualTo("17");
            assertThat(Sql.value(postgres, "show fsync")).isEqualTo("off");
            assertThat(Sql.value(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void processIdIsTheServers() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.used(directory));
        assertThat(kept("postgres/postmaster.pid").lines().findFirst()).hasValue(String.valueOf(postgres.pid()));

        postgres.close();
        postgres.close();

        assertThat(ProcessHandle.of(postgres.pid())).isEmpty();
        assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void signalsOfATerminalDoNotReachTheServer() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.used(directory))) {
            Path status = Path.of("/proc/%d/stat".formatted(postgres.pid()));
            assumeThat(status).exists();
            String session = Files.readString(status).split(" ")[5];
            assertThat(session).isEqualTo(String.valueOf(postgres.pid()));
        }
    }

    @Test
    void stopDoesNotWaitForConnections() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.used(directory));
        try (var connection = Sql.connect(postgres)) {
            postgres.close();

            assertThat(connection.isValid(1)).isFalse();
            assertThat(kept("postgres.log")).endsWith("database system is shut down");
        }
    }

    @Test
    void serverThatDoesNotStopInTimeIsKilledAndRecovers() throws Exception {
        EmbeddedPostgresSettings settings =
                TestFolders.used(directory).withLimits(Duration.ofMinutes(1), Duration.ofNanos(1));
        EmbeddedPostgres postgres = EmbeddedPostgres.start(settings);
        Sql.execute(postgres, "create table kept as select 7 as number");
        postgres.close();
        assertThat(ProcessHandle.of(postgres.pid())).isEmpty();

        try (EmbeddedPostgres again = EmbeddedPostgres.start(settings)) {
            assertThat(Sql.value(again, "select number from kept")).isEqualTo("7");
        }
    }

    @Test
    void strangerWithTheNumberOfADeadServerIsLeftAlone() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.used(directory);
        Process stranger = new ProcessBuilder("cat").start();
        try {
            Files.writeString(
                    directory.resolve("postgres/postmaster.pid"),
                    stranger.pid() + "\n" + directory.resolve("postgres") + "\n");

            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings)) {
                assertThat(Sql.value(postgres, "select 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void halfMadeDatabaseIsMadeAgain() throws Exception {
        Path unfinished = directory.resolve("postgres.new-1");
        Files.createDirectories(unfinished.resolve("base"));
        Files.writeString(unfinished.resolve("PG_VERSION"), "18\n");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(directory))) {
            assertThat(Sql.value(postgres, "select 1")).isEqualTo("1");
        }
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void oddFolderNamesAreFine() throws Exception {
        Path odd = directory.resolve("it's a \"$HOME\" `folder` \\ %s");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(odd))) {
            assertThat(Sql.value(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void databaseOfAnotherMajorVersionIsRefused() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.settings(directory);
        Files.createDirectory(directory.resolve("postgres"));
        Files.writeString(directory.resolve("postgres/PG_VERSION"), "17\n");

        refused(settings).withMessageContaining("was made by PostgreSQL 17, but this is PostgreSQL 18");
    }

    @Test
    void folderWithSomethingElseIsRefused() throws Exception {
        Files.createDirectory(directory.resolve("postgres"));
        Files.writeString(directory.resolve("postgres/notes.txt"), "mine");

        refused(TestFolders.settings(directory)).withMessageContaining("holds no database");
        assertThat(kept("postgres/notes.txt")).isEqualTo("mine");
    }

    @Test
    void lostPasswordIsSaid() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.used(directory);
        Files.delete(directory.resolve("postgres-password"));

        refused(settings)
                .withMessageContaining("The password of the database in")
                .withMessageContaining("is missing");
    }

    @Test
    void wrongPasswordIsSaid() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.used(directory);
        String password = kept("postgres-password");
        Files.writeString(directory.resolve("postgres-password"), "guess");

        refused(settings)
                .withMessageContaining("is not the one of the database in")
                .withMessageNotContaining("guess");

        Files.writeString(directory.resolve("postgres-password"), password);
        EmbeddedPostgres.start(settings).close();
    }

    @Test
    void reasonNotToStartIsInTheError() throws Exception {
        EmbeddedPostgresSettings settings = TestFolders.used(directory).withOption("max_conections", "17");

        refused(settings)
                .withMessageContaining("ended with code 1")
                .withMessageContaining("unrecognized configuration parameter \"max_conections\"");
    }

    @Test
    void takenPortIsInTheError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(TestFolders.used(directory).withPort(taken.getLocalPort()))
                    .withMessageContaining("Address already in use");
        }
    }

    @Test
    void slowStartEndsAndTheNextOneWorks() throws Exception {
        refused(TestFolders.used(directory)
                        .withOption("pre_auth_delay", "60")
                        .withLimits(Duration.ofNanos(1), Duration.ofSeconds(5)))
                .withMessageContaining("accepted no connection in time");

        EmbeddedPostgres.start(TestFolders.settings(directory)).close();
    }

    @Test
    void interruptEndsTheStart() {
        Thread.currentThread().interrupt();

        refused(TestFolders.settings(directory)).withMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        EmbeddedPostgres.start(TestFolders.settings(directory)).close();
    }

    @Test
    void fileInPlaceOfTheFolderIsSaid() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");

        refused(TestFolders.settings(file)).withMessageContaining("cannot use the folder " + file);
    }

    private static ThrowableAssertAlternative<EmbeddedPostgresException> refused(EmbeddedPostgresSettings settings) {
        return assertThatExceptionOfType(EmbeddedPostgresException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(settings));
    }

    private String kept(String name) throws IOException {
        return Files.readString(directory.resolve(name)).strip();
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }
}
