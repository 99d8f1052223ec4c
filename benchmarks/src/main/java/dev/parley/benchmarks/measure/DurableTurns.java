package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.bare.BareTurns;
import dev.parley.benchmarks.load.HttpConnection;
import dev.parley.benchmarks.load.Together;
import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.report.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Turns per second through {@code POST /api/chat} with a model that answers at once, each client being another user. */
public final class DurableTurns implements Measurement {
    private static final List<Integer> CLIENTS = List.of(1, 16, 64);
    private static final int TOKENS = 20;
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
        Map<Integer, List<Double>> subject = new LinkedHashMap<>();
        Map<Integer, List<Double>> baseline = new LinkedHashMap<>();
        try (ChildProcess bare = bench.program(BareTurns.class, bench.newDatabase(), CONNECTIONS);
                Server parley = bench.parleyOnPostgres()) {
            bare.awaitLine();
            bare(bare, WARM_UP_CLIENTS, bench.options().lasting(WARM_UP));
            parley(bench, parley, WARM_UP_CLIENTS, bench.options().lasting(WARM_UP));
            for (int run = 0; run < bench.options().runs(); run++) {
                for (int count : clients) {
                    baseline.computeIfAbsent(count, key -> new ArrayList<>()).add(bare(bare, count, window));
                    subject.computeIfAbsent(count, key -> new ArrayList<>()).add(parley(bench, parley, count, window));
                }
            }
        }
        return clients.stream()
                .map(count -> Finding.ratio(
                        "durable turns, " + count + (count == 1 ? " client" : " clients"),
                        count == 1 ? "" : "≥ 0.6 ×",
                        "turns/s",
                        subject.get(count),
                        baseline.get(count)))
                .toList();
    }

    private static double bare(ChildProcess bare, int threads, Duration window) throws Exception {
        bare.tell(threads + " " + window.toMillis());
        return Double.parseDouble(bare.awaitLine());
    }

    private static double parley(Bench bench, Server parley, int count, Duration window) throws IOException {
        List<HttpConnection> connections =
                Together.make(count, one -> new HttpConnection(parley.address(), bench.token("user" + one)));
        LongAdder turns = new LongAdder();
        long start = System.nanoTime();
        Together.forEach(connections, (client, index) -> {
            while (System.nanoTime() - start < window.toNanos()) {
                String question = bench.stub().expect(TOKENS, 0).question();
                String answer = client.post("/api/chat", "{\"message\":\"" + question + "\"}");
                if (!answer.contains(" 00019\"")) {
                    throw new IllegalStateException("Not the whole answer: " + answer);
                }
                turns.increment();
            }
        });
        double perSecond = turns.sum() * 1e9 / (System.nanoTime() - start);
        for (HttpConnection client : connections) {
            client.close();
        }
        return perSecond;
    }
}
