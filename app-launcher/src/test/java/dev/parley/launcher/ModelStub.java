package dev.parley.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible server that answers slowly and always the same, and notes when one question is being answered twice at once. Asked to
 * {@code call NAME ARGUMENTS} it calls that tool and then says what the tool returned.
 */
final class ModelStub implements AutoCloseable {
    private static final Pattern TOOL_ORDER = Pattern.compile("call (\\w+) (\\{.*})");
    private static final int WORDS = 40;
    private static final long SIGN_OF_LIFE_MILLIS = 50;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final long pauseMillis;
    private final Map<String, AtomicInteger> live = new ConcurrentHashMap<>();
    private final Set<String> answeredTwiceAtOnce = ConcurrentHashMap.newKeySet();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    ModelStub(long pauseMillis) throws IOException {
        this.pauseMillis = pauseMillis;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** What it answers to a question. */
    static String answerTo(String question) {
        StringBuilder answer = new StringBuilder("To \"" + question + "\":");
        for (int word = 0; word < WORDS; word++) {
            answer.append(" \uD83D\uDE00").append(word);
        }
        return answer.toString();
    }

    Set<String> answeredTwiceAtOnce() {
        return answeredTwiceAtOnce;
    }

    /** The first call for this question stops in the middle. */
    Hold holdFirstCallFor(String question) {
        Hold hold = new Hold();
        holds.put(question, hold);
        return hold;
    }

    /** A call that does not go on until it is released, but shows that it is alive. */
    static final class Hold {
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean given;
        private volatile boolean hungUp;

        void release() {
            released.countDown();
        }

        /** Whether the whole answer was given. */
        boolean isGiven() {
            return given;
        }

        /** Whether the caller hung up before it had the whole answer. */
        boolean isHungUp() {
            return hungUp;
        }

        private void await(OutputStream out) throws IOException, InterruptedException {
            while (!released.await(SIGN_OF_LIFE_MILLIS, TimeUnit.MILLISECONDS)) {
                out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = json.readTree(exchange.getRequestBody().readAllBytes());
        JsonNode messages = request.path("messages");
        String question = messages.path(messages.size() - 1).path("content").asText();
        JsonNode order = toolOrder(messages);
        AtomicInteger here = live.computeIfAbsent(question, unknown -> new AtomicInteger());
        if (here.incrementAndGet() > 1) {
            answeredTwiceAtOnce.add(question);
        }
        Hold hold = holds.remove(question);
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            if (order.isMissingNode()) {
                say(out, question, hold);
            } else {
                callTool(out, order);
            }
            if (hold != null) {
                hold.given = true;
            }
        } catch (IOException cutOff) {
            if (hold != null) {
                hold.hungUp = true;
            }
            throw cutOff;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            here.decrementAndGet();
        }
    }

    /** The tool that the last message wants to be called. */
    private JsonNode toolOrder(JsonNode messages) {
        JsonNode last = messages.path(messages.size() - 1);
        Matcher order = TOOL_ORDER.matcher(last.path("content").asText());
        if (!last.path("role").asText().equals("user") || !order.matches()) {
            return json.missingNode();
        }
        return json.createObjectNode().put("name", order.group(1)).put("arguments", order.group(2));
    }

    private void callTool(OutputStream out, JsonNode order) throws IOException {
        String call = json.writeValueAsString(order);
        write(
                out,
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                        + call + "}]}}]}");
        write(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
        write(out, "[DONE]");
    }

    private void say(OutputStream out, String question, @Nullable Hold hold) throws IOException, InterruptedException {
        String[] pieces = answerTo(question).split("(?= )");
        for (int i = 0; i < pieces.length; i++) {
            if (hold != null && i == pieces.length / 2) {
                hold.await(out);
            }
            String text = json.writeValueAsString(pieces[i]);
            write(out, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":" + text + "}}]}");
            Thread.sleep(pauseMillis);
        }
        write(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
        write(out, "[DONE]");
    }

    private static void write(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
