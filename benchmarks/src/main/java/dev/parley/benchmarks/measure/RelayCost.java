package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.Relays;
import dev.parley.benchmarks.Relays.Lane;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.Askers;
import dev.parley.benchmarks.load.Recorder;
import dev.parley.benchmarks.load.RelayLoad;
import dev.parley.benchmarks.report.Finding;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/** CPU per relayed token, and the time to the first token, of streams at the pace of a fast model. */
public final class RelayCost implements Measurement {
    private static final int STREAMS = 50;
    private static final int TOKENS = 400;
    private static final long INTERVAL = Duration.ofMillis(5).toNanos();
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "relay";
    }

    /** What the runs of one lane gave: CPU in microseconds per token, times in milliseconds. */
    private record Runs(
            List<Double> cpu,
            List<Double> databaseCpu,
            List<Double> firstMedian,
            List<Double> firstTail,
            List<Double> deliveryTail) {
        Runs() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(RelayLoad load, Askers askers, Duration window, DoubleSupplier server, DoubleSupplier database) {
            Recorder recorder = new Recorder();
            double serverBefore = server.getAsDouble();
            double databaseBefore = database.getAsDouble();
            load.run(askers, window, recorder);
            double micros = 1e6 / recorder.tokens().sum();
            cpu.add((server.getAsDouble() - serverBefore) * micros);
            databaseCpu.add((database.getAsDouble() - databaseBefore) * micros);
            firstMedian.add(recorder.firstToken().millis(0.5));
            firstTail.add(recorder.firstToken().millis(0.99));
            deliveryTail.add(recorder.delivery().millis(0.99));
        }
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        int streams = bench.options().count(STREAMS, 3);
        int tokens = bench.options().count(TOKENS, 20);
        Duration window = bench.options().lasting(WINDOW);
        RelayLoad load = new RelayLoad(bench.stub(), tokens, INTERVAL);
        Map<Lane, Runs> runs = new LinkedHashMap<>();
        Runs direct = new Runs();
        URI model = URI.create("http://127.0.0.1:" + bench.stub().port());
        try (Relays relays = bench.relays()) {
            for (Lane lane : relays.lanes()) {
                runs.put(lane, new Runs());
                warmUp(lane, 4, bench);
                warmUp(lane, streams, bench);
            }
            for (int run = 0; run < bench.options().runs(); run++) {
                System.out.println("run " + (run + 1));
                try (Askers askers = Askers.open(streams, one -> Asker.ofModel(model))) {
                    direct.add(load, askers, window, () -> 0, () -> 0);
                }
                for (Lane lane : relays.lanes()) {
                    try (Askers askers = Askers.open(streams, lane.connect())) {
                        of(runs, lane)
                                .add(
                                        load,
                                        askers,
                                        window,
                                        lane.server().process()::cpuSeconds,
                                        bench.database()::cpuSeconds);
                    }
                }
            }
        }
        return findings(runs, direct);
    }

    private static Runs of(Map<Lane, Runs> runs, Lane lane) {
        return Objects.requireNonNull(runs.get(lane), lane.title());
    }

    private static void warmUp(Lane lane, int streams, Bench bench) throws IOException {
        RelayLoad faster = new RelayLoad(bench.stub(), bench.options().count(TOKENS, 20), INTERVAL / 4);
        try (Askers askers = Askers.open(streams, lane.connect())) {
            faster.run(askers, bench.options().lasting(WARM_UP), new Recorder());
        }
    }

    private static List<Finding> findings(Map<Lane, Runs> runs, Runs direct) {
        List<Finding> cpu = new ArrayList<>();
        List<Finding> times = new ArrayList<>();
        runs.forEach((lane, here) -> {
            boolean memory = lane.storage().equals("memory");
            boolean bare = lane.baseline() == null;
            if (lane.baseline() != null) {
                cpu.add(Finding.ratio(
                        "CPU per token, " + lane.title(),
                        memory ? "≤ 1.5 ×" : "≤ 2 ×",
                        "µs",
                        here.cpu,
                        of(runs, lane.baseline()).cpu));
            }
            if (lane.storage().equals("PostgreSQL")) {
                cpu.add(Finding.value("… of PostgreSQL's own processes", "", "µs", here.databaseCpu));
            }
            times.add(Finding.added(
                    "first token p50, " + lane.title(),
                    bare ? "" : memory ? "≤ 1 ms" : "≤ 1 ms and the flush",
                    "ms",
                    here.firstMedian,
                    direct.firstMedian));
            times.add(Finding.added(
                    "first token p99, " + lane.title(),
                    bare ? "" : memory ? "≤ 5 ms" : "≤ 20 ms",
                    "ms",
                    here.firstTail,
                    direct.firstTail));
            times.add(
                    Finding.added("each token p99, " + lane.title(), "", "ms", here.deliveryTail, direct.deliveryTail));
        });
        cpu.addAll(times);
        return cpu;
    }
}
