package dev.parley.benchmarks.bare;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/**
 * The least SQL that makes turns durable, by plain JDBC: one transaction accepts a message, a second one stores the answer. Each line it
 * reads, "threads milliseconds", is a run; it answers with turns per second.
 */
public final class BareTurns {
    private static final int SESSIONS = 64;
    private static final int ACCEPTED_EVENTS = 4;
    private static final int ENDED_EVENTS = 3;

    private static final String SCHEMA = """
            create table bare_sessions (id integer primary key, last_seq bigint not null, active_at timestamptz not null);
            create table bare_messages (session_id integer not null, seq bigint not null, id uuid not null, role text not null,
                text text not null, at timestamptz not null, primary key (session_id, seq));
            create table bare_turns (id uuid primary key, session_id integer not null, message_id uuid not null, status text not null);
            create table bare_events (session_id integer not null, seq bigint not null, id uuid not null, type text not null,
                at timestamptz not null, payload json not null, primary key (session_id, seq));
            insert into bare_sessions select one, 0, now() from generate_series(0, 63) one;
            """;

    private static final String LOCK =
            "update bare_sessions set last_seq = last_seq + ?, active_at = now() where id = ? returning last_seq";
    private static final String MESSAGE = "insert into bare_messages values (?, ?, ?, ?, ?, now())";
    private static final String TURN = "insert into bare_turns values (?, ?, ?, 'running')";
    private static final String END = "update bare_turns set status = 'completed' where id = ?";
    private static final String EVENT = "(?, ?, ?, ?, now(), cast(? as json))";
    private static final String PAYLOAD = "{\"message\":{\"text\":\"" + "word ".repeat(40) + "\"}}";

    private BareTurns() {}

    /** @param arguments a JDBC URL with user and password, and how many connections the pool has */
    public static void main(String[] arguments) throws SQLException, IOException, InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setMaximumPoolSize(Integer.parseInt(arguments[1]));
        config.setAutoCommit(false);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(SCHEMA);
                connection.commit();
            }
            System.out.println("Ready");
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] run = line.split(" ", -1);
                System.out.println(turnsPerSecond(pool, Integer.parseInt(run[0]), Long.parseLong(run[1])));
            }
        }
    }

    private static double turnsPerSecond(HikariDataSource pool, int threads, long millis) throws InterruptedException {
        LongAdder turns = new LongAdder();
        long start = System.nanoTime();
        List<Thread> working = new ArrayList<>();
        for (int one = 0; one < threads; one++) {
            int session = one % SESSIONS;
            working.add(Thread.ofVirtual().start(() -> {
                while (System.nanoTime() - start < millis * 1_000_000) {
                    turn(pool, session);
                    turns.increment();
                }
            }));
        }
        for (Thread thread : working) {
            thread.join();
        }
        return turns.sum() * 1e9 / (System.nanoTime() - start);
    }

    private static void turn(HikariDataSource pool, int session) {
        UUID turn = UUID.randomUUID();
        UUID message = UUID.randomUUID();
        try {
            try (Connection connection = pool.getConnection()) {
                long seq = lock(connection, session, ACCEPTED_EVENTS);
                message(connection, session, seq - ACCEPTED_EVENTS + 1, message, "user");
                try (PreparedStatement insert = connection.prepareStatement(TURN)) {
                    insert.setObject(1, turn);
                    insert.setInt(2, session);
                    insert.setObject(3, message);
                    insert.executeUpdate();
                }
                events(connection, session, seq, ACCEPTED_EVENTS);
                connection.commit();
            }
            try (Connection connection = pool.getConnection()) {
                long seq = lock(connection, session, ENDED_EVENTS);
                message(connection, session, seq - ENDED_EVENTS + 1, UUID.randomUUID(), "assistant");
                try (PreparedStatement end = connection.prepareStatement(END)) {
                    end.setObject(1, turn);
                    end.executeUpdate();
                }
                events(connection, session, seq, ENDED_EVENTS);
                connection.commit();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static long lock(Connection connection, int session, int events) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(LOCK)) {
            update.setInt(1, events);
            update.setInt(2, session);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void message(Connection connection, int session, long seq, UUID id, String role)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(MESSAGE)) {
            insert.setInt(1, session);
            insert.setLong(2, seq);
            insert.setObject(3, id);
            insert.setString(4, role);
            insert.setString(5, PAYLOAD);
            insert.executeUpdate();
        }
    }

    private static void events(Connection connection, int session, long last, int count) throws SQLException {
        String sql = "insert into bare_events values " + EVENT + (", " + EVENT).repeat(count - 1);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int parameter = 0;
            for (int one = 0; one < count; one++) {
                insert.setInt(++parameter, session);
                insert.setLong(++parameter, last - count + 1 + one);
                insert.setObject(++parameter, UUID.randomUUID());
                insert.setString(++parameter, "message.created");
                insert.setString(++parameter, PAYLOAD);
            }
            insert.executeUpdate();
        }
    }
}
