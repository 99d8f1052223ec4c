package dev.parley.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server with one operation, {@code POST /leaky/{session_id}}, which is as careful as its handler. */
final class LeakyServer implements AutoCloseable {
    static final String OPERATION = "POST /leaky/{session_id}";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A request.
     *
     * @param caller null without a token
     * @param isExpired whether the token is
     */
    record Asked(Caller caller, boolean isExpired, SessionId session, boolean wantsStream) {
        /** What every handler should begin with. */
        void requireToken() {
            if (caller == null || isExpired) {
                throw new ChatException.Unauthenticated("This takes a token.");
            }
        }
    }

    /** Answers with a text, or refuses. */
    @FunctionalInterface
    interface Handler {
        String answer(Asked asked);
    }

    LeakyServer(Handler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/leaky/", exchange -> {
            try (exchange) {
                handle(exchange, handler);
            }
        });
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void handle(HttpExchange exchange, Handler handler) throws IOException {
        Asked asked = asked(exchange);
        try {
            String text = handler.answer(asked);
            send(exchange, 200, asked.wantsStream() ? "text/event-stream" : "text/plain", text);
        } catch (ChatException refusal) {
            send(exchange, statusOf(refusal), "application/json", envelope(refusal));
        }
    }

    private static int statusOf(ChatException refusal) {
        return switch (refusal) {
            case ChatException.Unauthenticated unauthenticated -> 401;
            case ChatException.Forbidden forbidden -> 403;
            default -> 404;
        };
    }

    private static String envelope(ChatException refusal) {
        var error = MAPPER.createObjectNode()
                .put("error_code", refusal.code().code())
                .put("error_message", refusal.sentence());
        return MAPPER.createObjectNode().set("error", error).toString();
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Asked asked(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        SessionId session = SessionId.parse(path.substring(path.lastIndexOf('/') + 1));
        boolean stream = "text/event-stream".equals(exchange.getRequestHeaders().getFirst("Accept"));
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null) {
            return new Asked(null, false, session, stream);
        }
        JsonNode claims =
                MAPPER.readTree(Base64.getUrlDecoder().decode(authorization.split("\\.")[1]));
        Caller caller = new Caller(
                new UserId(claims.path("sub").asText()),
                Role.named(claims.path("role").asText()).orElseThrow(),
                ChannelKind.WEB);
        boolean isExpired = Instant.ofEpochSecond(claims.path("exp").asLong()).isBefore(Instant.now());
        return new Asked(caller, isExpired, session, stream);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
