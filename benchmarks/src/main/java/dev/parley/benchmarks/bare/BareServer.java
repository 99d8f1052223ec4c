package dev.parley.benchmarks.bare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Javalin server without storage: {@code /relay} asks the model and passes each piece of the answer on as a small JSON document, over
 * WebSocket or as the answer to a {@code POST}; {@code /broadcast} sends each message to everybody.
 */
public final class BareServer {
    /** From here on a reader of the broadcast gets everything. */
    public static final String WELCOME = "{\"type\":\"welcome\"}";

    private static final Duration IDLE = Duration.ofMinutes(5);

    private final ObjectMapper json = new ObjectMapper();
    private final OpenAIClient model;
    private final Set<WsContext> everybody = ConcurrentHashMap.newKeySet();

    /** A piece of an answer, or its end. */
    record Piece(String type, String text) {}

    private BareServer(String modelUrl) {
        model = OpenAIOkHttpClient.builder().baseUrl(modelUrl).apiKey("none").build();
    }

    /** @param arguments the model's base URL */
    public static void main(String[] arguments) {
        BareServer server = new BareServer(arguments[0]);
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.concurrency.useVirtualThreads = true;
            config.jetty.host = "127.0.0.1";
            config.jetty.port = 0;
            config.jetty.modifyWebSocketServletFactory(factory -> factory.setIdleTimeout(IDLE));
            config.routes.ws("/relay", server::relaySocket);
            config.routes.ws("/broadcast", server::broadcastSocket);
            config.routes.post("/relay", server::relayStream);
        });
        javalin.start();
        System.out.println("Listening on " + javalin.port());
    }

    private void relaySocket(WsConfig socket) {
        socket.onMessage(message -> Thread.ofVirtual().start(() -> {
            ask(message.message(), piece -> message.send(json.writeValueAsString(piece)));
        }));
    }

    private void relayStream(Context context) throws IOException {
        context.contentType("text/event-stream");
        OutputStream out = context.res().getOutputStream();
        ask(context.body(), piece -> {
            out.write(("data: " + json.writeValueAsString(piece) + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
    }

    @FunctionalInterface
    private interface Sink {
        void accept(Piece piece) throws IOException;
    }

    private void ask(String question, Sink sink) {
        ChatCompletionCreateParams prompt = ChatCompletionCreateParams.builder()
                .model("bench")
                .addUserMessage(question)
                .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                model.chat().completions().createStreaming(prompt)) {
            for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) chunks.stream()::iterator) {
                String text = chunk.choices().getFirst().delta().content().orElse("");
                if (!text.isEmpty()) {
                    sink.accept(new Piece("delta", text));
                }
            }
            sink.accept(new Piece("done", ""));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void broadcastSocket(WsConfig socket) {
        socket.onConnect(one -> {
            everybody.add(one);
            one.send(WELCOME);
        });
        socket.onClose(everybody::remove);
        socket.onMessage(message -> {
            String text = message.message();
            for (WsContext one : everybody) {
                one.send(text);
            }
        });
    }
}
