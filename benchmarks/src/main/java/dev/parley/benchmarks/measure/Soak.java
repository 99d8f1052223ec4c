package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.Askers;
import dev.parley.benchmarks.load.Recorder;
import dev.parley.benchmarks.load.RelayLoad;
import dev.parley.benchmarks.load.Together;
import dev.parley.benchmarks.load.WebSocketClient;
import dev.parley.benchmarks.report.Finding;
import dev.parley.benchmarks.report.Spread;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Many connections for a long time, some of which stream all the while. Any error ends it. */
public final class Soak implements Measurement {
    private static final int CONNECTIONS = 5000;
    private static final int STREAMS = 200;
    private static final int TOKENS = 500;
    private static final long INTERVAL = Duration.ofMillis(20).toNanos();
    private static final int SOURCES = 4;
    private static final int TOGETHER = 50;
    private static final int STAGES = 5;
    private static final double MEBIBYTE = 1024.0 * 1024;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        int streams = bench.options().count(STREAMS, 4);
        int idle = bench.options().count(CONNECTIONS, 20) - streams;
        RelayLoad load = new RelayLoad(bench.stub(), bench.options().count(TOKENS, 10), INTERVAL);
        Duration stage = bench.options().soak().dividedBy(STAGES);
        List<Double> heap = new ArrayList<>();
        List<Double> tails = new ArrayList<>();
        Recorder recorder = new Recorder();
        CountDownLatch alive = new CountDownLatch(idle);
        try (Server parley = bench.parleyOnPostgres()) {
            List<WebSocketClient> waiting = waiting(bench, parley, idle);
            waiting.forEach(one -> Thread.ofVirtual().start(() -> awaitPong(one, alive)));
            try (Askers askers = Askers.open(
                    streams, one -> Asker.overSocket(parley.address(), bench.token("stream" + one), source(one)))) {
                for (int at = 0; at < STAGES; at++) {
                    Recorder here = new Recorder();
                    load.run(askers, stage, here);
                    recorder.tokens().add(here.tokens().sum());
                    recorder.answers().add(here.answers().sum());
                    tails.add(here.delivery().millis(0.99));
                    heap.add(parley.process().liveBytes() / MEBIBYTE);
                }
            }
            for (WebSocketClient one : waiting) {
                one.send("{\"type\":\"ping\"}");
            }
            if (!alive.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(alive.getCount() + " idle connections do not answer any more");
            }
            for (WebSocketClient one : waiting) {
                one.close();
            }
        }
        String what = "%,d connections, %d of them streaming, %d s"
                .formatted(idle + streams, streams, bench.options().soak().toSeconds());
        return List.of(
                new Finding(
                        what,
                        "no error",
                        "no error",
                        "%,d answers, %,d tokens"
                                .formatted(
                                        recorder.answers().sum(),
                                        recorder.tokens().sum()),
                        ""),
                new Finding(
                        "live heap, from its first to its last fifth",
                        "flat",
                        String.join(" → ", heap.stream().map(Spread::number).toList()) + " MiB",
                        "",
                        ""),
                Finding.value("delivery of each token p99", "reported", "ms", tails));
    }

    /** Each watches a session of its own, in which nothing happens. */
    private static List<WebSocketClient> waiting(Bench bench, Server parley, int count) {
        List<WebSocketClient> all = new ArrayList<>();
        while (all.size() < count) {
            int first = all.size();
            all.addAll(Together.make(Math.min(TOGETHER, count - first), one -> {
                String protocols = "parley.v1, bearer." + bench.token("waiting" + (first + one));
                WebSocketClient socket = new WebSocketClient(parley.address(), "/ws", protocols, source(one));
                Asker.startSession(socket);
                return socket;
            }));
        }
        return all;
    }

    private static InetAddress source(int one) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + one % SOURCES)});
    }

    private static void awaitPong(WebSocketClient socket, CountDownLatch alive) {
        try {
            socket.read((buffer, from, length) -> {
                boolean pong =
                        new String(buffer, from, Math.min(32, length), StandardCharsets.US_ASCII).contains("pong");
                if (pong) {
                    alive.countDown();
                }
                return pong;
            });
        } catch (IOException cut) {
            // It is missed at the end.
        }
    }
}
