package dev.parley.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.Storage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/** A storage on PostgreSQL, opened: its schema is up to date and its pool is warm. Several nodes may open the same database. */
public final class PostgresStorage implements AutoCloseable {
    private static final int OLDEST_VERSION = 150_000;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final Duration BETWEEN_HINTS = Duration.ofMillis(5);

    private final HikariDataSource pool;
    private final PostgresEventBus bus;
    private final Storage storage;

    /**
     * How a database is used.
     *
     * @param poolSize most connections of this node beside the one that listens, at least 2
     * @param connectionTimeout how long a request waits for a connection before it is refused as unavailable
     * @param startTimeout how long to wait at the start for a database that cannot be reached
     * @param lockTimeout how long a change waits for a session that another node changes
     * @param undurable whether to use a database that may lose what was committed
     */
    public record Settings(
            DatabaseUrl url,
            int poolSize,
            Duration connectionTimeout,
            Duration startTimeout,
            Duration lockTimeout,
            boolean undurable) {
        /** The defaults for a database. */
        public static Settings of(DatabaseUrl url) {
            return new Settings(url, 10, Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(5), false);
        }
    }

    private PostgresStorage(HikariDataSource pool, PostgresEventBus bus, Storage storage) {
        this.pool = pool;
        this.bus = bus;
        this.storage = storage;
    }

    /**
     * Waits for the database, checks that it can be trusted, and brings its schema up to date.
     *
     * @throws UnfitDatabaseException if it cannot be reached in time, or is too old, not durable, or newer than this program
     */
    public static PostgresStorage open(Settings settings, IdSource ids) throws InterruptedException {
        DataSource direct = direct(settings);
        awaitFit(direct, settings);
        migrate(direct);
        UUID node = ids.next();
        HikariDataSource pool = pool(settings, direct);
        Database database = new Database(pool);
        PostgresEventBus bus = new PostgresEventBus(new HintSender(database, node, BETWEEN_HINTS));
        PayloadCodec codec = new PayloadCodec();
        Storage storage = new Storage(
                new JdbiSessionStore(database, bus, ids, codec),
                new JdbiDraftStore(database),
                new JdbiTurnQueue(database),
                bus);
        bus.start(new HintReceiver(direct, node));
        return new PostgresStorage(pool, bus, storage);
    }

    public Storage storage() {
        return storage;
    }

    @Override
    public void close() {
        bus.close();
        pool.close();
    }

    private static DataSource direct(Settings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url().jdbcUrl());
        if (settings.url().user() != null) {
            source.setUser(settings.url().user());
        }
        if (settings.url().password() != null) {
            source.setPassword(settings.url().password());
        }
        source.setApplicationName("parley");
        source.setConnectTimeout((int) settings.connectionTimeout().toSeconds());
        source.setTcpKeepAlive(true);
        // Absent ids are bound as absent texts; this lets the server take them for what the column is.
        source.setStringType("unspecified");
        return source;
    }

    private static HikariDataSource pool(Settings settings, DataSource direct) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley");
        config.setDataSource(direct);
        config.setMaximumPoolSize(settings.poolSize());
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setValidationTimeout(Math.min(1_000, settings.connectionTimeout().toMillis()));
        config.setConnectionInitSql(
                "set lock_timeout = " + settings.lockTimeout().toMillis());
        return new HikariDataSource(config);
    }

    private static void awaitFit(DataSource source, Settings settings) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        while (true) {
            try (Connection connection = source.getConnection()) {
                requireFit(connection, settings);
                return;
            } catch (SQLException trouble) {
                if (isPermanent(trouble) || System.nanoTime() > deadline) {
                    throw new UnfitDatabaseException("The database %s cannot be used: %s"
                            .formatted(
                                    settings.url(),
                                    String.valueOf(trouble.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("")));
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    /** Wrong login, no such database or no permission: waiting does not help. */
    private static boolean isPermanent(SQLException trouble) {
        String state = String.valueOf(trouble.getSQLState());
        return state.startsWith("28") || state.equals("3D000") || state.startsWith("42");
    }

    private static void requireFit(Connection connection, Settings settings) throws SQLException {
        if (Integer.parseInt(show(connection, "server_version_num")) < OLDEST_VERSION) {
            throw new UnfitDatabaseException("The database runs PostgreSQL %s; Parley needs version %d or newer."
                    .formatted(show(connection, "server_version"), OLDEST_VERSION / 10_000));
        }
        if (!"UTF8".equals(show(connection, "server_encoding"))) {
            throw new UnfitDatabaseException("The database has the encoding %s; create one with the encoding UTF8."
                    .formatted(show(connection, "server_encoding")));
        }
        boolean durable =
                "on".equals(show(connection, "fsync")) && !"off".equals(show(connection, "synchronous_commit"));
        if (!durable && !settings.undurable()) {
            throw new UnfitDatabaseException(
                    "The database runs with fsync or synchronous_commit off and may lose what was acknowledged; switch both on, or allow it explicitly.");
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void migrate(DataSource source) {
        FluentConfiguration configuration = Flyway.configure(PostgresStorage.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .table("parley_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateOnMigrate(true);
        try {
            Flyway flyway = configuration.load();
            var pending = flyway.info();
            boolean newer = Arrays.stream(pending.applied())
                    .anyMatch(migration -> migration.getState().isApplied()
                            && !migration.getState().isResolved());
            if (newer) {
                throw new UnfitDatabaseException(
                        "The database was written by a newer version of Parley; start that version, or use another database.");
            }
            flyway.migrate();
        } catch (FlywayException trouble) {
            throw new UnfitDatabaseException("The schema of the database cannot be brought up to date: "
                    + String.valueOf(trouble.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
