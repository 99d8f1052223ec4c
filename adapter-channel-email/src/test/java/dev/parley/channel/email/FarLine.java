package dev.parley.channel.email;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to an IMAP server that is far away: what it says takes a while to arrive. */
final class FarLine implements AutoCloseable {
    private static final Duration TRAVEL = Duration.ofMillis(60);

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private final Line line;

    FarLine(int to) throws IOException {
        this.line = new Line(to, this::carry);
    }

    int port() {
        return line.port();
    }

    int connections() {
        return connections.get();
    }

    /** How often the server was asked whether there is something new. */
    int questions() {
        return questions.get();
    }

    private void carry(Socket client, Socket server) {
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> pass(client, server, Duration.ZERO));
        Thread.ofVirtual().start(() -> pass(server, client, TRAVEL));
    }

    private void pass(Socket from, Socket to, Duration travel) {
        try (from;
                to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            byte[] piece = new byte[16 * 1024];
            for (int length = input.read(piece); length >= 0; length = input.read(piece)) {
                if (new String(piece, 0, length, StandardCharsets.ISO_8859_1).contains(" NOOP\r\n")) {
                    questions.incrementAndGet();
                }
                Thread.sleep(travel);
                output.write(piece, 0, length);
            }
        } catch (IOException | InterruptedException gone) {
            // Both ends are closed.
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
