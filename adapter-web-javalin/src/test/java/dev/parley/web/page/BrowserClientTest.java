package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.parley.web.support.Programs;
import dev.parley.web.support.Programs.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the tests of the browser client, which are written in JavaScript beside the Java ones, with Node. */
class BrowserClientTest {
    private static final Path TESTS = Path.of("src/test/js");
    private static final int OLDEST_NODE = 20;

    @BeforeAll
    static void nodeIsThere() throws Exception {
        assumeThat(nodeVersion())
                .as("The tests of the browser client need Node %d or newer on the PATH.", OLDEST_NODE)
                .isGreaterThanOrEqualTo(OLDEST_NODE);
    }

    @TestFactory
    Stream<DynamicTest> testsInJavaScriptPass() throws IOException {
        List<Path> files;
        try (Stream<Path> listing = Files.list(TESTS)) {
            files = listing.filter(file -> file.toString().endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(2);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Finished run = Programs.run("node", "--test", "--test-reporter=tap", file.toString());
                    assertThat(run.exitCode()).as(run.output()).isZero();
                    assertThat(run.output())
                            .containsPattern("# pass [1-9]")
                            .contains("# fail 0")
                            .contains("# cancelled 0");
                }));
    }

    /** The major version; 0 if there is no Node. */
    private static int nodeVersion() throws InterruptedException {
        try {
            return Integer.parseInt(
                    Programs.run("node", "--version").output().strip().replaceAll("^v|\\..*$", ""));
        } catch (IOException absent) {
            return 0;
        }
    }
}
