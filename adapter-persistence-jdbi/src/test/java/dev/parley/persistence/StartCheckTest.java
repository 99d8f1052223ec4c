package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.testkit.Given;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that cannot be used is refused at the start, in one sentence that says what to do and holds no secret. */
class StartCheckTest {
    private static TestDatabase database;

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void endDatabase() {
        database.close();
    }

    private static PostgresStorage.Settings settings(DatabaseUrl url, Duration startTimeout) {
        PostgresStorage.Settings defaults = PostgresStorage.Settings.of(url);
        return new PostgresStorage.Settings(
                url, 2, Duration.ofSeconds(1), startTimeout, defaults.lockTimeout(), defaults.undurable());
    }

    private static PostgresStorage open(DatabaseUrl url, Duration startTimeout) throws InterruptedException {
        return PostgresStorage.open(settings(url, startTimeout), Given.IDS);
    }

    /** What a start says that is refused; it would wait for long, did it take the trouble for one that passes. */
    private static String refusal(DatabaseUrl url) {
        return refusal(url, Duration.ofHours(1));
    }

    private static String refusal(DatabaseUrl url, Duration startTimeout) {
        UnfitDatabaseException[] refusal = new UnfitDatabaseException[1];
        assertThatExceptionOfType(UnfitDatabaseException.class)
                .isThrownBy(() -> open(url, startTimeout).close())
                .satisfies(thrown -> refusal[0] = thrown);
        String sentence = String.valueOf(refusal[0].getMessage());
        assertThat(sentence).endsWith(".").doesNotContain("\n", ". ");
        if (url.password() != null) {
            assertThat(sentence).doesNotContain(url.password());
        }
        return sentence;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void serverThatIsNotThereIsWaitedFor() throws Exception {
        int port = freePort();
        DatabaseUrl url = DatabaseUrl.parse("postgresql://parley:hush@127.0.0.1:" + port + "/parley");

        assertThat(refusal(url, Duration.ofMillis(600)))
                .isEqualTo(
                        "The database jdbc:postgresql://127.0.0.1:%d/parley cannot be reached (Connection to 127.0.0.1:%d refused); start it, or correct its address."
                                .formatted(port, port));
    }

    @Test
    void serverThatNeverFlushesIsRefusedButUsedWhenItComesBackDurable(@TempDir Path folder) throws Exception {
        EmbeddedPostgresSettings server =
                EmbeddedPostgresSettings.of(folder).withPrograms(Path.of("target", "postgres-programs"));
        int port;
        DatabaseUrl url;
        try (EmbeddedPostgres undurable = EmbeddedPostgres.start(server.withOption("fsync", "off"))) {
            port = undurable.port();
            url = new DatabaseUrl(undurable.jdbcUrl(), undurable.username(), undurable.password());
            assertThat(refusal(url))
                    .isEqualTo("The database runs with fsync off and may lose what was acknowledged; switch it on.");
        }
        FutureTask<PostgresStorage> opening = new FutureTask<>(() -> open(url, Duration.ofMinutes(2)));
        Thread.ofVirtual().start(opening);

        try (EmbeddedPostgres late = EmbeddedPostgres.start(server.withPort(port));
                PostgresStorage storage = opening.get(2, TimeUnit.MINUTES)) {
            assertThat(late.port()).isEqualTo(port);
            assertThat(storage.storage().sessions().isReachable()).isTrue();
        }
    }

    @Test
    void serverThatAcceptsAndSaysNothingIsNotWaitedForForever() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            DatabaseUrl url =
                    DatabaseUrl.parse("postgresql://parley:hush@127.0.0.1:" + silent.getLocalPort() + "/parley");

            assertThat(refusal(url, Duration.ofMillis(1)))
                    .contains(" cannot be reached (")
                    .endsWith("); start it, or correct its address.");
        }
    }

    @Test
    void hostThatNobodyKnowsIsNamed() {
        assertThat(refusal(DatabaseUrl.parse("postgresql://parley:hush@nowhere.invalid/parley"), Duration.ofMillis(1)))
                .isEqualTo(
                        "The database jdbc:postgresql://nowhere.invalid/parley cannot be reached (its host name is unknown); start it, or correct its address.");
    }

    @Test
    void wrongPasswordIsNotTriedAgain() {
        DatabaseUrl right = database.url();

        assertThat(refusal(new DatabaseUrl(right.jdbcUrl(), right.user(), "hush")))
                .isEqualTo(
                        "The database %s refuses the login (password authentication failed for user \"parley\"); correct the user and the password."
                                .formatted(right));
    }

    @Test
    void missingPasswordIsNotWaitedFor() {
        DatabaseUrl right = database.url();

        assertThat(refusal(new DatabaseUrl(right.jdbcUrl(), right.user(), null)))
                .startsWith("The database %s refuses the login (".formatted(right))
                .endsWith("); correct the user and the password.");
    }

    @Test
    void passwordInAnyFormOfTheUrlStaysSecret() {
        String host = database.url().jdbcUrl().replace("jdbc:postgresql://", "");
        for (String url : new String[] {
            "postgresql://parley:hush@" + host,
            "jdbc:postgresql://parley:hush@" + host,
            "jdbc:postgresql://" + host + "?user=parley&password=hush"
        }) {
            assertThat(refusal(DatabaseUrl.parse(url)))
                    .contains(" refuses the login (password authentication failed for user \"parley\")")
                    .doesNotContain("hush");
        }
    }

    @Test
    void databaseThatDoesNotExistIsNamed() {
        DatabaseUrl url = database.url("nothing");

        assertThat(refusal(url))
                .isEqualTo(
                        "The server has no database %s (database \"nothing\" does not exist); create it, or correct its name."
                                .formatted(url));
    }

    @ParameterizedTest
    @CsvSource({"140013, 14.13, false", "149999, 14.99, false", "150000, 15.0, true", "180006, 18.6, true"})
    void versionsFrom15OnAreTaken(int number, String name, boolean taken) {
        assertThat(StartCheck.defectOfVersion(number, name).isEmpty()).isEqualTo(taken);
        StartCheck.defectOfVersion(number, name)
                .ifPresent(sentence -> assertThat(sentence)
                        .isEqualTo(
                                "The database runs PostgreSQL %s; upgrade it to version 15 or newer.".formatted(name)));
    }

    @Test
    void encodingThatCannotHoldAllTextIsRefused() throws SQLException {
        database.execute("create database latin encoding 'LATIN1' locale 'C' template template0");

        assertThat(refusal(database.url("latin")))
                .isEqualTo("The database has the encoding LATIN1; create one with the encoding UTF8.");
    }

    @Test
    void databaseThatDoesNotWaitForItsDiskIsRefused() throws Exception {
        database.execute("create database hasty", "alter database hasty set synchronous_commit = off");
        DatabaseUrl url = database.url("hasty");

        assertThat(refusal(url))
                .isEqualTo(
                        "The database runs with synchronous_commit off and may lose what was acknowledged; switch it on.");
        PostgresStorage.Settings settings = settings(url, Duration.ofSeconds(1));
        PostgresStorage.open(
                        new PostgresStorage.Settings(
                                url,
                                2,
                                settings.connectionTimeout(),
                                settings.startTimeout(),
                                settings.lockTimeout(),
                                true),
                        Given.IDS)
                .close();
    }

    @Test
    void databaseOfANewerVersionIsRefusedAndLeftAlone() throws Exception {
        database.execute("create database newer");
        DatabaseUrl url = database.url("newer");
        open(url, Duration.ofSeconds(10)).close();
        TestDatabase.execute(url, """
                insert into parley_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (9999, '9999', 'the future', 'SQL', 'V9999__the_future.sql', 1, 'parley', 1, true)""");

        assertThat(refusal(url))
                .isEqualTo(
                        "The database was written by a newer version of Parley; start that version, or use another database.");
    }

    @Test
    void userWhoMayNotCreateTablesIsRefused() throws SQLException {
        database.execute("create database foreign_one", "create role guest login password 'hush'");
        DatabaseUrl url = new DatabaseUrl(database.url("foreign_one").jdbcUrl(), "guest", "hush");

        assertThat(refusal(url))
                .isEqualTo(
                        "The schema of the database cannot be brought up to date (permission denied for schema public); see to that and start again.");
    }
}
