package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.parley.domain.user.UserId;
import dev.parley.web.auth.TokenGate;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as a process, from outside. */
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherIT {
    private static final int DONE = 0;
    private static final int KILLED = 130;
    private static final Map<String, String> WITHOUT_PAUSES = Map.of("PARLEY_OFFLINE_DELAY_MS", "0");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    private Path folder;
    private Program server;

    @BeforeAll
    void start(@TempDir Path workingFolder) throws IOException {
        folder = workingFolder;
        server = Program.serve(folder, WITHOUT_PAUSES);
    }

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
        http.close();
    }

    @Test
    void isReadyWhenItSaysSo() throws Exception {
        assertThat(send("GET", "/health/ready", "", null).statusCode()).isEqualTo(200);
        assertThat(server.out().lines())
                .containsExactly(
                        "Parley listens on " + server.address(),
                        "Log in:  " + server.address() + "#token=" + server.token(),
                        "Storage: embedded PostgreSQL in ./parley-data",
                        "Model:   offline demo; OPENAI_API_KEY, OPENAI_BASE_URL or GEMINI_API_KEY choose a real one");
        assertThat(server.err().lines())
                .singleElement()
                .asString()
                .contains(" INFO ", "storage: embedded PostgreSQL, model: offline demo")
                .doesNotContain(server.token());
    }

    @Test
    void printedLinkLogsIn() throws Exception {
        HttpResponse<String> page = send("GET", "/", "", null);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html");

        HttpResponse<String> login = send("POST", "/api/login", server.token(), "");
        assertThat(login.statusCode()).isEqualTo(204);
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

        HttpResponse<String> me = http.send(
                HttpRequest.newBuilder(server.address().resolve("/api/me"))
                        .header("Cookie", cookie)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(json.readTree(me.body())).isEqualTo(json.readTree("""
                {"user_id":"me","role":"admin"}"""));
    }

    @Test
    void chatsOverRest() throws Exception {
        HttpResponse<String> chat = send("POST", "/api/chat", server.token(), """
                {"message":"Count to 5"}""");

        assertThat(chat.statusCode()).isEqualTo(200);
        assertThat(json.readTree(chat.body()).at("/answer/text").asText()).isEqualTo("1, 2, 3, 4, 5.");
        assertThat(json.readTree(chat.body()).at("/answer/model").asText()).isEqualTo("offline-demo");
    }

    @Test
    void chatsOverWebSocket() {
        try (SocketClient client = new SocketClient(http, server.address(), server.token())) {
            String session = client.startSession();

            client.say(session, "Tell me a story");

            String told = client.awaitEvent("message.completed")
                    .at("/payload/message/text")
                    .asText();
            client.awaitEvent("turn.completed");
            assertThat(told).startsWith("**The Lighthouse Keeper's Letters**").contains("boatman");
            assertThat(told).startsWith(client.streamed());
        }
    }

    @Test
    void tokenOfTheCommandIsValid() throws Exception {
        try (Program command = Program.run(folder, Map.of(), "token", "--user", "alice", "--role", "analyst")) {
            assertThat(command.exitCode()).isEqualTo(DONE);
            assertThat(command.err()).isEmpty();

            JsonNode me = json.readTree(
                    send("GET", "/api/me", command.out().strip(), null).body());

            assertThat(me.path("user_id").asText()).isEqualTo("alice");
            assertThat(me.path("role").asText()).isEqualTo("analyst");
        }
    }

    @Test
    void portInUseIsSaidInOneSentence(@TempDir Path elsewhere) throws Exception {
        String port = String.valueOf(server.address().getPort());
        try (Program second = Program.run(elsewhere, Map.of("PARLEY_LOG_LEVEL", "warn"), "--port", port)) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err())
                    .isEqualTo(
                            "Parley cannot listen on port %s of 127.0.0.1 (Address already in use); choose another one with --port or --host.\n"
                                    .formatted(port));
            assertThat(second.out()).isEmpty();
        }
    }

    @Test
    void wrongSettingIsSaidInOneSentence(@TempDir Path elsewhere) throws Exception {
        try (Program program = Program.run(elsewhere, Map.of("PARLEY_PROT", "80"))) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.err()).isEqualTo("There is no setting PARLEY_PROT; did you mean PARLEY_PORT?\n");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void programThatComesSecondWaitsForTheSecretOfTheFirst(@TempDir Path elsewhere) throws Exception {
        Path file = Files.createDirectories(elsewhere.resolve("parley-data")).resolve("jwt-secret");
        String secret = "what the first one wrote while the second one waited";
        try (FileChannel first = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileLock lock = first.lock();
                Program second = Program.run(elsewhere, Map.of(), "token", "--user", "bob")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> second.hasOpen(file));
            first.write(ByteBuffer.wrap(secret.getBytes(StandardCharsets.UTF_8)));

            lock.release();

            assertThat(second.exitCode()).as(second.err()).isEqualTo(DONE);
            TokenGate gate = new TokenGate(TokenRules.of(TokenSecret.of(secret)), InstantSource.system());
            assertThat(gate.verify(second.out().strip()).user()).isEqualTo(new UserId("bob"));
        }
    }

    @Test
    void logLinesAreJsonOnRequest(@TempDir Path elsewhere) throws Exception {
        Map<String, String> environment =
                Map.of("PARLEY_LOG_FORMAT", "json", "PARLEY_JWT_SECRET", "a secret of at least thirty-two bytes");
        try (Program program = Program.serve(elsewhere, environment)) {
            program.terminate();
            assertThat(program.exitCode()).isEqualTo(DONE);

            assertThat(program.out()).contains("Log in:  with a token").doesNotContain("#token=");
            assertThat(program.err().lines()).hasSize(2).allSatisfy(line -> {
                JsonNode entry = json.readTree(line);
                assertThat(entry.path("level").asText()).isEqualTo("INFO");
                assertThat(entry.path("formattedMessage").asText()).startsWith("Parley ");
            });
        }
    }

    @Test
    void realModelAnswersIfOneIsConfigured(@TempDir Path elsewhere) throws Exception {
        List<String> authorizations = new CopyOnWriteArrayList<>();
        HttpServer model = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        model.createContext("/v1/chat/completions", exchange -> {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("""
                        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"parrot-1","choices":[{"index":0,"delta":{"role":"assistant","content":"I am a parrot."},"finish_reason":"stop"}]}

                        data: [DONE]

                        """.getBytes(StandardCharsets.UTF_8));
            }
        });
        model.start();
        String url = "http://127.0.0.1:" + model.getAddress().getPort() + "/v1";
        Map<String, String> environment = Map.of(
                "OPENAI_BASE_URL",
                url,
                "OPENAI_API_KEY",
                "sk-hush",
                "PARLEY_MODEL",
                "parrot",
                "PARLEY_LIMIT_CHAT_WAIT",
                "1m",
                "PARLEY_STORAGE",
                "memory");
        try (Program program = Program.serve(elsewhere, environment)) {
            assertThat(program.out()).contains("\nModel:   parrot at " + url + "\n");

            HttpResponse<String> chat = send(program, "POST", "/api/chat", program.token(), """
                    {"message":"Who are you?"}""");

            assertThat(json.readTree(chat.body()).at("/answer/text").asText()).isEqualTo("I am a parrot.");
            assertThat(authorizations).containsExactly("Bearer sk-hush");
            program.terminate();
            assertThat(program.exitCode()).isEqualTo(DONE);
            assertThat(program.out() + program.err()).doesNotContain("hush", "WARN", "ERROR");
        } finally {
            model.stop(0);
        }
    }

    @Test
    void firstStartMakesTheNextOnesFast(@TempDir Path elsewhere) throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "older JDKs cannot make a cache of classes");
        Path copy = copy(Program.distribution(), elsewhere.resolve("parley"));
        Path script = copy.resolve("bin/parley");
        try (Program first = Program.serve(script, elsewhere, Map.of("PARLEY_STORAGE", "memory"))) {
            await().atMost(Duration.ofMinutes(3)).until(() -> !caches(copy).isEmpty());
            assertThat(first.err().lines()).hasSize(1);
        }
        try (Program prepare = Program.run(script, elsewhere, Map.of(), "--prepare")) {
            assertThat(prepare.exitCode()).isEqualTo(DONE);
            assertThat(prepare.out() + prepare.err()).isEmpty();
        }
        assertThat(caches(copy)).hasSize(1);
        String listing = "-Xlog:class+load:file=classes.txt";

        try (Program second = Program.serve(script, elsewhere, Map.of("PARLEY_JAVA_OPTS", listing))) {
            assertThat(second.out().lines()).hasSize(4);
            assertThat(second.err().lines()).hasSize(1);
            assertThat(Files.readString(elsewhere.resolve("classes.txt")))
                    .contains("dev.parley.launcher.Main source: shared objects file")
                    .contains("dev.parley.persistence.PostgresStorage source: shared objects file")
                    .contains("dev.parley.web.ParleyServer source: shared objects file")
                    .doesNotContain("dev.parley.launcher.chat.", "dev.parley.launcher.client.", "org.jline.");
        }
    }

    private static List<Path> caches(Path distribution) throws IOException {
        try (Stream<Path> files = Files.walk(distribution.resolve("cache"), 1)) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        } catch (NoSuchFileException notYet) {
            return List.of();
        }
    }

    @Test
    void answerInProgressEndsBeforeTheProgramDoes(@TempDir Path elsewhere) throws Exception {
        try (Program program = Program.serve(elsewhere, Map.of("PARLEY_OFFLINE_DELAY_MS", "100"));
                SocketClient client = new SocketClient(http, program.address(), program.token())) {
            client.say(client.startSession(), "Count to 30");
            client.await("delta");

            program.terminate();

            assertThat(client.closeCode()).isEqualTo(1012);
            assertThat(client.awaitEvent("message.completed")
                            .at("/payload/message/text")
                            .asText())
                    .endsWith(" 29, 30.");
            assertThat(program.exitCode()).isEqualTo(DONE);
            assertThat(program.err()).doesNotContain("WARN", "ERROR", "Exception");
        }
    }

    @Test
    void answerThatTakesTooLongIsLeftForLater(@TempDir Path elsewhere) throws Exception {
        try (Program program = Program.serve(elsewhere, Map.of("PARLEY_OFFLINE_DELAY_MS", "1000"));
                SocketClient client = new SocketClient(http, program.address(), program.token())) {
            client.say(client.startSession(), "Tell me a story");
            client.await("delta");

            program.terminate();

            assertThat(program.exitCode(Duration.ofSeconds(30))).isEqualTo(DONE);
            assertThat(client.closeCode()).isEqualTo(1012);
            assertThat(program.err()).doesNotContain("ERROR", "Exception");
        }
    }

    @Test
    void secondSignalEndsTheProgramAtOnce(@TempDir Path elsewhere) throws Exception {
        Map<String, String> environment = Map.of("PARLEY_OFFLINE_DELAY_MS", "60000", "PARLEY_STORAGE", "memory");
        try (Program program = Program.serve(elsewhere, environment);
                SocketClient client = new SocketClient(http, program.address(), program.token())) {
            client.say(client.startSession(), "Tell me a story");
            client.await("delta");
            program.terminate();
            await().until(() -> readiness(program) == 503);

            program.terminate();

            assertThat(program.exitCode(Duration.ofSeconds(8))).isEqualTo(KILLED);
        }
    }

    private int readiness(Program program) throws Exception {
        URI health = program.address().resolve("/health/ready");
        return http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(file -> !file.startsWith(from.resolve("cache")))::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        return send(server, method, path, token, body);
    }

    private HttpResponse<String> send(Program program, String method, String path, String token, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(program.address().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null && !body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
