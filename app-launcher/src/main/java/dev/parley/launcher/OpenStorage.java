package dev.parley.launcher;

import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.HealthCheck;
import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.Storage;
import dev.parley.launcher.settings.Settings;
import dev.parley.launcher.settings.StorageChoice;
import dev.parley.memory.InMemoryRateLimiter;
import dev.parley.memory.InMemoryStorage;
import dev.parley.metrics.PoolReading;
import dev.parley.persistence.DatabaseUrl;
import dev.parley.persistence.PostgresStorage;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A storage with all that has to be closed after it.
 *
 * @param rateLimiter counts requests: where nodes may share the storage for all of them, else in the process
 * @param pool how connections to a database are used; empty if there are none
 * @param health how a database is that belongs to this process; empty if there is none
 * @param whenClosed lets go of connections and stops what was started for the storage
 */
record OpenStorage(
        Storage storage,
        RateLimiter rateLimiter,
        Optional<Supplier<PoolReading>> pool,
        Optional<HealthCheck> health,
        Runnable whenClosed)
        implements AutoCloseable {
    /** For the one that listens, the superuser's three, and people who look at the database. */
    private static final int SPARE_CONNECTIONS = 20;

    /**
     * Opens what the settings choose.
     *
     * @throws dev.parley.persistence.UnfitDatabaseException if the database cannot be used
     * @throws dev.parley.persistence.embedded.EmbeddedPostgresException if the embedded one cannot be started
     */
    static OpenStorage of(Settings settings) throws InterruptedException {
        return switch (settings.storage()) {
            case StorageChoice.Memory memory ->
                new OpenStorage(
                        InMemoryStorage.open(),
                        new InMemoryRateLimiter(),
                        Optional.empty(),
                        Optional.empty(),
                        () -> {});
            case StorageChoice.External external -> {
                PostgresStorage postgres = open(settings, external.url());
                yield new OpenStorage(
                        postgres.storage(),
                        postgres.rateLimiter(),
                        Optional.of(poolOf(postgres)),
                        Optional.empty(),
                        postgres::close);
            }
            case StorageChoice.Embedded embedded -> embedded(settings);
        };
    }

    private static OpenStorage embedded(Settings settings) throws InterruptedException {
        EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(settings.dataFolder())
                .withOption("max_connections", String.valueOf(settings.databaseConnections() + SPARE_CONNECTIONS)));
        try {
            PostgresStorage postgres =
                    open(settings, new DatabaseUrl(server.jdbcUrl(), server.username(), server.password()));
            HealthCheck health = () -> server.isRunning()
                    ? new ComponentHealth.Up(Map.of())
                    : new ComponentHealth.Down(Map.of("reason", "It ended and is started again."));
            return new OpenStorage(
                    postgres.storage(),
                    new InMemoryRateLimiter(),
                    Optional.of(poolOf(postgres)),
                    Optional.of(health),
                    () -> {
                        postgres.close();
                        server.close();
                    });
        } catch (RuntimeException | InterruptedException failure) {
            server.close();
            throw failure;
        }
    }

    private static Supplier<PoolReading> poolOf(PostgresStorage postgres) {
        return () -> {
            PostgresStorage.Connections now = postgres.connections();
            return new PoolReading(now.active(), now.idle(), now.waiting(), now.most());
        };
    }

    private static PostgresStorage open(Settings settings, DatabaseUrl url) throws InterruptedException {
        return PostgresStorage.open(
                PostgresStorage.Settings.of(url).withPoolSize(settings.databaseConnections()),
                new TimeOrderedIds(InstantSource.system()));
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
