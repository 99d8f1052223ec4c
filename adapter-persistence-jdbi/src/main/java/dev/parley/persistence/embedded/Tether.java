package dev.parley.persistence.embedded;

import java.io.IOException;

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
        return new Tether(Command.of("sh", "-c", SCRIPT, "sh", server.pid())
                .inOwnSession()
                .startAttached());
    }

    /** Tells the server to stop, now. */
    void pull() {
        try {
            shell.getOutputStream().close();
        } catch (IOException ignored) {
            // The shell is gone, which it is when the server is.
        }
    }

    /** To be called when the server has ended: its number may become another process's. */
    void cut() {
        shell.destroyForcibly();
    }
}
