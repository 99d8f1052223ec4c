package dev.parley.persistence.embedded;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL server of our own, a child process of this JVM that listens on 127.0.0.1 only. Rows that were
 * committed are there at the next start of the same folder, however the server or this JVM ended. A server that ends
 * unexpectedly is started again on the same port. When this JVM ends without {@link #close()}, the server is told to stop;
 * where even that is impossible, the next start stops it.
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final FolderLock lock;
    private final DataFolder data;
    private final EmbeddedPostgresSettings settings;
    private final ServerLog log;
    private final Thread keeper;
    private volatile ServerProcess server;

    private EmbeddedPostgres(
            FolderLock lock, DataFolder data, EmbeddedPostgresSettings settings, ServerLog log, ServerProcess server) {
        this.lock = lock;
        this.data = data;
        this.settings = settings.withPort(server.port());
        this.log = log;
        this.server = server;
        this.keeper =
                Thread.ofPlatform().daemon().name("embedded-postgres-keeper").unstarted(this::keepRunning);
    }

    /**
     * Starts the server on the settings' folder and waits until it accepts connections. Takes about two seconds more when
     * PostgreSQL has to be unpacked first.
     *
     * @throws EmbeddedPostgresException if it cannot run on this machine or folder, another process uses the folder, or
     *     this thread is interrupted
     */
    public static EmbeddedPostgres start(EmbeddedPostgresSettings settings) {
        Path directory = settings.directory();
        try {
            Path home = Files.createDirectories(directory).toRealPath();
            FolderLock lock = FolderLock.take(home);
            try {
                Programs programs = Programs.unpackedIn(settings.programs());
                ServerLog log = ServerLog.in(home);
                DataFolder data = DataFolder.open(home, programs, log, settings.stopLimit());
                ServerProcess server = ServerProcess.start(data, log, settings);
                EmbeddedPostgres postgres = new EmbeddedPostgres(lock, data, settings, log, server);
                postgres.keeper.start();
                return postgres;
            } catch (Throwable failed) {
                lock.close();
                throw failed;
            }
        } catch (ClosedByInterruptException | InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("Starting PostgreSQL was interrupted.", interrupted);
        } catch (IOException failed) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL cannot use the folder %s (%s); check that it can be written."
                            .formatted(directory.toAbsolutePath(), failed),
                    failed);
        }
    }

    private void keepRunning() {
        try {
            while (true) {
                int code = server.awaitEnd();
                LOG.error("PostgreSQL ended unexpectedly with code {} and is started again; see {}", code, log.file());
                server = startAgain();
                LOG.info("PostgreSQL runs again");
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private ServerProcess startAgain() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return ServerProcess.start(data, log, settings);
            } catch (IOException | EmbeddedPostgresException failed) {
                LOG.error("PostgreSQL could not be started again; the next try is in {}", pause, failed);
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return ServerProcess.jdbcUrl(server.port());
    }

    public String username() {
        return DataFolder.USER;
    }

    public String password() {
        return data.password();
    }

    public int port() {
        return server.port();
    }

    /** Whether the server's process lives; for a moment it does not when it ended and is started again. */
    public boolean isRunning() {
        return server.isAlive();
    }

    /** The id of the server's main process; another one after it had to be started again. */
    public long pid() {
        return server.pid();
    }

    /** Ends the server in an orderly way, connections included; kills it after the limit. Does nothing a second time. */
    @Override
    public synchronized void close() {
        keeper.interrupt();
        boolean interrupted = false;
        while (keeper.isAlive()) {
            try {
                keeper.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        server.stop();
        lock.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
