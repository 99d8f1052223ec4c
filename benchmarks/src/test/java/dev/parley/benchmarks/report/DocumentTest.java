package dev.parley.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentTest {
    @Test
    void replacesItsPartsAndNothingElse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("performance.md");
        Files.writeString(file, "Before.\n<!-- one: measured -->\nold\n<!-- one: end -->\nBehind.\n");
        new Document(file).write("one", "new");
        new Document(file).write("two", "added");
        assertThat(file)
                .hasContent("Before.\n<!-- one: measured -->\nnew\n<!-- one: end -->\nBehind.\n"
                        + "\n<!-- two: measured -->\nadded\n<!-- two: end -->\n");
    }

    @Test
    void ratiosAreThoseOfRunsThatBelongTogether() {
        Finding finding = Finding.ratio("what", "≤ 2 ×", "µs", List.of(10.0, 40.0, 90.0), List.of(10.0, 20.0, 30.0));
        assertThat(finding)
                .isEqualTo(new Finding(
                        "what", "≤ 2 ×", "2.00 (1.00 – 3.00) ×", "40.0 (10.0 – 90.0) µs", "20.0 (10.0 – 30.0) µs"));
    }

    @Test
    void medianOfTwoLiesBetweenThem() {
        assertThat(Spread.of(List.of(3.0, 1.0))).isEqualTo(new Spread(1, 2, 3));
    }
}
