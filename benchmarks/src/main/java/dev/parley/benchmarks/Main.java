package dev.parley.benchmarks;

import dev.parley.benchmarks.measure.BurstRelay;
import dev.parley.benchmarks.measure.DurableTurns;
import dev.parley.benchmarks.measure.History;
import dev.parley.benchmarks.measure.HotPaths;
import dev.parley.benchmarks.measure.IdleMemory;
import dev.parley.benchmarks.measure.RelayCost;
import dev.parley.benchmarks.measure.Soak;
import dev.parley.benchmarks.measure.StartUp;
import dev.parley.benchmarks.measure.Watchers;
import dev.parley.benchmarks.report.Document;
import dev.parley.benchmarks.report.Finding;
import dev.parley.benchmarks.report.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command: measures, prints, and writes the document. */
public final class Main {
    static final List<Measurement> ALL = List.of(
            new RelayCost(),
            new BurstRelay(),
            new DurableTurns(),
            new Watchers(),
            new IdleMemory(),
            new StartUp(),
            new History(),
            new Soak(),
            new HotPaths());

    private Main() {}

    /** @param arguments the project's folder, then what {@link Options} explains */
    public static void main(String[] arguments) throws Exception {
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        if (rest.contains("--help")) {
            System.out.printf(Options.HELP, ALL.stream().map(Measurement::name).collect(Collectors.joining(", ")));
            return;
        }
        Options options = Options.parse(rest);
        run(options, Path.of(arguments[0]));
        System.exit(0);
    }

    private static void run(Options options, Path root) throws Exception {
        Document document = new Document(root.resolve("docs/performance.md"));
        Path folder = Files.createTempDirectory("parley-benchmarks");
        System.out.println(Machine.describe() + "\n");
        try (Bench bench = new Bench(options, root, folder)) {
            for (Measurement measurement : chosen(options)) {
                System.out.println("== " + measurement.name());
                List<Finding> findings = measurement.run(bench);
                System.out.println(Document.table(findings) + "\n");
                if (options.write()) {
                    document.write(measurement.name(), Document.table(findings));
                }
            }
            if (options.write()) {
                document.write("machine", Machine.describe());
            }
        } finally {
            delete(folder);
        }
    }

    private static List<Measurement> chosen(Options options) {
        List<Measurement> chosen = ALL.stream()
                .filter(one -> options.only().isEmpty() || options.only().contains(one.name()))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("There is no measurement " + options.only());
        }
        return chosen;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
