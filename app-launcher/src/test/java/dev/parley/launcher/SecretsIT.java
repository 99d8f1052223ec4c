package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program with secrets in every setting that may have one, asked to log the most it can, among servers that repeat what they are sent.
 * Nothing of it may stand in its output, its logs, its answers or its files.
 */
@DisabledOnOs(OS.WINDOWS)
class SecretsIT {
    private static final String JWT_SECRET = "hush-jwt-5f1c-signs-tokens-and-nobody-may-see-it";
    private static final String MODEL_KEY = "sk-hush-model-77aa-nobody-may-see-it";
    private static final String TOOL_TOKEN = "hush-tool-9b3d-nobody-may-see-it";
    private static final String WRONG_PASSWORD = "hush-password-1e2f";
    private static final String SLACK_BOT_TOKEN = "xoxb-hush-bot-4c7d-nobody-may-see-it";
    private static final String SLACK_APP_TOKEN = "xapp-hush-app-8e1a-nobody-may-see-it";
    private static final String SLACK_SECRET = "hush-slack-2b6f-nobody-may-see-it";
    private static final String LINK_SECRET = "hush-answers-6d0e-nobody-may-see-it";
    private static final String WEBHOOK_SECRET = "whsec_hushwebhook3a8cnobodymayseeitxxx";
    private static final String SMTP_PASSWORD = "hush-smtp-1d5b-nobody-may-see-it";
    private static final String MAIL_TOKEN = "ya29.hush-mail-0f4e-nobody-may-see-it";

    /** Of a webhook's address, which opens the system there; only its user sees it. */
    private static final String WEBHOOK_KEY = "hush-hook-5e9a-nobody-else-may-see-it";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> secrets = new ArrayList<>(List.of(
            JWT_SECRET,
            MODEL_KEY,
            TOOL_TOKEN,
            WRONG_PASSWORD,
            SLACK_BOT_TOKEN,
            SLACK_APP_TOKEN,
            SLACK_SECRET,
            LINK_SECRET,
            WEBHOOK_SECRET,
            SMTP_PASSWORD,
            encoded("agent\0agent\0" + SMTP_PASSWORD),
            MAIL_TOKEN,
            encoded("user=agent@parley.test\u0001auth=Bearer " + MAIL_TOKEN + "\u0001\u0001")));
    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path folder;

    private HttpServer repeating;
    private RepeatingMailServer smtp;
    private RepeatingMailServer imap;
    private EmbeddedPostgres database;

    @BeforeEach
    void start() throws IOException {
        repeating = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        repeating.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        repeating.createContext("/", SecretsIT::repeat);
        repeating.start();
        smtp = RepeatingMailServer.smtp();
        imap = RepeatingMailServer.imap();
        database = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(folder.resolve("database"))
                .withPrograms(Path.of(System.getProperty("parley.root"), "app-launcher/target/postgres-programs")));
        secrets.add(database.password());
    }

    @AfterEach
    void stop() throws IOException {
        database.close();
        smtp.close();
        imap.close();
        repeating.stop(0);
        http.close();
    }

    /** As servers do: Incorrect API key provided: sk-… */
    private static void repeat(HttpExchange exchange) throws IOException {
        String sent = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] body = "{\"error\":{\"message\":\"Incorrect key provided: %s\",\"code\":\"invalid_api_key\"}}"
                .formatted(sent)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("X-Sent", String.valueOf(sent));
        exchange.sendResponseHeaders(401, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private Map<String, String> settings(String format) throws IOException {
        Path profiles = Files.writeString(folder.resolve("profiles.yaml"), """
                mcp_servers:
                  shop:
                    url: http://127.0.0.1:%d/mcp
                    headers:
                      Authorization: "Bearer ${SHOP_TOKEN}"
                    allow_private_address: true
                """.formatted(
                        repeating.getAddress().getPort()));
        Map<String, String> settings = new HashMap<>();
        settings.put("PARLEY_LOG_LEVEL", "debug");
        settings.put("PARLEY_LOG_FORMAT", format);
        settings.put("PARLEY_JWT_SECRET", JWT_SECRET);
        settings.put("PARLEY_PROFILES", profiles.toString());
        settings.put("SHOP_TOKEN", TOOL_TOKEN);
        settings.put("OPENAI_API_KEY", MODEL_KEY);
        settings.put(
                "OPENAI_BASE_URL", "http://127.0.0.1:" + repeating.getAddress().getPort() + "/v1");
        settings.put("DATABASE_URL", databaseUrl(database.password()));
        settings.put("PARLEY_SLACK_BOT_TOKEN", SLACK_BOT_TOKEN);
        settings.put("PARLEY_SLACK_APP_TOKEN", SLACK_APP_TOKEN);
        settings.put("PARLEY_SLACK_SIGNING_SECRET", SLACK_SECRET);
        settings.put(
                "PARLEY_SLACK_API_URL",
                "http://127.0.0.1:" + repeating.getAddress().getPort() + "/api/");
        settings.put("PARLEY_LINK_SECRET", LINK_SECRET);
        settings.put("PARLEY_WEBHOOK_SECRET", WEBHOOK_SECRET);
        settings.put("PARLEY_WEBHOOK_PRIVATE", "on");
        settings.put("PARLEY_PUBLIC_URL", "https://chat.example.com");
        settings.put("PARLEY_EMAIL_FROM", "agent@parley.test");
        settings.put("PARLEY_SMTP_URL", smtp.url("agent:" + SMTP_PASSWORD));
        settings.put("PARLEY_IMAP_URL", imap.url("agent%40parley.test"));
        settings.put("PARLEY_EMAIL_TOKEN_COMMAND", "echo " + MAIL_TOKEN);
        settings.put("PARLEY_DELIVERY_MODE", "parallel");
        settings.put("PARLEY_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        return settings;
    }

    private String databaseUrl(String password) {
        return "postgresql://%s:%s@%s"
                .formatted(database.username(), password, database.jdbcUrl().substring("jdbc:postgresql://".length()));
    }

    @Test
    void nothingThatIsSetIsTold() throws Exception {
        for (String format : List.of("text", "json")) {
            Path working = Files.createDirectory(folder.resolve(format));
            try (Program program = Program.serve(working, settings(format))) {
                use(program.address());
                assertThat(told).as("the model's refusal is told").anyMatch(answer -> answer.contains("\"model_"));
                beAsked(program.address(), "anna-" + format);
                await().atMost(Cluster.PATIENCE).until(() -> program.err().contains("mails cannot be read"));
                killDatabase();
                String token = mint(JWT_SECRET, "bob", Role.VIEWER);
                secrets.add(token);
                send(program.address(), "POST", "/api/sessions", token);
                await().atMost(Cluster.PATIENCE).until(() -> program.err().contains("database"));
                program.terminate();
                program.exitCode();
                told.add(program.out() + program.err());
                assertThat(program.err())
                        .as("debug lines are written")
                        .contains("DEBUG", "token refused")
                        .doesNotContain(WEBHOOK_KEY);
            }
            told.addAll(filesIn(working));
            database = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(folder.resolve("database"))
                    .withPrograms(Path.of(System.getProperty("parley.root"), "app-launcher/target/postgres-programs"))
                    .withPort(database.port()));
        }
        told.addAll(rows());

        assertThat(smtp.logins()).contains("agent\0agent\0" + SMTP_PASSWORD);
        assertThat(imap.logins()).contains("user=agent@parley.test\u0001auth=Bearer " + MAIL_TOKEN + "\u0001\u0001");
        assertNothingIsTold();
    }

    @Test
    void settingsThatAreWrongAreNotRepeated() throws Exception {
        Map<String, String> wrongPassword = settings("text");
        wrongPassword.put("DATABASE_URL", databaseUrl(WRONG_PASSWORD));
        Map<String, String> wrongUrl = settings("text");
        wrongUrl.put("DATABASE_URL", "mysql://u:" + WRONG_PASSWORD + "@h/d");
        Map<String, String> unreadableUrl = settings("text");
        unreadableUrl.put("DATABASE_URL", "postgresql://u:" + WRONG_PASSWORD + "%zz@h:x/d");
        Map<String, String> shortSecret = settings("text");
        shortSecret.put("PARLEY_JWT_SECRET", WRONG_PASSWORD);

        Map<String, String> smtpUrl = settings("text");
        smtpUrl.put("PARLEY_SMTP_URL", "smtps://u:" + WRONG_PASSWORD + "%zz@h:x");
        Map<String, String> imapUrl = settings("text");
        imapUrl.put("PARLEY_IMAP_URL", "pop3://u:" + WRONG_PASSWORD + "@h");
        Map<String, String> webhookSecret = settings("text");
        webhookSecret.put("PARLEY_WEBHOOK_SECRET", "whsec_" + WRONG_PASSWORD);
        Map<String, String> botToken = settings("text");
        botToken.put("PARLEY_SLACK_BOT_TOKEN", WRONG_PASSWORD);

        for (Map<String, String> wrong : List.of(
                wrongPassword, wrongUrl, unreadableUrl, shortSecret, smtpUrl, imapUrl, webhookSecret, botToken)) {
            try (Program program = Program.run(folder, wrong, "--port", "0")) {
                assertThat(program.exitCode()).isPositive();
                told.add(program.out() + program.err());
            }
        }

        assertNothingIsTold();
    }

    private void assertNothingIsTold() {
        for (String secret : secrets) {
            assertThat(told.stream()
                            .flatMap(String::lines)
                            .filter(line -> line.contains(secret))
                            .map(line -> line.replace(secret, "[" + secret.substring(0, 9) + "…]")))
                    .isEmpty();
        }
    }

    /** What clients do, right and wrong. */
    private void use(URI server) throws IOException, InterruptedException {
        String token = mint(JWT_SECRET, "alice", Role.ADMIN);
        secrets.add(token);
        List<String> bad =
                List.of(token.substring(0, token.length() - 4) + "AAAA", mint("x".repeat(32), "eve", Role.ADMIN), "x");
        secrets.addAll(bad.subList(0, 2));
        send(server, "GET", "/api/me", token);
        send(server, "POST", "/api/chat", token);
        send(server, "POST", "/api/sessions", token);
        for (String path :
                List.of("/api/commands", "/api/limits", "/api/usage", "/api/health", "/metrics", "/health/ready")) {
            send(server, "GET", path, token);
        }
        send(server, "GET", "/api/me?token=" + token, token);
        send(server, "GET", "/api/sessions/" + token, token);
        for (String wrong : bad) {
            send(server, "GET", "/api/me", wrong);
            send(server, "POST", "/api/login", wrong);
            send(server, "POST", "/mcp", wrong);
            sendCookie(server, wrong);
            connect(server, wrong);
        }
    }

    /** A question goes out over channels whose servers refuse what they are sent, and say it again. */
    private void beAsked(URI server, String user) {
        String token = mint(JWT_SECRET, user, Role.ADMIN);
        secrets.add(token);
        RestClient anna = new RestClient(http, () -> server, token);
        String hook =
                "http://127.0.0.1:%d/%s/%s".formatted(repeating.getAddress().getPort(), WEBHOOK_KEY, user);
        Map.of("email", user + "@example.com", "slack", "U0" + Math.abs(user.hashCode()), "webhook", hook)
                .forEach((kind, address) -> anna.insist(
                        "PUT",
                        "/api/users/" + user + "/channels/" + kind,
                        "{\"address\":\"%s\",\"verified\":true}".formatted(address),
                        200));
        String session = anna.startSession();
        anna.insist(
                "POST",
                "/api/sessions/" + session + "/feedback",
                "{\"question\":\"May I?\",\"kind\":{\"type\":\"approval\"}}",
                201);
        String questions = "/api/sessions/" + session + "/feedback";
        await().atMost(Cluster.PATIENCE)
                .until(
                        () -> anna.get(questions).findValuesAsText("error"),
                        errors -> errors.size() == 3 && !errors.contains("null"));
        told.add(anna.get(questions).toString());
        told.add(anna.get("/api/sessions/" + session + "/events?after=0&limit=100")
                .toString());
        told.add(anna.get("/api/health").toString());
    }

    /** While the model is away, handshakes are refused. */
    private void connect(URI server, String token) {
        try (SocketClient socket = new SocketClient(http, server, token)) {
            assertThat(socket.closeCode()).isEqualTo(4401);
            told.add(socket.frames().toString());
        } catch (CompletionException refused) {
            told.add(refused.toString());
        }
    }

    private static String mint(String secret, String user, Role role) {
        return new TokenMint(TokenRules.of(TokenSecret.of(secret)), InstantSource.system())
                .mint(new UserId(user), role, Duration.ofHours(1));
    }

    private void send(URI server, String method, String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30));
        String body = path.equals("/api/chat") ? "{\"message\":\"Hello\"}" : "{}";
        note(http.send(
                method.equals("GET")
                        ? request.build()
                        : request.method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    private void sendCookie(URI server, String token) throws IOException, InterruptedException {
        note(http.send(
                HttpRequest.newBuilder(server.resolve("/api/me"))
                        .header("Cookie", "parley_token=" + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /** A cookie is what a login gives; nothing else has a token. */
    private void note(HttpResponse<String> response) {
        Map<String, List<String>> headers = new HashMap<>(response.headers().map());
        headers.remove("set-cookie");
        told.add(headers + response.body());
    }

    private void killDatabase() {
        ProcessHandle.of(database.pid()).ifPresent(server -> {
            List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
            all.addFirst(server);
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit()
                    .orTimeout(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join());
        });
        database.close();
    }

    /** Everything that is stored but people's own addresses. */
    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password())) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
                while (found.next()) {
                    tables.add(found.getString("TABLE_NAME"));
                }
            }
            for (String table : tables) {
                try (Statement statement = connection.createStatement();
                        ResultSet found = statement.executeQuery("SELECT t::text FROM \"" + table + "\" t")) {
                    while (found.next()) {
                        rows.add(found.getString(1));
                    }
                }
            }
        }
        assertThat(rows).as("there is the question").anyMatch(row -> row.contains("May I?"));
        return rows;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return texts;
        }
    }
}
