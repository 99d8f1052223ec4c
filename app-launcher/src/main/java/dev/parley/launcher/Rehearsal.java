package dev.parley.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.settings.ModelChoice;
import dev.parley.launcher.settings.Settings;
import dev.parley.llm.OpenAiSettings;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves a few clients of its own and ends, so that the JVM can take down what that needs and make the next starts fast. */
final class Rehearsal implements AutoCloseable {
    private static final int ROUNDS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration VALIDITY = Duration.ofHours(1);
    private static final String WORD =
            "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"rehearsal\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n";
    private static final String END =
            "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"rehearsal\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final String token;

    private Rehearsal(int port, String token) {
        this.server = URI.create("http://127.0.0.1:" + port + "/");
        this.token = token;
    }

    /**
     * Uses the settings' storage, and a model of its own.
     *
     * @throws LaunchException if the server cannot start or serve
     */
    static void run(Settings settings) throws InterruptedException {
        // Whoever makes the tokens otherwise, these clients have their own.
        TokenRules tokens = TokenRules.of(KeptSecret.made(new SecureRandom()));
        String token =
                new TokenMint(tokens, InstantSource.system()).mint(new UserId("rehearsal"), Role.ADMIN, VALIDITY);
        HttpServer model = model();
        URI url = URI.create("http://127.0.0.1:" + model.getAddress().getPort() + "/v1");
        ModelChoice choice = new ModelChoice.Remote(OpenAiSettings.of(url, null, "rehearsal"));
        Settings own = settings.rehearsing(choice);
        try (Wiring wiring = Serve.start(own, tokens);
                Rehearsal clients = new Rehearsal(wiring.port(), token)) {
            wiring.warmUp();
            clients.load();
            String session = clients.begin();
            for (int round = 0; round < ROUNDS; round++) {
                clients.askAndFollow(session);
            }
            clients.talk(session, ROUNDS);
        } catch (IOException | CompletionException failed) {
            throw new LaunchException("The rehearsal failed: " + failed);
        } finally {
            model.stop(0);
        }
    }

    private static HttpServer model() {
        try {
            HttpServer model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            model.createContext("/", Rehearsal::answer);
            model.start();
            return model;
        } catch (IOException failed) {
            throw new LaunchException("The rehearsal failed: " + failed);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            for (int word = 0; word < 20; word++) {
                body.write(WORD.getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
            body.write(END.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void load() throws IOException, InterruptedException {
        for (String path : new String[] {"", "app.js", "health/ready", "metrics", "api/sessions"}) {
            send("GET", path, "");
        }
        send("POST", "api/login", "");
    }

    private String begin() throws IOException, InterruptedException {
        String answer = send("POST", "api/sessions", "{}");
        return answer.replaceAll("(?s).*\"session_id\":\"([^\"]+)\".*", "$1");
    }

    /** By REST, with the answer as a stream of events. */
    private void askAndFollow(String session) throws IOException, InterruptedException {
        send("POST", "api/sessions/" + session + "/messages", "{\"content\":\"Hello\"}");
        send("GET", "api/sessions/" + session + "/messages", "");
        send("GET", "api/sessions/" + session + "/events?after=0", "");
    }

    /** By WebSocket, all over one. */
    private void talk(String session, int rounds) {
        Talk talk = new Talk();
        WebSocket socket = http.newWebSocketBuilder()
                .subprotocols("parley.v1", "bearer." + token)
                .buildAsync(URI.create("ws://" + server.getAuthority() + "/ws"), talk)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        socket.sendText("{\"type\":\"join_session\",\"session_id\":\"%s\"}".formatted(session), true)
                .join();
        for (int round = 0; round < rounds; round++) {
            CompletableFuture<Void> ended = talk.nextEnd();
            socket.sendText(
                            "{\"type\":\"message\",\"session_id\":\"%s\",\"content\":\"Hello\"}".formatted(session),
                            true)
                    .join();
            ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
        socket.abort();
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json").header("Accept", "text/event-stream, application/json");
        }
        return http.send(
                        request.method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** Waits for ends of turns in frames, which may come in parts. */
    private static final class Talk implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();
        private volatile CompletableFuture<Void> end = new CompletableFuture<>();

        CompletableFuture<Void> nextEnd() {
            CompletableFuture<Void> next = new CompletableFuture<>();
            end = next;
            return next;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            frame.append(part);
            if (last) {
                if (frame.indexOf("\"turn.completed\"") >= 0) {
                    end.complete(null);
                }
                frame.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end.completeExceptionally(new IOException("closed with " + code));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            end.completeExceptionally(failure);
        }
    }
}
