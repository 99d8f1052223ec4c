package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.Recorder;
import dev.parley.benchmarks.load.RelayLoad;
import dev.parley.benchmarks.load.Together;
import dev.parley.benchmarks.report.Finding;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** CPU per relayed token, and the time to the first token, of streams at the pace of a fast model. */
public final class RelayCost implements Measurement {
    private static final int STREAMS = 50;
    private static final int TOKENS = 400;
    private static final long INTERVAL = Duration.ofMillis(5).toNanos();
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "relay";
    }

    /** One program over one transport, with what its runs gave. */
    private static final class Lane {
        private final String name;
        private final Server server;
        private final List<Asker> askers;
        private final List<Double> micros = new ArrayList<>();
        private final List<Double> databaseMicros = new ArrayList<>();
        private final List<Double> firstMedian = new ArrayList<>();
        private final List<Double> firstTail = new ArrayList<>();
        private final List<Double> deliveryTail = new ArrayList<>();

        Lane(String name, Server server, List<Asker> askers) {
            this.name = name;
            this.server = server;
            this.askers = askers;
        }

        void warm(RelayLoad load, Duration duration) {
            load.run(askers, duration, new Recorder());
        }

        void run(RelayLoad load, Duration duration, Bench bench) {
            Recorder recorder = new Recorder();
            double before = server.process().cpuSeconds();
            double databaseBefore = bench.database().cpuSeconds();
            load.run(askers, duration, recorder);
            double tokens = recorder.tokens().sum();
            micros.add((server.process().cpuSeconds() - before) * 1e6 / tokens);
            databaseMicros.add((bench.database().cpuSeconds() - databaseBefore) * 1e6 / tokens);
            firstMedian.add(recorder.firstToken().millis(0.5));
            firstTail.add(recorder.firstToken().millis(0.99));
            deliveryTail.add(recorder.delivery().millis(0.99));
        }
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        int streams = bench.options().count(STREAMS, 3);
        int tokens = bench.options().count(TOKENS, 20);
        try (Server bare = bench.bare();
                Server memory = bench.parleyOnMemory();
                Server postgres = bench.parleyOnPostgres()) {
            List<Lane> lanes = List.of(
                    new Lane("", bare, Together.make(streams, one -> Asker.ofRelayOverSocket(bare.address()))),
                    new Lane("WebSocket, memory", memory, sockets(bench, memory, streams)),
                    new Lane("WebSocket, PostgreSQL", postgres, sockets(bench, postgres, streams)),
                    new Lane("", bare, Together.make(streams, one -> Asker.ofRelayOverStream(bare.address()))),
                    new Lane("SSE, memory", memory, events(bench, memory, streams)),
                    new Lane("SSE, PostgreSQL", postgres, events(bench, postgres, streams)));
            URI model = URI.create("http://127.0.0.1:" + bench.stub().port());
            Lane direct = new Lane("", bare, Together.make(streams, one -> Asker.ofModel(model)));

            RelayLoad load = new RelayLoad(bench.stub(), tokens, INTERVAL);
            RelayLoad faster = new RelayLoad(bench.stub(), tokens, INTERVAL / 4);
            lanes.forEach(lane -> lane.warm(faster, bench.options().lasting(WARM_UP)));
            lanes.forEach(lane -> lane.warm(load, bench.options().lasting(Duration.ofSeconds(2))));
            for (int run = 0; run < bench.options().runs(); run++) {
                direct.run(load, bench.options().lasting(WINDOW), bench);
                lanes.forEach(lane -> lane.run(load, bench.options().lasting(WINDOW), bench));
            }
            return findings(lanes, direct);
        }
    }

    private static List<Asker> sockets(Bench bench, Server server, int streams) {
        return Together.make(streams, one -> Asker.overSocket(server.address(), bench.token("socket" + one)));
    }

    private static List<Asker> events(Bench bench, Server server, int streams) {
        return Together.make(streams, one -> Asker.overStream(server.address(), bench.token("stream" + one)));
    }

    private static List<Finding> findings(List<Lane> lanes, Lane direct) {
        List<Finding> findings = new ArrayList<>();
        for (int at = 0; at < lanes.size(); at++) {
            Lane lane = lanes.get(at);
            Lane bare = lanes.get(at < 3 ? 0 : 3);
            if (lane == bare) {
                continue;
            }
            boolean memory = lane.name.endsWith("memory");
            findings.add(Finding.ratio(
                    "CPU per token, " + lane.name,
                    memory ? "≤ 1.5 ×" : "≤ 2 ×",
                    "µs",
                    lane.micros,
                    bare.micros));
            if (!memory) {
                findings.add(Finding.value("… of PostgreSQL itself", "", "µs", lane.databaseMicros));
            }
        }
        for (Lane lane : lanes) {
            boolean memory = lane.name.endsWith("memory");
            boolean bare = lane.name.isEmpty();
            String of = bare ? ", bare relay" : ", " + lane.name;
            findings.add(Finding.added(
                    "first token p50" + of,
                    bare ? "" : memory ? "≤ 1 ms" : "≤ 1 ms and two flushes",
                    "ms",
                    lane.firstMedian,
                    direct.firstMedian));
            findings.add(Finding.added(
                    "first token p99" + of,
                    bare ? "" : memory ? "≤ 5 ms" : "≤ 20 ms",
                    "ms",
                    lane.firstTail,
                    direct.firstTail));
            findings.add(Finding.added("each token p99" + of, "", "ms", lane.deliveryTail, direct.deliveryTail));
        }
        return findings;
    }
}
