package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.Relays;
import dev.parley.benchmarks.Relays.Lane;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.Askers;
import dev.parley.benchmarks.load.Recorder;
import dev.parley.benchmarks.load.RelayLoad;
import dev.parley.benchmarks.load.Together;
import dev.parley.benchmarks.report.Finding;
import dev.parley.benchmarks.report.Series;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tokens per second of many answers whose model has no delay. */
public final class BurstRelay implements Measurement {
    private static final int STREAMS = 50;
    private static final int TOKENS = 1000;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "burst";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        int streams = bench.options().count(STREAMS, 3);
        Duration window = bench.options().lasting(WINDOW);
        RelayLoad load = new RelayLoad(bench.stub(), bench.options().count(TOKENS, 50), 0);
        Series<Lane> runs = new Series<>();
        List<Double> direct = new ArrayList<>();
        URI model = URI.create("http://127.0.0.1:" + bench.stub().port());
        try (Relays relays = bench.relays()) {
            for (Lane lane : relays.lanes()) {
                tokensPerSecond(load, 4, lane.connect(), bench.options().lasting(WARM_UP));
                tokensPerSecond(load, streams, lane.connect(), bench.options().lasting(WARM_UP));
            }
            for (int run = 0; run < bench.options().runs(); run++) {
                direct.add(tokensPerSecond(load, streams, one -> Asker.ofModel(model), window));
                for (Lane lane : relays.lanes()) {
                    runs.add(lane, tokensPerSecond(load, streams, lane.connect(), window));
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (Lane lane : runs.keys()) {
            if (lane.baseline() != null) {
                findings.add(Finding.ratio(
                        "burst, " + lane.title(), "≥ 0.7 ×", "tokens/s", runs.of(lane), runs.of(lane.baseline())));
            }
        }
        findings.add(Finding.value("the model's stub itself", "", "tokens/s", direct));
        return findings;
    }

    private static double tokensPerSecond(RelayLoad load, int streams, Together.Making<Asker> connect, Duration window)
            throws IOException {
        Recorder recorder = new Recorder();
        try (Askers askers = Askers.open(streams, connect)) {
            double seconds = load.run(askers, window, recorder);
            return recorder.tokens().sum() / seconds;
        }
    }
}
