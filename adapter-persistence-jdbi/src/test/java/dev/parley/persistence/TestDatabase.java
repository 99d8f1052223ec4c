package dev.parley.persistence;

import dev.parley.application.TimeOrderedIds;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL for tests, in a folder of its own; it ends with the tests that use it. */
final class TestDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;

    private final Path folder;

    private TestDatabase(EmbeddedPostgres server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    static TestDatabase start() {
        return start(Map.of());
    }

    /** @param options settings of the server */
    static TestDatabase start(Map<String, String> options) {
        try {
            Path folder = Files.createTempDirectory("parley-persistence-");
            EmbeddedPostgresSettings settings = EmbeddedPostgresSettings.of(folder)
                    .withPrograms(Path.of("target", "postgres-programs"))
                    .withOption("max_connections", "200");
            for (Map.Entry<String, String> option : options.entrySet()) {
                settings = settings.withOption(option.getKey(), option.getValue());
            }
            return new TestDatabase(EmbeddedPostgres.start(settings), folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What the server logged. */
    Path log() {
        return folder.resolve("postgres.log");
    }

    DatabaseUrl url() {
        return new DatabaseUrl(server.jdbcUrl(), server.username(), server.password());
    }

    /** Another database on this server. */
    DatabaseUrl url(String name) {
        String url = server.jdbcUrl();
        return new DatabaseUrl(url.substring(0, url.lastIndexOf('/') + 1) + name, server.username(), server.password());
    }

    /** The server's processes. */
    List<ProcessHandle> processes() {
        ProcessHandle main = ProcessHandle.of(server.pid()).orElseThrow();
        return Stream.concat(Stream.of(main), main.descendants()).toList();
    }

    Connection connect() throws SQLException {
        return connect(url());
    }

    static Connection connect(DatabaseUrl url) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.user(), url.password());
    }

    /** Runs statements, each as a transaction. */
    void execute(String... statements) throws SQLException {
        execute(url(), statements);
    }

    static void execute(DatabaseUrl url, String... statements) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** The first value of the first row. */
    String value(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Another node on this database. */
    PostgresStorage node() {
        return node(PostgresStorage.Settings.of(url()));
    }

    PostgresStorage node(PostgresStorage.Settings settings) {
        try {
            return PostgresStorage.open(settings, new TimeOrderedIds(InstantSource.system()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Leaves nothing behind; some tests fill gigabytes. */
    @Override
    public void close() {
        server.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
