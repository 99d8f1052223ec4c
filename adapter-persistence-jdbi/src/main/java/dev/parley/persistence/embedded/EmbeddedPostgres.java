package dev.parley.persistence.embedded;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A running PostgreSQL server of our own, a child process of this JVM that listens on 127.0.0.1 only. Rows that were
 * committed are there at the next start of the same folder, however the server or this JVM ended. When this JVM ends
 * without {@link #close()}, the server is told to stop; where even that is impossible, the next start stops it.
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private final FolderLock lock;
    private final DataFolder data;
    private final ServerProcess server;

    private EmbeddedPostgres(FolderLock lock, DataFolder data, ServerProcess server) {
        this.lock = lock;
        this.data = data;
        this.server = server;
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
                return new EmbeddedPostgres(lock, data, ServerProcess.start(data, log, settings));
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

    /** The id of the server's main process. */
    public long pid() {
        return server.pid();
    }

    /** Ends the server in an orderly way, connections included; kills it after the limit. Does nothing a second time. */
    @Override
    public synchronized void close() {
        server.stop();
        lock.close();
    }
}
