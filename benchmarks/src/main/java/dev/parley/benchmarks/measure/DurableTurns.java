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
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/** Turns per second through {@code POST /api/chat} with a model that answers at once, each client being another user. */
public final class DurableTurns implements Measurement {
    private static final List<Integer> CLIENTS = List.of(1, 16, 64);
    private static final int TOKENS = 20;
    private static final String LAST_TOKEN = " 00019\"";
    private static final int UNAVAILABLE = 503;
    private static final int WARM_UP_CLIENTS = 8;
    private static final int WARM_UP_TURNS = 5_000;
    private static final Duration WARM_UP_WINDOW = Duration.ofSeconds(10);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);
    private static final Duration WINDOW = Duration.ofSeconds(8);

    /** Of the plain program; Parley has its default of ten. */
    private static final String CONNECTIONS = "16";

    @Override
    public String name() {
        return "turns";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        Duration window = bench.options().lasting(WINDOW);
        List<Integer> clients = bench.options().quick() ? List.of(1, 4) : CLIENTS;
        Runs subject = new Runs();
        Runs baseline = new Runs();
        try (ChildProcess bare = bench.program(BareTurns.class, bench.newDatabase(), CONNECTIONS);
                Server parley = bench.parleyOnPostgres()) {
            bare.awaitLine();
            bare(bare, WARM_UP_CLIENTS, bench.options().lasting(WARM_UP_WINDOW));
            warmUp(bench, parley);
            for (int run = 0; run < bench.options().runs(); run++) {
                for (int count : clients) {
                    baseline.add(count, bare, bench, () -> bare(bare, count, window));
                    subject.add(
                            count,
                            parley.process(),
                            bench,
                            () -> parley(bench, parley, count, window, subject.refused));
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (int count : clients) {
            String with = count == 1 ? ", 1 client" : ", " + count + " clients";
            findings.add(Finding.ratio(
                    "durable turns" + with,
                    count == 1 ? "" : "≥ 0.6 ×",
                    "turns/s",
                    subject.perSecond.of(count),
                    baseline.perSecond.of(count)));
            findings.add(Finding.ratio("CPU per turn" + with, "", "ms", subject.cpu.of(count), baseline.cpu.of(count)));
            findings.add(Finding.ratio(
                    "… of PostgreSQL's own processes",
                    "",
                    "ms",
                    subject.databaseCpu.of(count),
                    baseline.databaseCpu.of(count)));
        }
        findings.add(new Finding("requests refused with 503", "none", String.valueOf(subject.refused.sum()), "", ""));
        return findings;
    }

    /** Turns per second, and CPU in milliseconds per turn, by the number of clients. */
    private record Runs(
            Series<Integer> perSecond, Series<Integer> cpu, Series<Integer> databaseCpu, LongAdder refused) {
        Runs() {
            this(new Series<>(), new Series<>(), new Series<>(), new LongAdder());
        }

        /** @param run gives turns per second */
        void add(int count, ChildProcess process, Bench bench, Callable<Double> run) throws Exception {
            double before = process.cpuSeconds();
            double databaseBefore = bench.database().cpuSeconds();
            long start = System.nanoTime();
            double rate = run.call();
            double millis = 1e3 / Math.max(1, rate * (System.nanoTime() - start) / 1e9);
            perSecond.add(count, rate);
            cpu.add(count, (process.cpuSeconds() - before) * millis);
            databaseCpu.add(count, (bench.database().cpuSeconds() - databaseBefore) * millis);
        }
    }

    /** Until so many turns were made that the compiler has seen what matters. */
    private static void warmUp(Bench bench, Server parley) throws IOException {
        double turns = 0;
        long start = System.nanoTime();
        while (turns < bench.options().count(WARM_UP_TURNS, 1)
                && System.nanoTime() - start < LONGEST_WARM_UP.toNanos()) {
            Duration window = bench.options().lasting(WARM_UP_WINDOW);
            turns += parley(bench, parley, WARM_UP_CLIENTS, window, new LongAdder()) * window.toMillis() / 1e3;
        }
    }

    private static double bare(ChildProcess bare, int threads, Duration window) throws IOException {
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
