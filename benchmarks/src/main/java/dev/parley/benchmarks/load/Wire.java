package dev.parley.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection with one buffer, in which what was received is looked at without copying it. Used by one reading thread. */
final class Wire implements AutoCloseable {
    private static final int FIRST_SIZE = 2048;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int from;
    private int to;

    /** @param source the local address to connect from; null for any */
    Wire(URI server, @Nullable InetAddress source) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        if (source != null) {
            socket.bind(new InetSocketAddress(source, 0));
        }
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where unread bytes begin in the buffer. */
    int from() {
        return from;
    }

    void skip(int count) {
        from += count;
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Makes sure that so many unread bytes are in the buffer; they may move. */
    void need(int count) throws IOException {
        while (to - from < count) {
            readMore(count);
        }
    }

    private void readMore(int count) throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (from + count > buffer.length) {
            byte[] target = count > buffer.length ? new byte[Math.max(count, 2 * buffer.length)] : buffer;
            System.arraycopy(buffer, from, target, 0, to - from);
            buffer = target;
            to -= from;
            from = 0;
        }
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new EOFException("The server closed the connection");
        }
        to += read;
    }

    /** Reads up to and without the end of line. */
    String line() throws IOException {
        int length = lineLength();
        String line = new String(buffer, from, length, StandardCharsets.ISO_8859_1);
        skip(length + 1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** How many bytes there are before the next line feed. */
    int lineLength() throws IOException {
        for (int length = 0; ; length++) {
            if (from + length >= to) {
                need(length + 1);
            }
            if (buffer[from + length] == '\n') {
                return length;
            }
        }
    }

    byte[] take(int count) throws IOException {
        need(count);
        byte[] bytes = Arrays.copyOfRange(buffer, from, from + count);
        skip(count);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
