package dev.parley.persistence.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where an embedded PostgreSQL keeps its files and how it runs.
 *
 * @param directory holds {@code postgres} (the data), {@code postgres-password}, {@code postgres.log} and
 *     {@code postgres.lock}; made when absent
 * @param programs where PostgreSQL itself is unpacked to, once per version; several servers may share it
 * @param port of 127.0.0.1; 0 for any free one
 * @param options server parameters as in {@code postgresql.conf}, such as {@code max_connections}; they win over Parley's
 *     defaults, but the addresses and the port stay
 * @param startLimit the longest time until it accepts connections, recovery from a crash included; positive
 * @param stopLimit the longest time for an orderly end before it is killed; positive
 */
public record EmbeddedPostgresSettings(
        Path directory, Path programs, int port, Map<String, String> options, Duration startLimit, Duration stopLimit) {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern OPTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    public EmbeddedPostgresSettings {
        options = Map.copyOf(options);
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException(
                    "The port must be between 0 (any free one) and 65535, not " + port + ".");
        }
        for (String option : options.keySet()) {
            if (!OPTION.matcher(option).matches()) {
                throw new IllegalArgumentException("\"%s\" is no name of a server parameter.".formatted(option));
            }
        }
        if (!startLimit.isPositive() || !stopLimit.isPositive()) {
            throw new IllegalArgumentException("The limits for starting and stopping must be positive.");
        }
    }

    /** Everything in one folder, any free port, no extra options, two minutes to start and 20 s to stop. */
    public static EmbeddedPostgresSettings of(Path directory) {
        return new EmbeddedPostgresSettings(
                directory, directory.resolve("postgres-programs"), 0, Map.of(), START_LIMIT, STOP_LIMIT);
    }

    public EmbeddedPostgresSettings withPrograms(Path folder) {
        return new EmbeddedPostgresSettings(directory, folder, port, options, startLimit, stopLimit);
    }

    public EmbeddedPostgresSettings withPort(int number) {
        return new EmbeddedPostgresSettings(directory, programs, number, options, startLimit, stopLimit);
    }

    public EmbeddedPostgresSettings withOption(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, value);
        return new EmbeddedPostgresSettings(directory, programs, port, more, startLimit, stopLimit);
    }

    public EmbeddedPostgresSettings withLimits(Duration start, Duration stop) {
        return new EmbeddedPostgresSettings(directory, programs, port, options, start, stop);
    }
}
