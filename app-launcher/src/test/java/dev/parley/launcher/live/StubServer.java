package dev.parley.launcher.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server of WebSockets (RFC 6455) that says what a test tells it. Over HTTP it says who asks, whatever it is asked. */
public final class StubServer implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final ServerSocket entrance;
    private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
    private volatile int refusal;

    public StubServer() {
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort() + "/below/");
    }

    /** Answers handshakes with this status from now on. */
    public void refuse(int status) {
        refusal = status;
    }

    /** The next connection. */
    public Peer accepted() {
        return taken(peers, "a connection");
    }

    private static <T> T taken(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(what + " did not come");
            }
            return next;
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Peer peer = new Peer(entrance.accept());
                Thread.ofVirtual().start(() -> peer.serve(refusal));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }

    /** The server's end of one connection. */
    public final class Peer {
        private final ObjectMapper json = new ObjectMapper();
        private final Socket socket;
        private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
        private String head = "";

        private Peer(Socket socket) {
            this.socket = socket;
        }

        /** The request that began it. */
        public String head() {
            return head;
        }

        private void serve(int status) {
            try {
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                StringBuilder request = new StringBuilder();
                while (!request.toString().endsWith("\r\n\r\n")) {
                    request.append((char) in.readUnsignedByte());
                }
                head = request.toString();
                if (!head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket\r\n")) {
                    answer("{\"user_id\":\"alice\",\"items\":[]}");
                    return;
                }
                if (status != 0) {
                    write("HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n"
                            .formatted(status)
                            .getBytes(StandardCharsets.US_ASCII));
                    peers.add(this);
                    return;
                }
                write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Protocol: parley.v1\r\nSec-WebSocket-Accept: " + accept(head)
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                peers.add(this);
                read(in);
            } catch (IOException broken) {
                // The client has gone.
            }
        }

        private void answer(String json) {
            write(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(json.length(), json)
                            .getBytes(StandardCharsets.US_ASCII));
        }

        private static String accept(String head) {
            String key = head.replaceAll("(?is).*\r\nsec-websocket-key: *([^\r]+)\r\n.*", "$1");
            try {
                byte[] hash =
                        MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(hash);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private void read(DataInputStream in) throws IOException {
            while (true) {
                int opcode = in.readUnsignedByte() & 0xF;
                int length = in.readUnsignedByte() & 0x7F;
                length = length == 126 ? in.readUnsignedShort() : length;
                byte[] mask = in.readNBytes(4);
                byte[] content = in.readNBytes(length);
                for (int i = 0; i < content.length; i++) {
                    content[i] ^= mask[i % 4];
                }
                if (opcode == TEXT) {
                    frames.add(json.readTree(content));
                }
            }
        }

        /** The next frame of the client. */
        public JsonNode next() {
            return taken(frames, "a frame");
        }

        public void send(String frame) {
            byte[] text = frame.getBytes(StandardCharsets.UTF_8);
            ByteBuffer bytes = ByteBuffer.allocate(text.length + 4);
            bytes.put((byte) (0x80 | TEXT));
            if (text.length < 126) {
                bytes.put((byte) text.length);
            } else {
                bytes.put((byte) 126).putShort((short) text.length);
            }
            bytes.put(text);
            write(Arrays.copyOf(bytes.array(), bytes.position()));
        }

        public void close(int code) {
            close(code, "");
        }

        public void close(int code, String reason) {
            byte[] word = reason.getBytes(StandardCharsets.US_ASCII);
            ByteBuffer bytes = ByteBuffer.allocate(word.length + 4);
            bytes.put((byte) (0x80 | CLOSE)).put((byte) (word.length + 2));
            bytes.putShort((short) code).put(word);
            write(bytes.array());
        }

        private void write(byte[] bytes) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
