package dev.parley.launcher;

import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.Storage;
import dev.parley.launcher.settings.Settings;
import dev.parley.launcher.settings.StorageChoice;
import dev.parley.memory.InMemoryStorage;
import dev.parley.persistence.DatabaseUrl;
import dev.parley.persistence.PostgresStorage;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.time.InstantSource;

/**
 * A storage with all that has to be closed after it.
 *
 * @param whenClosed lets go of connections and stops what was started for the storage
 */
record OpenStorage(Storage storage, Runnable whenClosed) implements AutoCloseable {
    /**
     * Opens what the settings choose.
     *
     * @throws dev.parley.persistence.UnfitDatabaseException if the database cannot be used
     * @throws dev.parley.persistence.embedded.EmbeddedPostgresException if the embedded one cannot be started
     */
    static OpenStorage of(Settings settings) throws InterruptedException {
        return switch (settings.storage()) {
            case StorageChoice.Memory memory -> new OpenStorage(InMemoryStorage.open(), () -> {});
            case StorageChoice.External external -> {
                PostgresStorage postgres = open(external.url());
                yield new OpenStorage(postgres.storage(), postgres::close);
            }
            case StorageChoice.Embedded embedded -> embedded(settings);
        };
    }

    private static OpenStorage embedded(Settings settings) throws InterruptedException {
        EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(settings.dataFolder()));
        try {
            PostgresStorage postgres = open(new DatabaseUrl(server.jdbcUrl(), server.username(), server.password()));
            return new OpenStorage(postgres.storage(), () -> {
                postgres.close();
                server.close();
            });
        } catch (RuntimeException | InterruptedException failure) {
            server.close();
            throw failure;
        }
    }

    private static PostgresStorage open(DatabaseUrl url) throws InterruptedException {
        return PostgresStorage.open(PostgresStorage.Settings.of(url), new TimeOrderedIds(InstantSource.system()));
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
