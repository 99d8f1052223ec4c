package dev.parley.web.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A WebSocket client that does exactly what it is told, wrong things included, and reads only when asked. It compares what it gets with the
 * description.
 */
public final class SocketClient implements AutoCloseable {
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final List<String> handshake;
    private final Deque<JsonNode> skipped = new ArrayDeque<>();
    private int pings;

    private SocketClient(Socket socket, List<String> handshake, DataInputStream in) throws IOException {
        this.socket = socket;
        this.handshake = handshake;
        this.in = in;
        this.out = socket.getOutputStream();
    }

    /** What came from the server. */
    public record Received(int opcode, byte[] payload) {
        public int closeCode() {
            return opcode == CLOSE ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : -1;
        }

        public String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    /** @param headers further lines of the handshake; a {@code Host} takes the place of the right one */
    public static SocketClient open(int port, String path, String... headers) throws IOException {
        return open(port, path, 0, headers);
    }

    /** @param receiveBuffer in bytes; 0 for the default */
    public static SocketClient open(int port, String path, int receiveBuffer, String... headers) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        boolean hostNamed = Arrays.stream(headers).anyMatch(header -> header.startsWith("Host: "));
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                hostNamed ? "X-Host: named" : "Host: 127.0.0.1:" + port,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + Base64.getEncoder().encodeToString(key)));
        lines.addAll(List.of(headers));
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        List<String> answer = new ArrayList<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            answer.add(line);
        }
        return new SocketClient(socket, answer, in);
    }

    private static String readLine(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = in.readUnsignedByte(); character != '\n'; character = in.readUnsignedByte()) {
            if (character != '\r') {
                line.append((char) character);
            }
        }
        return line.toString();
    }

    /** The status of the answer to the handshake; 101 if the connection is open. */
    public int status() {
        return Integer.parseInt(handshake.getFirst().split(" ")[1]);
    }

    /** A header of the answer to the handshake; null if it is not there. */
    public String header(String name) {
        return handshake.stream()
                .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse(null);
    }

    public Socket socket() {
        return socket;
    }

    public void send(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(int opcode, byte[] payload) throws IOException {
        out.write(frame(opcode, payload, true));
    }

    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** A frame as clients send it, masked. */
    public static byte[] frame(int opcode, byte[] payload, boolean last) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((last ? 0x80 : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** The next message or close; pings are answered and counted. */
    public Received receive() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        while (true) {
            Received frame = receiveFrame();
            if (System.nanoTime() - deadline > 0) {
                throw new SocketTimeoutException("nothing but pings");
            }
            switch (frame.opcode()) {
                case PING -> {
                    pings++;
                    send(PONG, frame.payload());
                }
                case PONG -> {}
                case TEXT -> {
                    FrameCheck.check(MAPPER.readTree(frame.payload()));
                    return frame;
                }
                default -> {
                    return frame;
                }
            }
        }
    }

    private Received receiveFrame() throws IOException {
        int opcode = 0;
        byte[] message = new byte[0];
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = in.readNBytes(length());
            if ((first & 15) != 0) {
                opcode = first & 15;
            }
            int before = message.length;
            message = Arrays.copyOf(message, before + payload.length);
            System.arraycopy(payload, 0, message, before, payload.length);
            if ((first & 0x80) != 0) {
                return new Received(opcode, message);
            }
        }
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte() & 127;
        if (length == 126) {
            return in.readUnsignedShort();
        }
        return length == 127 ? Math.toIntExact(in.readLong()) : length;
    }

    public int pings() {
        return pings;
    }

    /** The next frame; those that came while a reply was waited for come first. */
    public JsonNode read() throws IOException {
        return skipped.isEmpty() ? readFresh() : skipped.removeFirst();
    }

    /** Takes away what came while replies were waited for. */
    public List<JsonNode> takeSkipped() {
        List<JsonNode> taken = List.copyOf(skipped);
        skipped.clear();
        return taken;
    }

    private JsonNode readFresh() throws IOException {
        Received received = receive();
        if (received.opcode() != TEXT) {
            throw new AssertionError("closed with " + received.closeCode() + " " + received.closeReason());
        }
        return MAPPER.readTree(received.payload());
    }

    /** Reads on until one fits; that one is the last of the list. */
    public List<JsonNode> until(Predicate<JsonNode> last) throws IOException {
        List<JsonNode> frames = new ArrayList<>();
        while (true) {
            JsonNode frame = read();
            frames.add(frame);
            if (last.test(frame)) {
                return frames;
            }
        }
    }

    /** Reads on to the frame of a type. */
    public JsonNode await(String type) throws IOException {
        return until(frame -> frame.path("type").asText().equals(type)).getLast();
    }

    /** Reads on to an event of a type. */
    public JsonNode awaitEvent(String type) throws IOException {
        return until(frame -> isEvent(frame, type)).getLast();
    }

    public static boolean isEvent(JsonNode frame, String type) {
        return frame.path("event").path("type").asText().equals(type);
    }

    /** Sends a frame and waits for its reply, which is known by its ref; what comes before is kept for later. */
    public JsonNode ask(String type, String... fields) throws IOException {
        String ref = "r" + ThreadLocalRandom.current().nextInt(1_000_000);
        var frame = MAPPER.createObjectNode().put("type", type).put("ref", ref);
        for (int i = 0; i < fields.length; i += 2) {
            frame.put(fields[i], fields[i + 1]);
        }
        send(frame.toString());
        JsonNode reply = readFresh();
        while (!reply.path("ref").asText().equals(ref)) {
            skipped.addLast(reply);
            reply = readFresh();
        }
        FrameCheck.checkReply(type, reply);
        return reply;
    }

    /** Reads on to the end of the connection. */
    public Received awaitClose() throws IOException {
        while (true) {
            Received received = receive();
            if (received.opcode() == CLOSE) {
                return received;
            }
        }
    }

    /** Whether the server has cut the connection, which takes some reading to find out. */
    public boolean isCut() {
        try {
            while (true) {
                receiveFrame();
            }
        } catch (EOFException end) {
            return true;
        } catch (IOException failure) {
            return !(failure instanceof SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
