package dev.parley.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.benchmarks.report.Finding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every measurement works: the drivers themselves refuse an answer of which a byte is missing or wrong. Nothing is said about time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SmokeIT {
    private Bench bench;

    @BeforeAll
    void open(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        bench = new Bench(Options.QUICK, Path.of(System.getProperty("parley.root")), folder);
    }

    @AfterAll
    void close() {
        bench.close();
    }

    static List<Measurement> measurements() {
        return Main.ALL;
    }

    @ParameterizedTest
    @MethodSource("measurements")
    void finds(Measurement measurement) throws Exception {
        assertThat(measurement.run(bench))
                .isNotEmpty()
                .extracting(Finding::row)
                .allSatisfy(
                        row -> assertThat(row).doesNotContain("NaN", "Infinity").matches("\\|( .*\\|){5}"));
    }
}
