package dev.parley.persistence.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's main process, from the moment it accepts connections. */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    /** A database that begins empty soon needs statistics, or its plans are those for empty tables. */
    private static final Map<String, String> DEFAULTS =
            Map.of("fsync", "on", "dynamic_shared_memory_type", "mmap", "autovacuum_naptime", "10s");

    private static final String PORT_TAKEN = "Address already in use";
    private static final String MEMORY_TAKEN = "is still in use";
    private static final String WRONG_PASSWORD = "28P01";
    private static final int STATUS_LINES = 8;
    private static final long SHORTEST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 250;
    private static final int CONNECTING_SECONDS = 5;
    private static final Duration KILLING_LIMIT = Duration.ofSeconds(5);

    private final Process process;
    private final Tether tether;
    private final int port;
    private final Duration stopLimit;
    private @Nullable SQLException lastRefusal;

    private ServerProcess(Process process, int port, Duration stopLimit) throws IOException {
        this.process = process;
        this.port = port;
        this.stopLimit = stopLimit;
        try {
            this.tether = Tether.to(process);
        } catch (IOException failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    static ServerProcess start(DataFolder folder, ServerLog log, EmbeddedPostgresSettings settings)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + settings.startLimit().toNanos();
        while (true) {
            ServerLog attempt = log.fromHere();
            int port = settings.port() == 0 ? freePort() : settings.port();
            Process process = command(folder, port, settings.options()).start(attempt);
            ServerProcess server = new ServerProcess(process, port, settings.stopLimit());
            Thread.ofPlatform().daemon().name("embedded-postgres").start(server::watch);
            try {
                if (server.awaitReady(folder, attempt, deadline)) {
                    return server;
                }
            } catch (Throwable failed) {
                server.stop();
                throw failed;
            }
            if (!passes(attempt.tail(), settings) || System.nanoTime() - deadline > 0) {
                throw server.failure("ended with code " + process.exitValue(), folder, attempt);
            }
            TimeUnit.MILLISECONDS.sleep(LONGEST_PAUSE_MILLIS);
        }
    }

    // Two reasons not to start go away: somebody else took the port that was free a moment ago, and the children of a
    // killed server need a moment to notice that it is gone.
    private static boolean passes(String output, EmbeddedPostgresSettings settings) {
        return output.contains(MEMORY_TAKEN) || (output.contains(PORT_TAKEN) && settings.port() == 0);
    }

    private static Command command(DataFolder folder, int port, Map<String, String> options) {
        Map<String, String> parameters = new LinkedHashMap<>(DEFAULTS);
        parameters.putAll(options);
        parameters.put("listen_addresses", "127.0.0.1");
        parameters.put("port", String.valueOf(port));
        parameters.put("unix_socket_directories", "");
        List<Object> words = new ArrayList<>(List.of(folder.programs().postgres(), "-D", folder.data()));
        parameters.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
        return folder.account().command(words.toArray()).inOwnSession();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** False if the process ended instead. */
    private boolean awaitReady(DataFolder folder, ServerLog log, long deadline) throws InterruptedException {
        long pause = SHORTEST_PAUSE_MILLIS;
        while (!process.waitFor(pause, TimeUnit.MILLISECONDS)) {
            if (isReady(folder) && accepts(folder)) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                throw failure("accepted no connection in time", folder, log);
            }
            pause = Math.min(pause + pause / 4, LONGEST_PAUSE_MILLIS);
        }
        return false;
    }

    // Whoever listens on the port before the server says so itself may be somebody else.
    private boolean isReady(DataFolder folder) {
        try {
            List<String> status = Files.readAllLines(folder.data().resolve("postmaster.pid"));
            return status.size() >= STATUS_LINES
                    && status.getFirst().strip().equals(String.valueOf(pid()))
                    && status.get(STATUS_LINES - 1).strip().equals("ready");
        } catch (IOException notThere) {
            return false;
        }
    }

    private boolean accepts(DataFolder folder) {
        Properties properties = new Properties();
        properties.setProperty("user", DataFolder.USER);
        properties.setProperty("password", folder.password());
        properties.setProperty("connectTimeout", String.valueOf(CONNECTING_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(CONNECTING_SECONDS));
        try (Connection connection = DriverManager.getConnection(jdbcUrl(port), properties)) {
            return connection.isValid(CONNECTING_SECONDS);
        } catch (SQLException refused) {
            if (WRONG_PASSWORD.equals(refused.getSQLState())) {
                throw new EmbeddedPostgresException(
                        "The password in postgres-password is not the one of the database in %s; restore that file."
                                .formatted(folder.data()),
                        refused);
            }
            lastRefusal = refused;
            return false;
        }
    }

    private EmbeddedPostgresException failure(String what, DataFolder folder, ServerLog log) {
        return new EmbeddedPostgresException(
                "PostgreSQL on %s %s. The end of %s:%n%s".formatted(folder.data(), what, log.file(), log.tail()),
                lastRefusal);
    }

    private void watch() {
        try {
            process.waitFor();
            tether.cut();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the process ends, for whatever reason; returns its exit code. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    void stop() {
        if (process.isAlive()) {
            tether.pull();
        }
        if (!endsWithin(stopLimit)) {
            LOG.warn("PostgreSQL did not stop within {} and is killed; its next start recovers", stopLimit);
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            endsWithin(KILLING_LIMIT);
        }
    }

    // Deaf to interrupts: a shutdown that is in a hurry still wants the database to end in order. It does not wait for
    // the process's future either, which is completed by a thread pool that may be busy.
    private boolean endsWithin(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
