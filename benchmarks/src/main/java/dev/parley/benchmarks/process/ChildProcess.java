package dev.parley.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program under measurement, in a JVM of its own with the class path of this one. Its log goes to a file. */
public final class ChildProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("isten\\S* on (?:http://127\\.0\\.0\\.1:)?(\\d+)");
    private static final Pattern LIVE_BYTES = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Duration GOODBYE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a program.
     *
     * @param folder its working directory, which also gets its log
     */
    public static ChildProcess start(
            String name,
            Path folder,
            List<String> javaOptions,
            Map<String, String> environment,
            String mainClass,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return start(name, folder, environment, command);
    }

    /** Starts any command. */
    public static ChildProcess start(String name, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.matches("(PARLEY|OPENAI|GEMINI)_.*|DATABASE_URL|JDK_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Path log = Files.createTempFile(folder, name, ".log");
        Process process =
                builder.directory(folder.toFile()).redirectError(log.toFile()).start();
        return new ChildProcess(name, process, log);
    }

    /** Waits until the server says where it listens. */
    public URI awaitServer() throws IOException {
        while (true) {
            Matcher listening = LISTENING.matcher(awaitLine());
            if (listening.find()) {
                return URI.create("http://127.0.0.1:" + listening.group(1));
            }
        }
    }

    /** The next line that the program prints. */
    public String awaitLine() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException(name + " ended: " + Files.readString(log));
        }
        return line;
    }

    /** Gives the program a line to read. */
    public void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public long pid() {
        return process.pid();
    }

    /** Seconds of CPU that the program has used so far. */
    public double cpuSeconds() {
        return seconds(process.toHandle());
    }

    static double seconds(ProcessHandle handle) {
        return handle.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /** Bytes of live objects, after a full collection. */
    public long liveBytes() throws IOException, InterruptedException {
        Matcher total = LIVE_BYTES.matcher(jcmd("GC.class_histogram"));
        if (!total.find()) {
            throw new IOException("jcmd told no total of " + name);
        }
        return Long.parseLong(total.group(1));
    }

    /** Bytes of memory that the process occupies; Linux only. */
    public long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** Runs a diagnostic command. */
    public String jcmd(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(String.valueOf(pid()));
        command.addAll(List.of(arguments));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    /** What the program logged. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** Tells the program to end, and sees to it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException hurried) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
