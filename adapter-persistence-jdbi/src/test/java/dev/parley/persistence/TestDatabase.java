package dev.parley.persistence;

import dev.parley.application.TimeOrderedIds;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

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

    @Override
    public void close() {
        server.close();
    }
}
