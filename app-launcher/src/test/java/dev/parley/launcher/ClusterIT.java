package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.persistence.embedded.EmbeddedPostgres;
import dev.parley.persistence.embedded.EmbeddedPostgresSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on one database, of which one is killed every few seconds: a ledger of what clients were told is compared with what is stored. */
@DisabledOnOs(OS.WINDOWS)
class ClusterIT {
    private static final int NODES = 3;
    private static final int SESSIONS = 30;
    private static final int MESSAGES = 6;
    private static final int KILLS = 5;
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SECRET = "a secret of more than thirty-two bytes for the cluster";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Program> nodes = new ArrayList<>();
    private EmbeddedPostgres database;
    private ModelStub model;
    private Path folder;
    private String token;

    @BeforeEach
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        model = new ModelStub(20);
        database = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(folder.resolve("database"))
                .withPrograms(Path.of(System.getProperty("parley.root"), "app-launcher/target/postgres-programs")));
        for (int node = 0; node < NODES; node++) {
            nodes.add(startNode());
        }
        try (Program minting = Program.run(folder, Map.of("PARLEY_JWT_SECRET", SECRET), "token", "--user", "alice")) {
            minting.exitCode();
            token = minting.out().strip();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Program node : nodes) {
            node.close();
        }
        database.close();
        model.close();
        http.close();
    }

    private Program startNode() throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "DATABASE_URL",
                "%s?user=%s&password=%s".formatted(database.jdbcUrl(), database.username(), database.password()));
        settings.put("PARLEY_JWT_SECRET", SECRET);
        settings.put("OPENAI_BASE_URL", model.baseUrl());
        settings.put("PARLEY_LIMIT_LEASE", LEASE.toSeconds() + "s");
        settings.put("PARLEY_LIMIT_TURN_ATTEMPTS", "100");
        settings.put("PARLEY_LIMIT_ACTIVE_SESSIONS_PER_USER", "0");
        settings.put("PARLEY_LOG_LEVEL", "error");
        settings.put("PARLEY_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        return Program.serve(Files.createTempDirectory(folder, "node"), settings);
    }

    private URI anyNode() {
        synchronized (nodes) {
            return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())).address();
        }
    }

    @Test
    void killedNodesLoseAndRepeatNothing() throws Exception {
        long seed = Long.getLong("parley.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, Map<String, String>> acknowledged = new ConcurrentHashMap<>();
        Map<String, LogReader> readers = new HashMap<>();
        List<Thread> readerThreads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < SESSIONS; i++) {
            String session = post("/api/sessions", "{}").path("session_id").asText();
            acknowledged.put(session, new ConcurrentHashMap<>());
            LogReader reader = new LogReader(http, this::anyNode, token, session, random.nextLong());
            readers.put(session, reader);
            readerThreads.add(start(reader, failures));
        }
        List<Thread> writers = acknowledged.entrySet().stream()
                .map(session -> start(() -> write(session.getKey(), session.getValue()), failures))
                .toList();

        for (int kill = 0; kill < KILLS; kill++) {
            Thread.sleep(2_000 + random.nextInt(1_000));
            killAndReplace(random.nextInt(NODES));
        }
        for (Thread writer : writers) {
            assertThat(writer.join(PATIENCE))
                    .as("all messages are acknowledged")
                    .isTrue();
        }

        for (Map.Entry<String, LogReader> entry : readers.entrySet()) {
            check(entry.getKey(), entry.getValue(), acknowledged.get(entry.getKey()), failures);
        }
        readers.values().forEach(LogReader::end);
        assertThat(failures).isEmpty();
        assertThat(model.answeredTwiceAtOnce()).as("one live call for a turn").isEmpty();
        assertThat(readers.values().stream().mapToInt(LogReader::connections).sum())
                .as("readers came back many times")
                .isGreaterThan(SESSIONS);
        for (Thread thread : readerThreads) {
            thread.interrupt();
        }
    }

    private static Thread start(Runnable work, List<Throwable> failures) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (Throwable failure) {
                failures.add(failure);
            }
        });
    }

    private void killAndReplace(int which) throws IOException, InterruptedException {
        Program victim = nodes.get(which);
        victim.close();
        Program replacement = startNode();
        synchronized (nodes) {
            nodes.set(which, replacement);
        }
    }

    /** Sends each message until it is acknowledged, with the same id each time. */
    private void write(String session, Map<String, String> acknowledged) {
        for (int i = 0; i < MESSAGES; i++) {
            String id = UUID.randomUUID().toString();
            String text = "question " + i + " of " + session;
            String body = "{\"content\":\"%s\",\"message_id\":\"%s\"}".formatted(text, id);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> isAccepted(session, body));
            acknowledged.put(id, text);
        }
    }

    private boolean isAccepted(String session, String body) throws InterruptedException {
        try {
            int status =
                    send("POST", "/api/sessions/" + session + "/messages", body).statusCode();
            assertThat(status).isIn(202, 409, 503);
            return status == 202;
        } catch (IOException nodeIsDead) {
            return false;
        }
    }

    private void check(String session, LogReader reader, Map<String, String> acknowledged, List<Throwable> failures) {
        await().atMost(PATIENCE)
                .until(() -> !failures.isEmpty()
                        || get("/api/sessions/" + session).path("turns").isEmpty());
        assertThat(failures).isEmpty();
        long end =
                Long.parseLong(get("/api/sessions/" + session).path("position").asText());
        await().atMost(PATIENCE).until(() -> !failures.isEmpty() || reader.lastSeq() == end);
        assertThat(failures).isEmpty();

        JsonNode stored =
                get("/api/sessions/" + session + "/messages?limit=100").path("items");
        Map<String, String> questions = new HashMap<>();
        Map<String, String> answers = new HashMap<>();
        List<String> completed = new ArrayList<>();
        for (JsonNode message : stored) {
            String text = message.path("text").asText();
            String id = message.path("message_id").asText();
            if (message.path("role").asText().equals("user")) {
                assertThat(questions.put(id, text)).isNull();
            } else {
                answers.put(id, text);
                if (message.path("status").asText().equals("completed")) {
                    completed.add(text);
                }
            }
        }
        assertThat(questions).as("exactly what was acknowledged").isEqualTo(acknowledged);
        assertThat(reader.ended()).as("what the reader saw is what is stored").isEqualTo(answers);
        assertThat(completed)
                .as("every question is answered once")
                .containsExactlyInAnyOrderElementsOf(
                        acknowledged.values().stream().map(ModelStub::answerTo).toList());
    }

    private JsonNode get(String path) {
        return await().atMost(PATIENCE)
                .ignoreException(IOException.class)
                .until(
                        () -> {
                            HttpResponse<String> response = send("GET", path, "");
                            return response.statusCode() == 200 ? json.readTree(response.body()) : json.nullNode();
                        },
                        node -> !node.isNull());
    }

    private JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> response = send("POST", path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json.readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(anyNode().resolve(path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return http.send(
                request.method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
