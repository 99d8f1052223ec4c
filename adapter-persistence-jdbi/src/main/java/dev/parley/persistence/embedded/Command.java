package dev.parley.persistence.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A call of another program, which gets nothing of this process's environment but what it needs. */
record Command(List<String> words) {
    private static final Set<String> INHERITED = Set.of("PATH", "TMPDIR", "TZ");
    // The processes of a terminal's foreground session all get its Ctrl-C. The database has to outlive what is still
    // being finished here, so it runs in a session of its own. macOS has perl in place of setsid.
    private static final List<String> OWN_SESSION = List.of("sh", "-c", """
            if command -v setsid >/dev/null; then exec setsid "$@"; fi
            if command -v perl >/dev/null; then exec perl -MPOSIX -e 'POSIX::setsid(); exec {$ARGV[0]} @ARGV' "$@"; fi
            exec "$@"
            """, "sh");

    Command {
        words = List.copyOf(words);
    }

    static Command of(Object... words) {
        List<String> texts = new ArrayList<>();
        for (Object word : words) {
            texts.add(word.toString());
        }
        return new Command(texts);
    }

    /** This command by way of another one that runs it in its own place. */
    Command behind(List<String> prefix) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(words);
        return new Command(all);
    }

    /** The same, out of reach of the signals that a terminal sends; its process has the id of the program itself. */
    Command inOwnSession() {
        return behind(OWN_SESSION);
    }

    /** Starts it without input. */
    Process start(ServerLog log) throws IOException {
        return builder()
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(Redirect.appendTo(log.file().toFile()))
                .start();
    }

    /** Starts it with an input that stays open until the process's stream is closed or this JVM ends. */
    Process startAttached() throws IOException {
        return builder().redirectOutput(Redirect.DISCARD).start();
    }

    /** Runs it to its end, or kills it after the limit; true if it succeeded. */
    boolean run(ServerLog log, Duration limit) throws IOException, InterruptedException {
        Process process = start(log);
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs it to its end and collects what it says; that it cannot be started is an answer, too. */
    Answer ask() throws InterruptedException {
        try {
            Process process = builder().start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor() == 0, text.strip());
        } catch (IOException failed) {
            return new Answer(false, String.valueOf(failed.getMessage()));
        }
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        // Another user may not be allowed into the caller's folder.
        builder.directory(Path.of("/").toFile());
        builder.environment().keySet().retainAll(INHERITED);
        // What the programs say is searched for phrases, so it must be in English.
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** How a program ended, and its output. */
    record Answer(boolean succeeded, String text) {}
}
