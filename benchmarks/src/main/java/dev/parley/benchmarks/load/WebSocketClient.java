package dev.parley.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A WebSocket (RFC 6455) of which one thread reads text frames in place. Pings are answered while it reads. */
public final class WebSocketClient implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int MASKED = 0x80;

    private final Wire wire;
    private int length;

    /** What is to be done with a frame that lies in a buffer. */
    @FunctionalInterface
    public interface FrameReader {
        /** @return whether it was the last frame that is of interest */
        boolean read(byte[] buffer, int from, int length) throws IOException;
    }

    /**
     * Connects.
     *
     * @param protocols value of {@code Sec-WebSocket-Protocol}; null for none
     * @param source the local address to connect from; null for any
     */
    public WebSocketClient(URI server, String path, @Nullable String protocols, @Nullable InetAddress source)
            throws IOException {
        wire = new Wire(server, source);
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (protocols == null ? "" : "Sec-WebSocket-Protocol: " + protocols + "\r\n") + "\r\n";
        wire.send(request.getBytes(StandardCharsets.ISO_8859_1));
        String status = wire.line();
        if (!status.contains(" 101 ")) {
            throw new IOException("No upgrade: " + status);
        }
        while (!wire.line().isEmpty()) {
            // Headers do not matter.
        }
    }

    public synchronized void send(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With a mask of zeros, which leaves the payload as it is. */
    private synchronized void send(int head, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) head);
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        wire.send(bytes);
    }

    /** Reads frames until the reader has what it wants. */
    public void read(FrameReader reader) throws IOException {
        boolean over = false;
        while (!over) {
            next();
            over = reader.read(wire.buffer(), wire.from(), length);
            wire.skip(length);
        }
    }

    /** Reads the next frame that contains a text. */
    public String await(String part) throws IOException {
        String[] found = new String[1];
        read((buffer, from, count) -> {
            String frame = new String(buffer, from, count, StandardCharsets.UTF_8);
            found[0] = frame;
            return frame.contains(part);
        });
        return found[0];
    }

    /** Reads on until the connection ends, on a thread of its own, so that pings are answered. */
    public void readOn() {
        Thread.ofVirtual().start(() -> {
            try {
                read((buffer, from, count) -> false);
            } catch (IOException closed) {
                // The end.
            }
        });
    }

    /** Makes the next text frame's payload lie at the beginning of what is unread. */
    private void next() throws IOException {
        while (true) {
            int head = header();
            wire.need(length);
            if (head == TEXT) {
                return;
            }
            if (head == PING) {
                send(PONG, wire.take(length));
            } else if (head == CLOSE) {
                byte[] payload = wire.take(length);
                throw new IOException(
                        "The server closed: " + ByteBuffer.wrap(payload).getShort()
                                + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
            } else {
                throw new IOException("Unexpected frame " + head);
            }
        }
    }

    private int header() throws IOException {
        wire.need(2);
        int head = wire.buffer()[wire.from()] & 0xFF;
        length = wire.buffer()[wire.from() + 1];
        wire.skip(2);
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (more > 0) {
            wire.need(more);
            length = 0;
            for (int at = 0; at < more; at++) {
                length = length << 8 | (wire.buffer()[wire.from() + at] & 0xFF);
            }
            wire.skip(more);
        }
        return head;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
