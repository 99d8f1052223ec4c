package dev.parley.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection that is kept for many requests, one after the other. */
public final class HttpConnection implements AutoCloseable {
    private static final int UNKNOWN = -1;

    private final URI server;
    private final String authorization;
    private final Wire wire;
    private int contentLength;

    /** The server answered with a status that tells of an error. */
    public static final class StatusException extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;

        StatusException(int status, String body) {
            super("Status " + status + ": " + body);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /** @param token the caller's token; null for none */
    public HttpConnection(URI server, @Nullable String token) throws IOException {
        this.server = server;
        this.authorization = token == null ? "" : "Authorization: Bearer " + token + "\r\n";
        this.wire = new Wire(server, null);
    }

    public String get(String path) throws IOException {
        return get(path, "application/json");
    }

    private String get(String path, String accept) throws IOException {
        return whole(send("GET", path, accept, ""));
    }

    public String post(String path, String body) throws IOException {
        return whole(send("POST", path, "application/json", body));
    }

    /** The status of an answer whose body does not matter. */
    public int status(String path) throws IOException {
        int status = send("GET", path, "*/*", "");
        body();
        return status;
    }

    /** Posts and reads the data of the server-sent events that come back, to their end. */
    public void stream(String path, String body, WebSocketClient.FrameReader reader) throws IOException {
        int status = send("POST", path, "text/event-stream", body);
        if (status != 200) {
            throw new StatusException(status, body());
        }
        int chunk = chunkLength();
        while (chunk > 0) {
            wire.need(chunk);
            readEvents(chunk, reader);
            wire.line();
            chunk = chunkLength();
        }
        wire.line();
    }

    /** Every server measured here writes whole events in a chunk; one that does not would miss tokens and be found out. */
    private void readEvents(int chunk, WebSocketClient.FrameReader reader) throws IOException {
        int left = chunk;
        while (left > 0) {
            int line = Math.min(wire.lineLength(), left);
            if (line > 6 && wire.buffer()[wire.from()] == 'd') {
                reader.read(wire.buffer(), wire.from() + 6, line - 6);
            }
            int taken = Math.min(line + 1, left);
            wire.skip(taken);
            left -= taken;
        }
    }

    private int send(String method, String path, String accept, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + authorization
                + "Accept: " + accept + "\r\n"
                + (bytes.length == 0
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n")
                + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(bytes);
        wire.send(request.toByteArray());
        return head();
    }

    private int head() throws IOException {
        int status = Integer.parseInt(wire.line().split(" ", -1)[1]);
        contentLength = UNKNOWN;
        for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                contentLength = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        return status;
    }

    private String whole(int status) throws IOException {
        String body = body();
        if (status >= 400) {
            throw new StatusException(status, body);
        }
        return body;
    }

    private String body() throws IOException {
        if (contentLength != UNKNOWN) {
            return new String(wire.take(contentLength), StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int chunk = chunkLength(); chunk > 0; chunk = chunkLength()) {
            body.writeBytes(wire.take(chunk));
            wire.line();
        }
        wire.line();
        return body.toString(StandardCharsets.UTF_8);
    }

    private int chunkLength() throws IOException {
        return Integer.parseInt(wire.line(), 16);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
