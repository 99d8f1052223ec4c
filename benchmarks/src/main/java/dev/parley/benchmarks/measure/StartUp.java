package dev.parley.benchmarks.measure;

import dev.parley.benchmarks.Bench;
import dev.parley.benchmarks.Measurement;
import dev.parley.benchmarks.load.HttpConnection;
import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.report.Finding;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Time from the start of the distribution's script to readiness. */
public final class StartUp implements Measurement {
    private static final long BETWEEN_LOOKS = Duration.ofMillis(2).toNanos();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Finding> run(Bench bench) throws Exception {
        Path home = copyOfDistribution(bench);
        Path data = bench.newFolder("data");
        List<Finding> findings = new ArrayList<>();
        Map<String, String> uncached = Map.of("PARLEY_AOT_CACHE", "off");
        findings.add(starts(bench, home, data, "memory", uncached, "start, memory, without a cache", ""));
        start(bench, home, data, "embedded", uncached);
        findings.add(
                starts(bench, home, data, "embedded", uncached, "start, embedded PostgreSQL, without a cache", ""));
        prepare(bench, home);
        findings.add(starts(bench, home, data, "memory", Map.of(), "start, memory", "≤ 0.8 s"));
        findings.add(
                starts(bench, home, data, "embedded", Map.of(), "start, embedded PostgreSQL, second start", "≤ 1.5 s"));
        return findings;
    }

    private static Finding starts(
            Bench bench, Path home, Path data, String storage, Map<String, String> settings, String what, String goal)
            throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < bench.options().runs(); run++) {
            seconds.add(start(bench, home, data, storage, settings));
        }
        return Finding.value(what, goal, "s", seconds);
    }

    private static double start(Bench bench, Path home, Path data, String storage, Map<String, String> settings)
            throws Exception {
        int port = freePort();
        Map<String, String> environment = new HashMap<>(bench.environment());
        environment.putAll(settings);
        environment.put("PARLEY_PORT", String.valueOf(port));
        environment.put("PARLEY_STORAGE", storage);
        environment.put("PARLEY_DATA_DIR", data.toString());
        long start = System.nanoTime();
        try (ChildProcess parley = ChildProcess.start(
                "start", data, environment, List.of(home.resolve("bin/parley").toString()))) {
            awaitReady(URI.create("http://127.0.0.1:" + port), parley, start);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static void awaitReady(URI server, ChildProcess parley, long start) throws IOException {
        while (true) {
            try (HttpConnection http = new HttpConnection(server, null)) {
                if (http.status("/health/ready") == 200) {
                    return;
                }
            } catch (IOException notYet) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IOException(parley.log(), notYet);
                }
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }

    /** Makes the cache that later starts use. */
    private static void prepare(Bench bench, Path home) throws Exception {
        Path log = bench.newFolder("cache").resolve("log");
        Process making = new ProcessBuilder(home.resolve("bin/parley").toString(), "--prepare")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (making.waitFor() != 0) {
            throw new IOException("The cache could not be made: " + Files.readString(log));
        }
    }

    private static Path copyOfDistribution(Bench bench) throws IOException {
        Path source = bench.root().resolve("app-launcher/target/parley");
        Path target = bench.newFolder("parley");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (!file.startsWith(source.resolve("cache"))) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return target;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
