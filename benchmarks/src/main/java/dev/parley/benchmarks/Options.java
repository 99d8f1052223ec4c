package dev.parley.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How to measure.
 *
 * @param quick whether to run each measurement once, for a moment, only to see that it works
 * @param runs of each measurement, in turns with what it is compared with
 * @param only names of measurements; empty for all
 * @param javaOptions of every program under measurement
 * @param soak how long the long measurement lasts
 * @param write whether to write the results into the document
 */
public record Options(
        boolean quick, int runs, List<String> only, List<String> javaOptions, Duration soak, boolean write) {
    /** What {@code --help} prints. */
    static final String HELP = """
            benchmarks/run [options]
              --only NAME           one measurement (may be repeated): %s
              --quick               a moment of each, to see that it works; writes nothing
              --runs N              runs of each measurement (3)
              --java-options TEXT   for all programs under measurement (-Xmx512m)
              --soak SECONDS        length of the measurement "soak" (600)
              --no-write            print only, leave docs/performance.md as it is
            """;

    static final Options QUICK =
            new Options(true, 1, List.of(), List.of("-Xmx256m"), Duration.ofSeconds(1), false);

    static Options parse(List<String> arguments) {
        boolean quick = false;
        boolean write = true;
        int runs = 3;
        Duration soak = Duration.ofMinutes(10);
        List<String> only = new ArrayList<>();
        List<String> javaOptions = List.of("-Xmx512m");
        var rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--no-write" -> write = false;
                case "--runs" -> runs = Integer.parseInt(rest.next());
                case "--only" -> only.add(rest.next());
                case "--java-options" -> javaOptions = List.of(rest.next().split(" "));
                case "--soak" -> soak = Duration.ofSeconds(Long.parseLong(rest.next()));
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        return quick
                ? new Options(true, 1, only, javaOptions, QUICK.soak, false)
                : new Options(false, runs, only, javaOptions, soak, write);
    }

    /** A length of time, or a moment if quick. */
    public Duration lasting(Duration duration) {
        return quick ? Duration.ofMillis(300) : duration;
    }

    /** A number, or a smaller one if quick. */
    public int count(int number, int whenQuick) {
        return quick ? whenQuick : number;
    }
}
