package dev.parley.llm;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * As much of an HTTP/2 server (RFC 9113, without TLS) as answers need: it takes requests, lets the test send events, and notices
 * which requests are cancelled. Big providers speak HTTP/2, where all answers share one connection.
 */
final class Http2Server implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PREFACE_BYTES = 24;

    /** {@code :status: 200}, entry 8 of HPACK's static table (RFC 7541, appendix A). */
    private static final byte[] STATUS_200 = {(byte) 0x88};

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

    private record Stream(int id, DataOutputStream out) {}

    Http2Server() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException closed) {
                // The end of the test.
            }
        });
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
    }

    int connections() {
        return connections.get();
    }

    /** The model that the next request asks for; that names the request from then on. */
    String nextAsked() throws InterruptedException {
        return asked.poll(10, TimeUnit.SECONDS);
    }

    /** The next request that was cancelled. */
    String nextCancelled() throws InterruptedException {
        return cancelled.poll(10, TimeUnit.SECONDS);
    }

    void begin(String name) throws IOException {
        send(name, HEADERS, END_HEADERS, STATUS_200);
    }

    void data(String name, String data) throws IOException {
        send(name, DATA, 0, ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    void end(String name) throws IOException {
        send(name, DATA, END_STREAM, new byte[0]);
    }

    private void send(String name, int type, int flags, byte[] payload) throws IOException {
        Stream stream = streams.get(name);
        write(stream.out(), type, flags, stream.id(), payload);
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.readNBytes(PREFACE_BYTES);
            write(out, SETTINGS, 0, 0, new byte[0]);
            Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
            Map<Integer, String> names = new HashMap<>();
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int id = in.readInt();
                byte[] payload = in.readNBytes(length);
                if ((type == SETTINGS || type == PING) && flags != ACK) {
                    write(out, type, ACK, 0, type == PING ? payload : new byte[0]);
                } else if (type == DATA) {
                    bodies.computeIfAbsent(id, stream -> new ByteArrayOutputStream())
                            .write(payload);
                } else if (type == RST_STREAM) {
                    cancelled.add(names.get(id));
                }
                if (type == DATA && (flags & END_STREAM) != 0) {
                    String name = new ObjectMapper()
                            .readTree(bodies.get(id).toByteArray())
                            .path("model")
                            .asText();
                    names.put(id, name);
                    streams.put(name, new Stream(id, out));
                    asked.add(name);
                }
            }
        } catch (IOException gone) {
            // The client hung up.
        }
    }

    private static void write(DataOutputStream out, int type, int flags, int id, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(frame);
        data.writeByte(payload.length >> 16);
        data.writeShort(payload.length);
        data.writeByte(type);
        data.writeByte(flags);
        data.writeInt(id);
        data.write(payload);
        synchronized (out) {
            out.write(frame.toByteArray());
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
