package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Parley at a terminal of its own, with a person in the hands of the test. The program {@code script} makes the terminal. */
final class TerminalProgram implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final Pattern CONTROL = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]|\u001b[=>]|\r");

    /** Whoever starts the tests in the background of a shell has them ignore it, and all that they start. */
    private static final String HEARING_CTRL_C = "env --default-signal=INT";

    private final Process process;
    private final StringBuffer shown = new StringBuffer();

    private TerminalProgram(Process process) {
        this.process = process;
        Thread.startVirtualThread(this::watch);
    }

    static boolean isPossible() {
        return Files.isExecutable(SCRIPT);
    }

    /** @param environment among it TERM */
    static TerminalProgram chat(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        String command = "stty rows 30 cols 80; exec $(%1$s echo %1$s 2>/dev/null) '%2$s' chat %3$s"
                .formatted(HEARING_CTRL_C, Program.distribution().resolve("bin/parley"), String.join(" ", arguments));
        ProcessBuilder builder =
                new ProcessBuilder(List.of(SCRIPT.toString(), "-q", "-e", "-f", "-c", command, "/dev/null"));
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(PARLEY|OPENAI|GEMINI)_.*|DATABASE_URL|JDK_JAVA_OPTIONS|NO_COLOR"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        return new TerminalProgram(builder.start());
    }

    private void watch() {
        char[] buffer = new char[4096];
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                shown.append(buffer, 0, read);
            }
        } catch (IOException gone) {
            // It has ended.
        }
    }

    void type(String keys) {
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(shown(), gone);
        }
    }

    void enter(String line) {
        type(line + "\r");
    }

    void pressCtrlC() {
        type("\u0003");
    }

    void pressCtrlD() {
        type("\u0004");
    }

    /** All that was sent to the terminal. */
    String raw() {
        return shown.toString();
    }

    /** The same without what moves the cursor and colours. */
    String shown() {
        return CONTROL.matcher(raw()).replaceAll("");
    }

    void await(String text) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shown()).contains(text));
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .as(shown())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
