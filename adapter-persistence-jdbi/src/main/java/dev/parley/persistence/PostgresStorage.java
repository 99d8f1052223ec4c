package dev.parley.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.RateLimiter;
import dev.parley.application.port.Storage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/** A storage on PostgreSQL, opened: its schema is up to date and its pool is warm. Several nodes may open the same database. */
public final class PostgresStorage implements AutoCloseable {
    private static final Duration BETWEEN_HINTS = Duration.ofMillis(5);

    /**
     * After this many lock timeouts without an answer a server is taken for gone: its machine may have vanished without a word. A statement
     * may wait for a lock once; the rest is for its work.
     */
    private static final int LOCK_TIMEOUTS_OF_SILENCE = 6;

    /**
     * Every query finds its rows by an index and is made ready once. A plan that was made while the tables were small, and their statistics
     * unknown, must be as good when they have grown.
     */
    private static final String PLANNING = "set plan_cache_mode = force_generic_plan; set enable_seqscan = off";

    private final HikariDataSource pool;
    private final PostgresEventBus bus;
    private final Storage storage;
    private final Database database;
    private final Duration patience;
    private final RateLimiter rateLimiter;

    /**
     * How a database is used.
     *
     * @param poolSize most connections of this node beside the one that listens, at least 2
     * @param connectionTimeout how long a request waits for a connection before it is refused as unavailable
     * @param startTimeout how long to wait at the start for a database that cannot be reached
     * @param lockTimeout how long a change waits for a session that another node changes, and how long a node may stand still in the middle
     *     of a change before the server takes the session away from it
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

        public Settings withPoolSize(int connections) {
            return new Settings(url, connections, connectionTimeout, startTimeout, lockTimeout, undurable);
        }
    }

    private PostgresStorage(
            HikariDataSource pool, PostgresEventBus bus, Storage storage, Database database, Duration patience) {
        this.pool = pool;
        this.bus = bus;
        this.storage = storage;
        this.database = database;
        this.patience = patience;
        this.rateLimiter = rateLimiter(System::nanoTime);
    }

    /**
     * Waits for the database, checks that it can be trusted, and brings its schema up to date.
     *
     * @throws UnfitDatabaseException if it cannot be reached in time, or is too old, not durable, or newer than this program
     */
    public static PostgresStorage open(Settings settings, IdSource ids) throws InterruptedException {
        PGSimpleDataSource patient = direct(settings);
        StartCheck.await(patient, settings);
        migrate(patient);
        UUID node = ids.next();
        PGSimpleDataSource direct = direct(settings);
        direct.setSocketTimeout((int) Math.max(
                1, settings.lockTimeout().multipliedBy(LOCK_TIMEOUTS_OF_SILENCE).toSeconds()));
        HikariDataSource pool = pool(settings, direct);
        Database database = new Database(pool);
        PostgresEventBus bus = new PostgresEventBus(new HintSender(database, node, BETWEEN_HINTS));
        PayloadCodec codec = new PayloadCodec();
        Storage storage = new Storage(
                new JdbiSessionStore(database, bus, ids, codec, settings.lockTimeout()),
                new JdbiDraftStore(database),
                new JdbiTurnQueue(database),
                new JdbiFeedbackQueue(database, codec),
                bus,
                new JdbiTaskStore(database),
                new JdbiUserDirectory(database),
                new JdbiUserChannels(database),
                new JdbiDeliveryQueue(database));
        bus.start(new HintReceiver(direct, node));
        return new PostgresStorage(pool, bus, storage, database, settings.lockTimeout());
    }

    public Storage storage() {
        return storage;
    }

    /**
     * How this node's connections are used at one moment; without asking the database.
     *
     * @param waiting threads that wait for one
     * @param most there may be
     */
    public record Connections(int active, int idle, int waiting, int most) {}

    /** How the connections are used now. */
    public Connections connections() {
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        return new Connections(
                state.getActiveConnections(),
                state.getIdleConnections(),
                state.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    /** Counts requests for all nodes that use this database. */
    public RateLimiter rateLimiter() {
        return rateLimiter;
    }

    /** Counts like another node. */
    JdbiRateLimiter rateLimiter(LongSupplier nanoTime) {
        return new JdbiRateLimiter(database, patience, nanoTime);
    }

    @Override
    public void close() {
        bus.close();
        pool.close();
    }

    private static PGSimpleDataSource direct(Settings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url().jdbcUrl());
        if (settings.url().user() != null) {
            source.setUser(settings.url().user());
        }
        if (settings.url().password() != null) {
            source.setPassword(settings.url().password());
        }
        source.setApplicationName("parley");
        int seconds = (int) Math.max(1, settings.connectionTimeout().toSeconds());
        source.setConnectTimeout(seconds);
        // A server that was stopped accepts connections and says nothing.
        source.setLoginTimeout(seconds);
        source.setTcpKeepAlive(true);
        // The details of a failure quote rows, which are what people wrote.
        source.setLogServerErrorDetail(false);
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
        // That it can be reached is known; one that is slow for a moment must not end the start.
        config.setInitializationFailTimeout(-1);
        // A node that is paused in the middle of a change must not keep its session from the others.
        config.setConnectionInitSql("set lock_timeout = %1$d; set idle_in_transaction_session_timeout = %1$d; %2$s"
                .formatted(settings.lockTimeout().toMillis(), PLANNING));
        return new HikariDataSource(config);
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
            throw new UnfitDatabaseException(
                    "The schema of the database cannot be brought up to date (%s); see to that and start again."
                            .formatted(reasonOf(trouble)));
        }
    }

    private static String reasonOf(FlywayException trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return StartCheck.reasonOf(sql);
            }
        }
        return String.valueOf(trouble.getMessage()).lines().findFirst().orElse("");
    }
}
