package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the tests of the browser client, which are written in JavaScript beside the Java ones, with Node. */
class BrowserClientTest {
    private static final Path TESTS = Path.of("src/test/js");

    @BeforeAll
    static void nodeIsThere() throws Exception {
        Node.assumeInstalled();
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
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> Node.test(Map.of(), file.toString())));
    }
}
