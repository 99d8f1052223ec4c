package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.HttpConnection;
import dev.parley.benchmarks.load.Together;
import dev.parley.benchmarks.load.WebSocketClient;
import dev.parley.benchmarks.report.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Live heap that an idle connection and an idle session occupy. */
public final class IdleMemory implements Measurement {
    private static final int CONNECTIONS = 1000;
    private static final int SESSIONS = 1000;
    private static final int TOKENS = 20;
    private static final double KIBIBYTE = 1024;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        List<Finding> findings = new ArrayList<>();
        List<Double> bareConnections;
        try (Server bare = bench.bare()) {
            bareConnections =
                    connections(bench, bare, one -> new WebSocketClient(bare.address(), "/broadcast", null, null));
        }
        try (Server memory = bench.parleyOnMemory()) {
            findings.add(Finding.ratio(
                    "heap per idle connection",
                    "≤ 1.3 ×",
                    "KiB",
                    connections(bench, memory, one -> connected(bench, memory, one)),
                    bareConnections));
            findings.add(Finding.ratio(
                    "heap per idle connection that watches a session of its own",
                    "",
                    "KiB",
                    connections(bench, memory, one -> watching(bench, memory, one)),
                    bareConnections));
        }
        try (Server memory = bench.parleyOnMemory();
                Server postgres = bench.parleyOnPostgres()) {
            findings.add(Finding.value(
                    "heap per idle session with one turn, memory", "≤ 4 KiB", "KiB", sessions(bench, memory)));
            findings.add(Finding.value(
                    "heap per idle session with one turn, PostgreSQL", "≤ 4 KiB", "KiB", sessions(bench, postgres)));
        }
        return findings;
    }

    private static WebSocketClient connected(Bench bench, Server parley, int one) throws IOException {
        return new WebSocketClient(parley.address(), "/ws", "parley.v1, bearer." + bench.token("idle" + one), null);
    }

    private static WebSocketClient watching(Bench bench, Server parley, int one) throws IOException {
        WebSocketClient socket = connected(bench, parley, one);
        Asker.startSession(socket);
        return socket;
    }

    /** Each run adds as many connections; they stay open until the end, with a reader that answers pings. */
    private static List<Double> connections(Bench bench, Server server, Together.Making<WebSocketClient> connect)
            throws Exception {
        int count = bench.options().count(CONNECTIONS, 10);
        List<WebSocketClient> open = new ArrayList<>(added(count, connect));
        List<Double> runs = new ArrayList<>();
        for (int run = 0; run < bench.options().runs(); run++) {
            long before = server.process().liveBytes();
            open.addAll(added(count, connect));
            runs.add((server.process().liveBytes() - before) / KIBIBYTE / count);
        }
        for (WebSocketClient one : open) {
            one.close();
        }
        return runs;
    }

    private static List<WebSocketClient> added(int count, Together.Making<WebSocketClient> connect) {
        List<WebSocketClient> connected = Together.make(count, connect);
        connected.forEach(WebSocketClient::readOn);
        return connected;
    }

    private static List<Double> sessions(Bench bench, Server server) throws Exception {
        int count = bench.options().count(SESSIONS, 10);
        talk(bench, server, "first", count);
        List<Double> runs = new ArrayList<>();
        for (int run = 0; run < bench.options().runs(); run++) {
            long before = server.process().liveBytes();
            talk(bench, server, "run" + run, count);
            runs.add((server.process().liveBytes() - before) / KIBIBYTE / count);
        }
        return runs;
    }

    /** So many users ask one question each, eight at the same time. */
    private static void talk(Bench bench, Server server, String users, int count) {
        int together = Math.min(8, count);
        Together.make(together, one -> {
            for (int user = one; user < count; user += together) {
                try (HttpConnection http = new HttpConnection(server.address(), bench.token(users + "-" + user))) {
                    String question = bench.stub().expect(TOKENS, 0).question();
                    http.post("/api/chat", "{\"message\":\"" + question + "\"}");
                }
            }
            return together;
        });
    }
}
