package dev.parley.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the measurements ran on. */
public final class Machine {
    private Machine() {}

    /** One line per fact, as a Markdown list. */
    public static String describe() throws IOException {
        return String.join(
                "\n",
                "- Processor: %d × %s"
                        .formatted(Runtime.getRuntime().availableProcessors(), value("/proc/cpuinfo", "model name")),
                "- Memory: " + gibibytes(value("/proc/meminfo", "MemTotal")),
                "- System: %s %s, %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                "- Java: %s %s"
                        .formatted(System.getProperty("java.vm.name"), System.getProperty("java.runtime.version")));
    }

    private static String value(String file, String name) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return "unknown";
        }
        return Files.readAllLines(path).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String gibibytes(String kibibytes) {
        String digits = kibibytes.replaceAll("\\D", "");
        return digits.isEmpty()
                ? kibibytes
                : String.format(Locale.ROOT, "%.0f GiB", Long.parseLong(digits) / 1024.0 / 1024.0);
    }
}
