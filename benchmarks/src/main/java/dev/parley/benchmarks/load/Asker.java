package dev.parley.benchmarks.load;

import dev.parley.benchmarks.stub.Exchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Somebody who asks and reads the answer to its end, again and again. Used by one thread. */
public interface Asker extends AutoCloseable {
    void ask(Exchange exchange, Recorder recorder) throws IOException;

    @Override
    void close() throws IOException;

    /** One who has a session of Parley's and a WebSocket that watches it. */
    static Asker overSocket(URI server, String token) throws IOException {
        return overSocket(server, token, null);
    }

    /** As {@link #overSocket(URI, String)}, from a local address. */
    static Asker overSocket(URI server, String token, @Nullable InetAddress source) throws IOException {
        WebSocketClient socket = new WebSocketClient(server, "/ws", "parley.v1, bearer." + token, source);
        String session = startSession(socket);
        return new SocketAsker(
                socket,
                Dialect.PARLEY,
                "{\"type\":\"message\",\"session_id\":\"" + session + "\",\"content\":\"",
                "\"}");
    }

    /** Begins a session that this connection watches. */
    static String startSession(WebSocketClient socket) throws IOException {
        socket.send("{\"type\":\"start_session\"}");
        return field(socket.await("\"session_started\""), "session_id");
    }

    /** One who has a session of Parley's and posts into it, which is answered with server-sent events. */
    static Asker overStream(URI server, String token) throws IOException {
        HttpConnection http = new HttpConnection(server, token);
        String session = field(http.post("/api/sessions", "{}"), "session_id");
        return new StreamAsker(
                http, Dialect.PARLEY, "/api/sessions/" + session + "/messages", "{\"content\":\"", "\"}");
    }

    /** One who asks the bare relay over a WebSocket. */
    static Asker ofRelayOverSocket(URI server) throws IOException {
        return new SocketAsker(new WebSocketClient(server, "/relay", null, null), Dialect.BARE, "", "");
    }

    /** One who posts to the bare relay, which answers with server-sent events. */
    static Asker ofRelayOverStream(URI server) throws IOException {
        return new StreamAsker(new HttpConnection(server, null), Dialect.BARE, "/relay", "", "");
    }

    /** One who asks the model's server itself. */
    static Asker ofModel(URI server) throws IOException {
        return new StreamAsker(
                new HttpConnection(server, null),
                Dialect.MODEL,
                "/v1/chat/completions",
                "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"",
                "\"}]}");
    }

    /** The first text field of this name in a document. */
    static String field(String json, String name) {
        String begin = "\"" + name + "\":\"";
        int at = json.indexOf(begin) + begin.length();
        return json.substring(at, json.indexOf('"', at));
    }

    /** Over WebSocket; the question is what is between a beginning and an end. */
    record SocketAsker(WebSocketClient socket, Dialect dialect, String begin, String end) implements Asker {
        @Override
        public void ask(Exchange exchange, Recorder recorder) throws IOException {
            AnswerReader reader = new AnswerReader(dialect, exchange, recorder);
            socket.send(begin + exchange.question() + end);
            socket.read(reader);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Over HTTP with server-sent events. */
    record StreamAsker(HttpConnection http, Dialect dialect, String path, String begin, String end) implements Asker {
        @Override
        public void ask(Exchange exchange, Recorder recorder) throws IOException {
            AnswerReader reader = new AnswerReader(dialect, exchange, recorder);
            http.stream(path, begin + exchange.question() + end, reader);
            reader.requireOver();
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }
}
