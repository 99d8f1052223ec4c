package dev.parley.benchmarks.stub;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A server of OpenAI's chat completions protocol that sends prepared bytes: tokens at a steady pace, each in a write of its own, or all at
 * once. Each connection has a virtual thread; it knows only what {@link #expect announced} questions ask for.
 */
public final class ModelStub implements AutoCloseable {
    private static final int BACKLOG = 8192;
    private static final byte[] HEAD =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    private static final String BEFORE =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench\",\"choices\":[{\"index\":0,";
    private static final byte[] CHUNK = chunk(BEFORE + "\"delta\":{\"content\":\"" + " ".repeat(Tokens.WIDTH)
            + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final int TEXT_AT = new String(CHUNK, StandardCharsets.US_ASCII).indexOf(" ".repeat(Tokens.WIDTH));
    private static final byte[] TAIL = tail();

    private final ServerSocketChannel server;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Exchange> expected = new ConcurrentHashMap<>();
    private final Map<Integer, byte[]> whole = new ConcurrentHashMap<>();

    public ModelStub() throws IOException {
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        Thread.ofVirtual().name("stub").start(this::acceptAll);
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** A question that is going to be asked once. */
    public Exchange expect(int tokens, long intervalNanos) {
        Exchange exchange = Exchange.of(ids.incrementAndGet(), tokens, intervalNanos);
        expected.put(exchange.id(), exchange);
        return exchange;
    }

    private void acceptAll() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            RequestReader requests = new RequestReader(connection);
            while (true) {
                answer(connection, exchangeIn(requests.body()));
            }
        } catch (IOException gone) {
            // The client has what it wants.
        }
    }

    private Exchange exchangeIn(String body) {
        int at = body.lastIndexOf(Exchange.MARK) + Exchange.MARK.length();
        String[] numbers = body.substring(at, body.indexOf(Exchange.END, at)).split(":", -1);
        Exchange exchange = expected.remove(Long.parseLong(numbers[0]));
        return exchange != null ? exchange : Exchange.of(0, Integer.parseInt(numbers[1]), Long.parseLong(numbers[2]));
    }

    private void answer(SocketChannel connection, Exchange exchange) throws IOException {
        if (exchange.intervalNanos() == 0) {
            exchange.sentAt().set(0, System.nanoTime());
            write(connection, whole.computeIfAbsent(exchange.tokens(), ModelStub::rendered));
            return;
        }
        write(connection, HEAD);
        byte[] chunk = CHUNK.clone();
        long start = System.nanoTime();
        for (int token = 0; token < exchange.tokens(); token++) {
            Tokens.write(token, chunk, TEXT_AT);
            waitUntil(start + token * exchange.intervalNanos());
            exchange.sentAt().set(token, System.nanoTime());
            write(connection, chunk);
        }
        write(connection, TAIL);
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static byte[] rendered(int tokens) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(tokens * CHUNK.length);
        all.writeBytes(HEAD);
        byte[] chunk = CHUNK.clone();
        for (int token = 0; token < tokens; token++) {
            Tokens.write(token, chunk, TEXT_AT);
            all.writeBytes(chunk);
        }
        all.writeBytes(TAIL);
        return all.toByteArray();
    }

    private static byte[] tail() {
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        tail.writeBytes(chunk(BEFORE + "\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"));
        tail.writeBytes(chunk("data: [DONE]\n\n"));
        tail.writeBytes(ascii("0\r\n\r\n"));
        return tail.toByteArray();
    }

    private static byte[] chunk(String data) {
        return ascii(Integer.toHexString(data.length()) + "\r\n" + data + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(SocketChannel connection, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            connection.write(buffer);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The bodies of one connection's requests, which come one after the other. */
    private static final class RequestReader {
        private static final String END_OF_HEAD = "\r\n\r\n";
        private static final String LENGTH = "content-length: ";

        private final SocketChannel connection;
        private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        private final StringBuilder request = new StringBuilder();

        RequestReader(SocketChannel connection) {
            this.connection = connection;
        }

        String body() throws IOException {
            request.setLength(0);
            int begin = -1;
            while (begin < 0) {
                readMore();
                begin = request.indexOf(END_OF_HEAD);
            }
            String head = request.substring(0, begin).toLowerCase(java.util.Locale.ROOT);
            begin += END_OF_HEAD.length();
            int length = head.indexOf(LENGTH);
            if (length < 0) {
                while (!request.toString().endsWith("0\r\n\r\n")) {
                    readMore();
                }
                return request.substring(begin);
            }
            int end = begin
                    + Integer.parseInt(head.substring(length + LENGTH.length())
                            .lines()
                            .findFirst()
                            .orElseThrow()
                            .strip());
            while (request.length() < end) {
                readMore();
            }
            return request.substring(begin, end);
        }

        private void readMore() throws IOException {
            buffer.clear();
            if (connection.read(buffer) < 0) {
                throw new EOFException();
            }
            request.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
        }
    }
}
