package dev.parley.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to measure.
 *
 * @param quick whether to run each measurement once, for a moment, only to see that it works
 * @param runs of each measurement, in turns with what it is compared with
 * @param only names of measurements; empty for all
 * @param javaOptions of every program under measurement
 * @param soak how long the long measurement lasts
 * @param write whether to write the results into the document
 * @param profiles where to put a flight recording of each Parley; null for none
 */
public record Options(
        boolean quick,
        int runs,
        List<String> only,
        List<String> javaOptions,
        Duration soak,
        boolean write,
        @Nullable Path profiles) {
    /** What {@code --help} prints. */
    static final String HELP = """
            benchmarks/run [options]
              --only NAME           one measurement (may be repeated): %s
              --quick               a moment of each, to see that it works; writes nothing
              --runs N              runs of each measurement (3)
              --java-options TEXT   for all programs under measurement (-Xmx512m)
              --soak SECONDS        length of the measurement "soak" (600)
              --no-write            print only, leave docs/performance.md as it is
              --profile FOLDER      put a flight recording of each Parley there ("jfr view hot-methods FILE")
            """;

    static final Options QUICK = new Options(
            true,
            1,
            List.of(),
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            Duration.ofSeconds(1),
            false,
            null);

    static Options parse(List<String> arguments) {
        boolean quick = false;
        boolean write = true;
        int runs = 3;
        Duration soak = Duration.ofMinutes(10);
        Path profiles = null;
        List<String> only = new ArrayList<>();
        List<String> javaOptions = List.of("-Xmx512m");
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--no-write" -> write = false;
                case "--runs" -> runs = Integer.parseInt(rest.next());
                case "--only" -> only.add(rest.next());
                case "--java-options" -> javaOptions = List.of(rest.next().split(" "));
                case "--soak" -> soak = Duration.ofSeconds(Long.parseLong(rest.next()));
                case "--profile" -> profiles = Path.of(rest.next()).toAbsolutePath();
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        return quick
                ? new Options(true, 1, only, QUICK.javaOptions, QUICK.soak, false, profiles)
                : new Options(false, runs, only, javaOptions, soak, write, profiles);
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
