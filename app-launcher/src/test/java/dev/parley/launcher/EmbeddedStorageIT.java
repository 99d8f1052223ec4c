package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the program keeps in its own database when it, or the database, is killed. */
@DisabledOnOs(OS.WINDOWS)
class EmbeddedStorageIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void killedProgramGoesOnWhereItWas() throws Exception {
        String session;
        String message = "01990000-0000-7000-8000-000000000001";
        String body = "{\"content\":\"Count to 30\",\"message_id\":\"%s\"}".formatted(message);
        JsonNode accepted;
        String shown;
        try (Program program = Program.serve(folder, Map.of("PARLEY_OFFLINE_DELAY_MS", "200"));
                SocketClient client = new SocketClient(http, program.address(), program.token())) {
            session = client.startSession();
            client.send("{\"type\":\"join_session\",\"session_id\":\"%s\"}".formatted(session));
            accepted = json(send(program, "POST", "/api/sessions/" + session + "/messages", body), 202);
            await().atMost(PATIENCE).until(() -> client.streamed().length() > 10);
            shown = client.streamed();
            // What was shown a while ago is stored; the last batch may not be.
            await().atMost(PATIENCE).until(() -> client.streamed().length() > shown.length() + 10);
        }

        try (Program program = Program.serve(folder, Map.of("PARLEY_OFFLINE_DELAY_MS", "0"))) {
            JsonNode again = json(send(program, "POST", "/api/sessions/" + session + "/messages", body), 202);
            assertThat(again.at("/turn/turn_id")).isEqualTo(accepted.at("/turn/turn_id"));

            String path = "/api/sessions/" + session;
            await().atMost(PATIENCE)
                    .until(() -> json(send(program, "GET", path, null), 200)
                            .path("turns")
                            .isEmpty());

            List<String> history = new ArrayList<>();
            JsonNode messages = json(send(program, "GET", path + "/messages", null), 200);
            messages.path("items")
                    .forEach(item -> history.add(item.path("status").asText()));
            assertThat(history).containsExactly("completed", "interrupted", "completed");
            assertThat(messages.at("/items/0/message_id").asText()).isEqualTo(message);
            assertThat(messages.at("/items/1/text").asText()).startsWith(shown);
            assertThat(messages.at("/items/2/text").asText()).isEqualTo(count(30));
            assertThat(seqs(json(send(program, "GET", path + "/events?after=0", null), 200)))
                    .isEqualTo(LongStream.rangeClosed(1, lastSeq(program, path))
                            .boxed()
                            .toList());
            end(program);
        }
    }

    @Test
    void questionOutlivesTheKilledProgram() throws Exception {
        Map<String, String> settings = Map.of("PARLEY_OFFLINE_DELAY_MS", "0");
        try (Program program = Program.serve(folder, settings)) {
            json(send(program, "POST", "/api/chat", "{\"message\":\"add buy milk\"}"), 200);
            json(send(program, "POST", "/api/chat", "{\"message\":\"add call mum\"}"), 200);
            JsonNode done = json(send(program, "POST", "/api/chat", "{\"message\":\"done with 2\"}"), 200);
            assertThat(done.at("/answer/text").asText()).contains("call mum");
            json(send(program, "POST", "/api/chat", "{\"message\":\"rename 1 to buy oat milk\"}"), 200);
            JsonNode waiting = json(send(program, "POST", "/api/chat", "{\"message\":\"delete 1\"}"), 504);
            assertThat(waiting.at("/error/details/request_id").isTextual()).isTrue();
        }

        try (Program program = Program.serve(folder, settings)) {
            JsonNode list = json(send(program, "POST", "/api/tasks", "{\"title\":\"third\"}"), 201);
            assertThat(list.path("number").asInt()).isEqualTo(3);
            JsonNode question =
                    json(send(program, "GET", "/api/feedback", null), 200).at("/items/0");
            String session = "/api/sessions/" + question.path("session_id").asText();
            String respond =
                    session + "/feedback/" + question.path("request_id").asText() + "/respond";
            json(send(program, "POST", respond, "{\"answer\":{\"approved\":true}}"), 200);
            await().atMost(PATIENCE)
                    .until(() -> json(send(program, "GET", session, null), 200)
                            .path("turns")
                            .isEmpty());

            JsonNode tasks = json(send(program, "GET", "/api/tasks", null), 200).path("items");
            assertThat(tasks.findValuesAsText("title")).containsExactly("call mum", "third");
            JsonNode log = json(send(program, "GET", session + "/events?after=0&limit=100", null), 200);
            List<String> types = log.path("items").findValues("event").stream()
                    .map(event -> event.path("type").asText())
                    .toList();
            assertThat(types.stream().filter("turn.completed"::equals)).hasSize(5);
            assertThat(types).containsOnlyOnce("feedback.answered");
            json(send(program, "POST", respond, "{\"answer\":{\"approved\":false}}"), 409);
            end(program);
        }
    }

    @Test
    void killedDatabaseIsStartedAgain() throws Exception {
        try (Program program = Program.serve(folder, Map.of("PARLEY_OFFLINE_DELAY_MS", "0"))) {
            JsonNode before = json(send(program, "POST", "/api/chat", "{\"message\":\"Count to 5\"}"), 200);
            long database = databasePid();
            ConcurrentSkipListSet<Integer> liveness = new ConcurrentSkipListSet<>();

            ProcessHandle.of(database).orElseThrow().destroyForcibly();

            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        liveness.add(send(program, "GET", "/health/live", null).statusCode());
                        return databasePid() != database
                                && send(program, "GET", "/health/ready", null).statusCode() == 200;
                    });
            JsonNode after = json(send(program, "POST", "/api/chat", "{\"message\":\"Count to 6\"}"), 200);
            assertThat(liveness).containsExactly(200);
            assertThat(after.path("session_id")).isEqualTo(before.path("session_id"));
            assertThat(after.at("/answer/text").asText()).isEqualTo(count(6));
            end(program);
        }
        assertThat(folder.resolve("parley-data/postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void folderInUseIsSaidInOneSentence() throws Exception {
        try (Program first = Program.serve(folder, Map.of());
                Program second = Program.run(folder, Map.of("PARLEY_LOG_LEVEL", "warn"), "--port", "0")) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err())
                    .matches("The data folder \\S+/parley-data is in use by another Parley \\(process \\d+\\); "
                            + "stop that one or choose another folder\\.\n");
            assertThat(send(first, "GET", "/health/ready", null).statusCode()).isEqualTo(200);
        }
    }

    /** In order, with its database, which would go on writing into the folder otherwise. */
    private static void end(Program program) throws InterruptedException {
        program.terminate();
        assertThat(program.exitCode()).isZero();
    }

    private long databasePid() throws IOException {
        return Files.readAllLines(folder.resolve("parley-data/postgres/postmaster.pid")).stream()
                .findFirst()
                .map(String::strip)
                .filter(pid -> !pid.isEmpty())
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static String count(int end) {
        return String.join(
                        ", ",
                        IntStream.rangeClosed(1, end).mapToObj(String::valueOf).toList())
                + ".";
    }

    private static List<Long> seqs(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .filter(frame -> frame.path("type").asText().equals("event"))
                .map(frame -> frame.at("/event/seq").asLong())
                .toList();
    }

    private long lastSeq(Program program, String path) throws Exception {
        return json(send(program, "GET", path, null), 200).path("position").asLong();
    }

    private JsonNode json(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return json.readTree(response.body());
    }

    private HttpResponse<String> send(Program program, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(program.address() + path.substring(1)))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + program.token());
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
