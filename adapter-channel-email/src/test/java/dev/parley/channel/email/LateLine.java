package dev.parley.channel.email;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A line to an IMAP server on which news stays on its way while somebody waits for it by IDLE, and comes with the end of that. */
final class LateLine implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final int to;

    LateLine(int to) throws IOException {
        this.to = to;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                Thread.ofVirtual().start(() -> pass(client, server, false));
                Thread.ofVirtual().start(() -> pass(server, client, true));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to, boolean late) {
        try (from;
                to) {
            if (late) {
                passLate(from.getInputStream(), to.getOutputStream());
            } else {
                from.getInputStream().transferTo(to.getOutputStream());
            }
        } catch (IOException gone) {
            // Both ends are closed.
        }
    }

    private static void passLate(InputStream from, OutputStream to) throws IOException {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        boolean waiting = false;
        for (byte[] line = line(from); line.length > 0; line = line(from)) {
            String text = new String(line, StandardCharsets.ISO_8859_1);
            if (waiting && text.startsWith("* ")) {
                held.write(line);
                continue;
            }
            if (waiting) {
                to.write(held.toByteArray());
                held.reset();
            }
            waiting = text.startsWith("+ ");
            to.write(line);
            to.flush();
        }
    }

    /** Nothing at the end. */
    private static byte[] line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int each = from.read();
        while (each >= 0) {
            line.write(each);
            if (each == '\n') {
                break;
            }
            each = from.read();
        }
        return line.toByteArray();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
