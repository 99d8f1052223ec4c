package dev.parley.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/1.1 server that answers each request as the test says, down to the single byte, and notices who hangs up. */
final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerSocket listener;
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Boolean> disconnects = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script usual = exchange -> exchange.respond(500, "{}");

    /** What the server does with one request. */
    @FunctionalInterface
    interface Script {
        void play(Exchange exchange) throws IOException;
    }

    /** One request as it came in. */
    record Request(String line, Map<String, String> headers, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    ScriptedServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
    }

    /** What to do with the next request that no other script is meant for. */
    ScriptedServer next(Script script) {
        scripts.add(script);
        return this;
    }

    /** What to do with all requests that no script of their own is meant for. */
    ScriptedServer always(Script script) {
        usual = script;
        return this;
    }

    List<Request> requests() {
        return requests;
    }

    int connections() {
        return connections.get();
    }

    /** Whether a client hung up on a script that waited for that. */
    boolean sawDisconnect() throws InterruptedException {
        return disconnects.poll(10, TimeUnit.SECONDS) != null;
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                Script script = scripts.poll();
                Exchange exchange = new Exchange(in, socket);
                (script == null ? usual : script).play(exchange);
                if (exchange.isCut) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The client hung up.
        }
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        if (!line.endsWith("HTTP/1.1")) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** A request that waits for its response. */
    final class Exchange {
        private final InputStream in;
        private final OutputStream out;
        private final Socket socket;
        private boolean isCut;

        Exchange(InputStream in, Socket socket) throws IOException {
            this.in = in;
            this.out = socket.getOutputStream();
            this.socket = socket;
        }

        /** A whole response with a body of JSON. */
        void respond(int status, String body, String... headers) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            head(status, "application/json", headers);
            write("Content-Length: " + bytes.length + "\r\n\r\n");
            out.write(bytes);
            out.flush();
        }

        /** A whole answer. */
        void answer(String... chunks) throws IOException {
            begin();
            for (String chunk : chunks) {
                data(chunk);
            }
            data("[DONE]");
            end();
        }

        /** The head of a streamed response. */
        Exchange begin() throws IOException {
            head(200, "text/event-stream");
            write("Transfer-Encoding: chunked\r\n\r\n");
            return this;
        }

        Exchange data(String data) throws IOException {
            return raw("data: " + data + "\n\n");
        }

        /** One chunk of HTTP's chunked encoding. */
        Exchange raw(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            write(Integer.toHexString(bytes.length) + "\r\n");
            out.write(bytes);
            write("\r\n");
            return this;
        }

        void end() throws IOException {
            write("0\r\n\r\n");
        }

        /** Hangs up in the middle. */
        void cut() throws IOException {
            isCut = true;
            socket.close();
        }

        /** Says no more until the client hangs up. */
        void silence() throws IOException {
            isCut = true;
            try {
                while (in.read() >= 0) {
                    // Clients have nothing to say here.
                }
            } finally {
                disconnects.add(true);
            }
        }

        private void head(int status, String type, String... headers) throws IOException {
            write("HTTP/1.1 " + status + " Whatever\r\nContent-Type: " + type + "\r\n");
            for (String header : headers) {
                write(header + "\r\n");
            }
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
