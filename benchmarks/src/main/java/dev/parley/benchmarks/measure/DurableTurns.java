package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.bare.BareTurns;
import dev.parley.benchmarks.load.HttpConnection;
import dev.parley.benchmarks.load.Together;
import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.report.Finding;
import dev.parley.benchmarks.report.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Turns per second through {@code POST /api/chat} with a model that answers at once, each client being another user. */
public final class DurableTurns implements Measurement {
    private static final List<Integer> CLIENTS = List.of(1, 16, 64);
    private static final int TOKENS = 20;
    private static final String LAST_TOKEN = " 00019\"";
    private static final int UNAVAILABLE = 503;
    private static final int WARM_UP_CLIENTS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(8);

    /** Plain JDBC was not faster with 10, 32 or 64. */
    private static final String CONNECTIONS = "16";

    @Override
    public String name() {
        return "turns";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        Duration window = bench.options().lasting(WINDOW);
        List<Integer> clients = bench.options().quick() ? List.of(1, 4) : CLIENTS;
        LongAdder refused = new LongAdder();
        Series<Integer> subject = new Series<>();
        Series<Integer> baseline = new Series<>();
        try (ChildProcess bare = bench.program(BareTurns.class, bench.newDatabase(), CONNECTIONS);
                Server parley = bench.parleyOnPostgres()) {
            bare.awaitLine();
            bare(bare, WARM_UP_CLIENTS, bench.options().lasting(WARM_UP));
            parley(bench, parley, WARM_UP_CLIENTS, bench.options().lasting(WARM_UP), new LongAdder());
            for (int run = 0; run < bench.options().runs(); run++) {
                for (int count : clients) {
                    baseline.add(count, bare(bare, count, window));
                    subject.add(count, parley(bench, parley, count, window, refused));
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (int count : clients) {
            findings.add(Finding.ratio(
                    "durable turns, " + count + (count == 1 ? " client" : " clients"),
                    count == 1 ? "" : "≥ 0.6 ×",
                    "turns/s",
                    subject.of(count),
                    baseline.of(count)));
        }
        findings.add(new Finding("requests refused with 503", "none", String.valueOf(refused.sum()), "", ""));
        return findings;
    }

    private static double bare(ChildProcess bare, int threads, Duration window) throws Exception {
        bare.tell(threads + " " + window.toMillis());
        return Double.parseDouble(bare.awaitLine());
    }

    private static double parley(Bench bench, Server parley, int count, Duration window, LongAdder refused)
            throws IOException {
        List<HttpConnection> connections =
                Together.make(count, one -> new HttpConnection(parley.address(), bench.token("user" + one)));
        LongAdder turns = new LongAdder();
        long start = System.nanoTime();
        Together.forEach(connections, (client, index) -> {
            while (System.nanoTime() - start < window.toNanos()) {
                turn(bench, client, turns, refused);
            }
        });
        double perSecond = turns.sum() * 1e9 / (System.nanoTime() - start);
        for (HttpConnection client : connections) {
            client.close();
        }
        return perSecond;
    }

    private static void turn(Bench bench, HttpConnection client, LongAdder turns, LongAdder refused)
            throws IOException {
        String question = bench.stub().expect(TOKENS, 0).question();
        try {
            String answer = client.post("/api/chat", "{\"message\":\"" + question + "\"}");
            if (!answer.contains(LAST_TOKEN)) {
                throw new IOException("Not the whole answer: " + answer);
            }
            turns.increment();
        } catch (HttpConnection.StatusException refusal) {
            if (refusal.status() != UNAVAILABLE) {
                throw refusal;
            }
            refused.increment();
        }
    }
}
