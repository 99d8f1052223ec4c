package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Parley as people run it: a process of the distribution that the build has just assembled. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOGIN = "Log in:  ";

    /** Tests send more in a minute than people do. */
    private static final Map<String, String> ANY_NUMBER_OF_REQUESTS = Map.of(
            "PARLEY_LIMIT_USER_REQUESTS_PER_MINUTE", "0",
            "PARLEY_LIMIT_SESSION_REQUESTS_PER_MINUTE", "0",
            "PARLEY_LIMIT_CHANNEL_REQUESTS_PER_MINUTE", "0",
            "PARLEY_LIMIT_USER_READS_PER_MINUTE", "0");

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The distribution of this build. */
    static Path distribution() {
        Path folder = Path.of(System.getProperty("parley.root"), "app-launcher/target/parley");
        assertThat(folder).as("\"mvn package\" makes it").isDirectory();
        return folder;
    }

    /** @param folder the working directory, which is also where output and data go */
    static Program run(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        return run(distribution().resolve("bin/parley"), folder, environment, arguments);
    }

    static Program run(Path script, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(PARLEY|OPENAI|GEMINI)_.*|DATABASE_URL|JDK_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        builder.directory(folder.toFile());
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Program(process, out, err);
    }

    /** Starts a server on any free port and waits until it is ready. It takes any number of requests unless the environment limits them. */
    static Program serve(Path folder, Map<String, String> environment) throws IOException {
        return serve(distribution().resolve("bin/parley"), folder, environment);
    }

    static Program serve(Path script, Path folder, Map<String, String> environment) throws IOException {
        Map<String, String> settings = new HashMap<>(ANY_NUMBER_OF_REQUESTS);
        settings.putAll(environment);
        Program program = run(script, folder, settings, "--port", "0");
        await().atMost(PATIENCE).until(() -> program.out().contains("\nModel: ") || !program.process.isAlive());
        assertThat(program.process.isAlive()).as(program.err()).isTrue();
        return program;
    }

    /** Where the server listens, as it tells people. */
    URI address() {
        return URI.create(line("Parley listens on "));
    }

    /** The token of the printed link. */
    String token() {
        String link = line(LOGIN);
        String beginning = address() + "#token=";
        assertThat(link).startsWith(beginning);
        return link.substring(beginning.length());
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** Whether the process has this file open; on Linux only. */
    boolean hasOpen(Path file) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return open.anyMatch(descriptor -> pointsTo(descriptor, file));
        }
    }

    private static boolean pointsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Stops the process without ending it, as a machine does that is suspended; not on Windows. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(process.info().command())
                .as("the script has become Java")
                .hasValueSatisfying(command -> assertThat(command).endsWith("java"));
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Waits for the end; returns the exit code. */
    int exitCode() throws InterruptedException {
        return exitCode(PATIENCE);
    }

    int exitCode(Duration patience) throws InterruptedException {
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s; %s", patience, err())
                .isTrue();
        return process.exitValue();
    }

    /** Leaves nothing behind: a database of the program's own stops when that is gone, and writes into its folder until then. */
    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> others = process.descendants().toList();
        process.destroyForcibly().waitFor();
        for (ProcessHandle other : others) {
            other.onExit()
                    .completeOnTimeout(other, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            other.destroyForcibly();
        }
    }

    private String line(String beginning) {
        return out().lines()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line begins with \"" + beginning + "\": " + out() + err()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
