package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of sharp edges names a test for each, and these tests exist. */
class SecurityDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("parley.root"));
    private static final int EDGES = 23;
    private static final Pattern ROW = Pattern.compile("\\| ([0-9]+) \\|.*\\| ([^|]*) \\|");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+)\\.([a-z][A-Za-z0-9]+)`");

    @Test
    void everySharpEdgeIsGuardedByTestsThatExist() throws IOException {
        Map<String, String> sources = testSources();
        List<Integer> rows = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/security.md"))) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            rows.add(Integer.parseInt(row.group(1)));
            Matcher tests = TEST.matcher(row.group(2));
            int found = 0;
            while (tests.find()) {
                found++;
                assertThat(sources.getOrDefault(tests.group(1), "").contains("void " + tests.group(2) + "("))
                        .as(tests.group())
                        .isTrue();
            }
            assertThat(found).as(line).isPositive();
        }

        assertThat(rows)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, EDGES).boxed().toList());
    }

    /** By the names of their classes, which several modules may have. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path folder : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file -> sources.merge(
                                    file.getFileName().toString().replace(".java", ""), textOf(file), String::concat));
                }
            }
        }
        return sources;
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
