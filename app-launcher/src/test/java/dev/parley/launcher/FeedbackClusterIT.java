package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database: questions, their answers, and tools when a node is killed. */
@DisabledOnOs(OS.WINDOWS)
class FeedbackClusterIT {
    private static final int ROUNDS = 100;
    private static final int ANSWERS = 100;

    private final ObjectMapper json = new ObjectMapper();

    /** What became of one answer. */
    private record Outcome(int status, String responseId, String winner) {}

    @Test
    void ofManyAnswersAtOnceOneWinsAndAllLearnWhich(@TempDir Path folder) throws Exception {
        try (Cluster cluster = Cluster.start(folder, 2, new ModelStub(0));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String session = cluster.client("alice").startSession();
            List<SocketClient> sockets = new ArrayList<>();
            for (int i = 0; i < ANSWERS / 2; i++) {
                sockets.add(cluster.socket("alice", i % 2));
            }
            for (int round = 0; round < ROUNDS; round++) {
                String request = ask(cluster.client("alice", round % 2), session);
                CyclicBarrier barrier = new CyclicBarrier(ANSWERS);
                List<Future<Outcome>> answers = new ArrayList<>();
                for (int i = 0; i < ANSWERS; i++) {
                    int number = i;
                    answers.add(threads.submit(() -> {
                        barrier.await(60, TimeUnit.SECONDS);
                        return number < ANSWERS / 2
                                ? overSocket(sockets.get(number), session, request, number)
                                : overRest(cluster.client("alice", number % 2), session, request, number);
                    }));
                }
                List<Outcome> outcomes = new ArrayList<>();
                for (Future<Outcome> answer : answers) {
                    outcomes.add(answer.get(120, TimeUnit.SECONDS));
                }
                List<Outcome> won =
                        outcomes.stream().filter(one -> one.status() == 200).toList();
                assertThat(won).as("winners of round " + round).hasSize(1);
                Set<String> told = outcomes.stream()
                        .filter(one -> one.status() != 200)
                        .peek(one -> assertThat(one.status()).isEqualTo(409))
                        .map(Outcome::winner)
                        .collect(Collectors.toSet());
                assertThat(told).containsExactly(won.getFirst().responseId());
            }
            sockets.forEach(SocketClient::close);
            assertThat(cluster.query("select count(*) from session_events where type = 'feedback.answered'"))
                    .isEqualTo(String.valueOf(ROUNDS));
        }
    }

    private static String ask(RestClient client, String session) {
        return client.insist(
                        "POST",
                        "/api/sessions/" + session + "/feedback",
                        "{\"question\":\"Which number?\",\"kind\":{\"type\":\"free_text\"}}",
                        201)
                .path("request_id")
                .asText();
    }

    private Outcome overRest(RestClient client, String session, String request, int number) throws Exception {
        String id = UUID.randomUUID().toString();
        String path = "/api/sessions/" + session + "/feedback/" + request + "/respond";
        String answer = "{\"answer\":{\"text\":\"%d\"},\"response_id\":\"%s\"}".formatted(number, id);
        HttpResponse<String> response =
                insist(() -> client.send("POST", path, answer), attempt -> attempt.statusCode() != 503);
        JsonNode body = json.readTree(response.body());
        return new Outcome(
                response.statusCode(),
                id,
                body.at("/error/details/response/response_id").asText());
    }

    private static Outcome overSocket(SocketClient socket, String session, String request, int number) {
        String id = UUID.randomUUID().toString();
        JsonNode reply = insist(
                () -> {
                    String ref = UUID.randomUUID().toString();
                    socket.send("""
                            {"type":"feedback_response","ref":"%s","session_id":"%s","request_id":"%s","answer":{"text":"%d"},"response_id":"%s"}""".formatted(ref, session, request, number, id));
                    return socket.awaitReply(ref);
                },
                attempt -> !attempt.path("code").asText().equals("unavailable"));
        boolean failed = reply.path("type").asText().equals("error");
        return new Outcome(
                failed ? 409 : 200,
                id,
                reply.at("/details/response/response_id").asText());
    }

    /** Sends the same again while the nodes have more to do than they take, as clients do. */
    private static <T> T insist(Callable<T> attempt, Predicate<T> taken) {
        return await().atMost(Cluster.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(attempt, taken);
    }

    /** The node is killed after the task was added and before this is recorded; another one takes over. */
    @Test
    void toolThatHadItsEffectBeforeTheKillHasItOnce(@TempDir Path folder) throws Exception {
        try (Cluster cluster = Cluster.start(folder, 2, new ModelStub(0));
                Connection tasks = cluster.connection();
                Connection sessions = cluster.connection()) {
            RestClient client = cluster.client("alice", 0);
            String session = client.startSession();
            execute(tasks, "lock table tasks in exclusive mode");
            client.say(session, UUID.randomUUID().toString(), "call add_task {\"title\":\"milk\"}");
            awaitCount(cluster, "1", "session_events where type = 'tool.called'");
            execute(sessions, "select id from sessions where id = '%s' for update".formatted(session));
            tasks.rollback();
            awaitCount(cluster, "1", "tasks");
            cluster.node(0).close();
            sessions.rollback();

            cluster.client("alice", 1).awaitRest(session);
            assertThat(cluster.query("select count(*) from tasks")).isEqualTo("1");
            assertThat(cluster.query("select count(*) from messages where role = 'tool' and not tool_failed"))
                    .isEqualTo("1");
            assertThat(cluster.query("select attempt from turns")).isEqualTo("2");
            cluster.assertStoreIsSound(2);
        }
    }

    /** The question is asked on one node, which is killed; the answer comes days later, as far as the nodes know, on another. */
    @Test
    void approvalOutlivesTheNodeThatAskedForIt(@TempDir Path folder) throws Exception {
        try (Cluster cluster = Cluster.start(folder, 2, new ModelStub(0))) {
            RestClient client = cluster.client("alice", 0);
            String session = client.startSession();
            client.say(session, UUID.randomUUID().toString(), "call add_task {\"title\":\"milk\"}");
            client.awaitRest(session);
            client.say(session, UUID.randomUUID().toString(), "call delete_task {\"number\":1}");
            awaitCount(cluster, "1", "turns where status = 'awaiting_feedback'");
            cluster.replace(0);
            cluster.replace(1);

            RestClient other = cluster.client("alice", 1);
            JsonNode request = other.get("/api/feedback").path("items").path(0);
            other.insist(
                    "POST",
                    "/api/sessions/" + session + "/feedback/"
                            + request.path("request_id").asText() + "/respond",
                    "{\"answer\":{\"approved\":true}}",
                    200);
            other.awaitRest(session);

            assertThat(cluster.query("select count(*) from session_events where type = 'turn.completed'"))
                    .isEqualTo("2");
            assertThat(other.get("/api/tasks").path("items")).isEmpty();
            assertThat(cluster.query("select count(*) from session_events where type = 'feedback.answered'"))
                    .isEqualTo("1");
        }
    }

    private static void execute(Connection connection, String sql) throws Exception {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void awaitCount(Cluster cluster, String count, String from) {
        await().atMost(Cluster.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> cluster.query("select count(*) from " + from).equals(count));
    }
}
