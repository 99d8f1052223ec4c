package dev.parley.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A system that takes webhooks as their specification wants: it believes what the library of the specification has verified. */
final class WebhookReceiver implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final HttpServer server;
    private final Webhook specification;

    /**
     * A message that came.
     *
     * @param answered the status that it was answered with
     */
    record Message(int answered, String id, JsonNode body) {
        String type() {
            return body.path("type").asText();
        }

        JsonNode data() {
            return body.path("data");
        }
    }

    WebhookReceiver(String secret) throws IOException, EmptyWebhookSecretException {
        specification = new Webhook(secret);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 500 : 200;
        try {
            specification.verify(body, exchange.getRequestHeaders());
        } catch (WebhookVerificationException forged) {
            status = 401;
        }
        messages.add(new Message(status, exchange.getRequestHeaders().getFirst("webhook-id"), json.readTree(body)));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:%d/hooks".formatted(server.getAddress().getPort());
    }

    /** Answers so many messages with 500 before it takes one again. */
    void fail(int times) {
        failures.set(times);
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    List<Message> messages(String type) {
        return messages().stream()
                .filter(message -> message.type().equals(type))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
