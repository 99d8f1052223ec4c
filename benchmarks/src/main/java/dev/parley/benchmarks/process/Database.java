package dev.parley.benchmarks.process;

import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The PostgreSQL that Parley and plain JDBC both use, with its default settings: fsync is on. */
public final class Database implements AutoCloseable {
    /** More than the default, so that plain JDBC may have a connection for each of 64 threads. */
    private static final String CONNECTIONS = "200";

    private final EmbeddedPostgres server;

    private Database(EmbeddedPostgres server) {
        this.server = server;
    }

    public static Database start(Path folder) {
        return new Database(
                EmbeddedPostgres.start(EmbeddedPostgresSettings.of(folder).withOption("max_connections", CONNECTIONS)));
    }

    /** Makes an empty database; returns its URL with user and password, for JDBC and {@code DATABASE_URL} alike. */
    public String create(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urlOf("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " encoding 'UTF8' template template0");
        }
        return urlOf(name);
    }

    private String urlOf(String name) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
                .formatted(server.port(), name, server.username(), server.password());
    }

    /** Seconds of CPU that the server and those of its processes that live have used so far. */
    public double cpuSeconds() {
        ProcessHandle main = ProcessHandle.of(server.pid()).orElseThrow();
        return ChildProcess.seconds(main)
                + main.descendants().mapToDouble(ChildProcess::seconds).sum();
    }

    @Override
    public void close() {
        server.close();
    }
}
