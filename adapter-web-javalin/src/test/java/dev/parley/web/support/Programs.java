package dev.parley.web.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Programs of the machine. */
public final class Programs {
    private Programs() {}

    /** How a program ended, and what it wrote to both of its outputs. */
    public record Finished(int exitCode, String output) {}

    public static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs a program to its end. */
    public static Finished run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), command);
    }

    /** @param variables of its environment, beside those of this process */
    public static Finished run(Map<String, String> variables, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().putAll(variables);
        Process process = program.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Finished(process.waitFor(), output);
    }
}
