package dev.parley.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.parley.web.support.Programs;
import dev.parley.web.support.Programs.Finished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs JavaScript as servers do, with the Node that is installed. */
final class Node {
    private static final int OLDEST = 20;

    private Node() {}

    /** Skips the test where Node is missing. */
    static void assumeInstalled() throws InterruptedException {
        assumeThat(version())
                .as("This test needs Node %d or newer on the PATH.", OLDEST)
                .isGreaterThanOrEqualTo(OLDEST);
    }

    static Finished run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        return Programs.run(environment, command.toArray(String[]::new));
    }

    /** Runs a file of tests, all of which have to pass. */
    static void test(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--test", "--test-reporter=tap"));
        all.addAll(List.of(arguments));
        Finished run = run(environment, all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
                .containsPattern("# pass [1-9]")
                .contains("# fail 0")
                .contains("# cancelled 0");
    }

    /** The major version; 0 if there is no Node. */
    private static int version() throws InterruptedException {
        try {
            return Integer.parseInt(run(Map.of(), "--version").output().strip().replaceAll("^v|\\..*$", ""));
        } catch (IOException absent) {
            return 0;
        }
    }
}
