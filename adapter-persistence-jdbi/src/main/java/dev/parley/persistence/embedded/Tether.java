package dev.parley.persistence.embedded;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Tells the server to stop when this JVM ends, however it ends: a shell that waits for the end of its input, which the
 * operating system brings about even for a killed process.
 */
final class Tether {
    // kill's INT is PostgreSQL's "fast" stop: it ends connections and writes everything out.
    private static final String SCRIPT = "trap '' HUP INT TERM; read -r nothing; kill -INT \"$1\"";

    private final Process shell;

    private Tether(Process shell) {
        this.shell = shell;
    }

    static Tether to(Process server) throws IOException {
        Process shell = Command.of("sh", "-c", SCRIPT, "sh", server.pid())
                .inOwnSession()
                .startAttached();
        // The number of a server that has ended may become another process's. This also keeps the shell's input from
        // being collected, and so closed, while the server runs.
        CompletableFuture<Void> unused = server.onExit().thenRun(shell::destroyForcibly);
        return new Tether(shell);
    }

    /** Tells the server to stop, now. */
    void pull() {
        try {
            shell.getOutputStream().close();
        } catch (IOException ignored) {
            // The shell is gone, which it is when the server is.
        }
    }
}
