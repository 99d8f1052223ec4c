package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.Histogram;
import dev.parley.benchmarks.load.HttpConnection;
import dev.parley.benchmarks.report.Finding;
import dev.parley.benchmarks.report.Series;
import dev.parley.benchmarks.report.Spread;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whether reading a session takes as long with a million messages as with ten. */
public final class History implements Measurement {
    private static final List<Integer> SIZES = List.of(10, 10_000, 1_000_000);
    private static final int REQUESTS = 300;

    /** Fewer events than the smallest session has. */
    private static final int CAUGHT_UP = 20;

    /** Copies of the session's one turn, with new ids and places; foreign keys and triggers would only cost time. */
    private static final List<String> COPIES = List.of("""
            insert into messages (session_id, seq, id, turn_id, role, status, author_id, text, model, prompt_tokens,
                completion_tokens, created_at, ended_at)
            select session_id, seq + copy * ?, gen_random_uuid(), md5('turn' || copy)::uuid, role, status, author_id, text, model,
                prompt_tokens, completion_tokens, created_at, ended_at
            from messages cross join generate_series(1, ?) copy where session_id = ?
            """, """
            insert into session_events (session_id, seq, id, type, at, payload)
            select session_id, seq + copy * ?, gen_random_uuid(), type, at, payload
            from session_events cross join generate_series(1, ?) copy where session_id = ? and seq > 1
            """, """
            insert into turns (id, session_id, message_id, author_id, accepted_seq, queued_ahead, priority, attempt, crashes,
                status, created_at, started_at, ended_at)
            select gen_random_uuid(), session_id, gen_random_uuid(), author_id, accepted_seq + copy * ?, queued_ahead, priority,
                attempt, crashes, status, created_at, started_at, ended_at
            from turns cross join generate_series(1, ?) copy where session_id = ?
            """);

    private static final String GROW = """
            update sessions set last_seq = (select max(seq) from session_events where session_id = sessions.id),
                message_count = (select count(*) from messages where session_id = sessions.id)
            where id = ?
            """;

    @Override
    public String name() {
        return "history";
    }

    /** A session with so many messages and what can be read of it, by name. */
    private record Grown(int messages, String token, Map<String, String> requests) {
        String path(String request) {
            return Objects.requireNonNull(requests.get(request), request);
        }
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        String database = bench.newDatabase();
        List<Grown> sessions = new ArrayList<>();
        try (Server parley = bench.parleyOn(database)) {
            for (int size : bench.options().quick() ? List.of(10, 100, 1_000) : SIZES) {
                sessions.add(grow(bench, parley, database, size));
            }
            int requests = bench.options().count(REQUESTS, 3);
            sessions.forEach(
                    session -> session.requests().values().forEach(path -> millis(parley, session, path, requests)));
            List<Finding> findings = new ArrayList<>();
            for (String request : sessions.getFirst().requests().keySet()) {
                findings.add(finding(bench, parley, sessions, request, requests));
            }
            return findings;
        }
    }

    private static Finding finding(Bench bench, Server parley, List<Grown> sessions, String request, int requests) {
        List<Double> ratios = new ArrayList<>();
        Series<Integer> times = new Series<>();
        for (int run = 0; run < bench.options().runs(); run++) {
            List<Double> medians = new ArrayList<>();
            for (Grown session : sessions) {
                double median = millis(parley, session, session.path(request), requests);
                medians.add(median);
                times.add(session.messages(), median);
            }
            ratios.add(medians.stream().max(Double::compare).orElseThrow()
                    / medians.stream().min(Double::compare).orElseThrow());
        }
        String measured = times.keys().stream()
                .map(size -> "%,d: %s ms".formatted(size, Spread.of(times.of(size))))
                .collect(Collectors.joining("; "));
        return new Finding(request, "≤ 1.5 ×", Spread.of(ratios) + " ×", measured, "");
    }

    /** The median time of one request, sent again and again over one connection. */
    private static double millis(Server parley, Grown session, String path, int requests) {
        Histogram times = new Histogram();
        try (HttpConnection http = new HttpConnection(parley.address(), session.token())) {
            for (int request = 0; request < requests; request++) {
                long start = System.nanoTime();
                http.get(path);
                times.record(System.nanoTime() - start);
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        return times.millis(0.5);
    }

    private static Grown grow(Bench bench, Server parley, String database, int messages) throws Exception {
        String token = bench.token("reader" + messages);
        String session;
        long last;
        try (HttpConnection http = new HttpConnection(parley.address(), token)) {
            String question = bench.stub().expect(3, 0).question();
            session = Asker.field(http.post("/api/chat", "{\"message\":\"" + question + "\"}"), "session_id");
            last = Long.parseLong(Asker.field(http.get("/api/sessions/" + session), "position"));
        }
        long grown = copy(database, session, last - 1, messages / 2 - 1);
        String path = "/api/sessions/" + session;
        Map<String, String> requests = new LinkedHashMap<>();
        requests.put("newest page of the history", path + "/messages?order=desc");
        requests.put("first page of the history", path + "/messages");
        requests.put("page in the middle (before=)", path + "/messages?order=desc&before=" + (grown / 2 + last));
        requests.put("context", path + "/context");
        requests.put(
                "catch-up on " + CAUGHT_UP + " events",
                path + "/events?limit=" + CAUGHT_UP + "&after=" + (grown - CAUGHT_UP));
        requests.put("list of sessions", "/api/sessions");
        return new Grown(messages, token, requests);
    }

    /** Returns the last sequence number. */
    private static long copy(String database, String session, long width, int copies) throws SQLException {
        UUID id = UUID.fromString(session);
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (String sql : COPIES) {
                try (PreparedStatement copy = connection.prepareStatement(sql)) {
                    copy.setLong(1, width);
                    copy.setInt(2, copies);
                    copy.setObject(3, id);
                    copy.executeUpdate();
                }
            }
            try (PreparedStatement grow = connection.prepareStatement(GROW)) {
                grow.setObject(1, id);
                grow.executeUpdate();
            }
            statement.execute("vacuum analyze");
            try (ResultSet row = statement.executeQuery("select last_seq from sessions where id = '" + id + "'")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
