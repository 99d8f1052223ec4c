package dev.parley.web.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the machine. */
public final class Programs {
    private static final int KILLED = 137;

    private Programs() {}

    /** How a program ended, and what it wrote to both of its outputs. */
    public record Finished(int exitCode, String output) {}

    public static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs a program to its end, for five minutes at the most: then it is killed, and its output tells how far it came. */
    public static Finished run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), command);
    }

    /** @param variables of its environment, beside those of this process */
    public static Finished run(Map<String, String> variables, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".txt");
        ProcessBuilder program =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        program.environment().putAll(variables);
        Process process = program.start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            return ended
                    ? new Finished(process.exitValue(), said)
                    : new Finished(KILLED, said + "\n(killed, because it had not ended after five minutes)");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
