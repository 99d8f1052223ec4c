package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.domain.NaughtyStrings;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever people write comes back code point by code point, on every way, also after a restart; or it is refused and stored nowhere. */
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextsIT {
    private static final int SESSIONS = 8;
    private static final int LONGEST = 5_000;
    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private ModelStub model;
    private Path folder;
    private Program server;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        model = new ModelStub(0);
        server = startServer();
    }

    private Program startServer() throws Exception {
        return Program.serve(
                folder,
                Map.of(
                        "PARLEY_STORAGE", "embedded",
                        "OPENAI_BASE_URL", model.baseUrl(),
                        "PARLEY_LIMIT_ACTIVE_SESSIONS_PER_USER", "0",
                        "PARLEY_LIMIT_CONNECTIONS_PER_IP", "0"));
    }

    @AfterAll
    void end() throws Exception {
        server.close();
        model.close();
        http.shutdownNow();
        http.close();
    }

    private RestClient client() {
        return new RestClient(http, server::address, server.token());
    }

    /** All texts by the ids of their messages, dealt out to sessions. */
    private List<Map<String, String>> deal() {
        List<String> texts = new ArrayList<>(
                NaughtyStrings.all().stream().filter(text -> !text.isEmpty()).toList());
        texts.add("\uD83D\uDE00".repeat(LONGEST));
        texts.add(FAMILY.repeat(LONGEST / FAMILY.codePointCount(0, FAMILY.length())));
        texts.add("\uDBFF\uDFFF\uFFFE\u0001\u001F\u007F\u0085\u2028\u2029\uFEFF");
        List<Map<String, String>> dealt = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (i < SESSIONS) {
                dealt.add(new LinkedHashMap<>());
            }
            dealt.get(i % SESSIONS).put(UUID.randomUUID().toString(), texts.get(i));
        }
        return dealt;
    }

    @Test
    void textsComeBackByEveryWayAndAfterARestart() throws Exception {
        Map<String, Map<String, String>> said = new LinkedHashMap<>();
        List<LogReader> readers = new ArrayList<>();
        List<Thread> speakers = new ArrayList<>();
        for (Map<String, String> texts : deal()) {
            String session = client().startSession();
            boolean overSocket = said.size() % 2 == 1;
            said.put(session, texts);
            LogReader reader = LogReader.restless(client(), session, said.size());
            readers.add(reader);
            Thread.startVirtualThread(reader);
            speakers.add(Thread.startVirtualThread(() -> {
                if (overSocket) {
                    sayOverWebSocket(session, texts);
                } else {
                    texts.forEach((id, text) -> client().say(session, id, text));
                }
            }));
        }
        for (Thread speaker : speakers) {
            assertThat(speaker.join(Cluster.PATIENCE)).isTrue();
        }
        assertThat(readers).zipSatisfy(said.entrySet(), (reader, session) -> {
            long end = client().awaitRest(session.getKey());
            await().atMost(Cluster.PATIENCE).until(() -> reader.lastSeq() == end);
            assertThat(reader.asked()).isEqualTo(session.getValue());
            assertThat(reader.ended().values()).containsExactlyInAnyOrderElementsOf(answersTo(session.getValue()));
            reader.end();
        });
        said.forEach(this::requireEverywhere);

        server.terminate();
        assertThat(server.exitCode()).isZero();
        server = startServer();

        said.forEach(this::requireEverywhere);
    }

    private static List<String> answersTo(Map<String, String> texts) {
        return texts.values().stream().map(ModelStub::answerTo).toList();
    }

    private void sayOverWebSocket(String session, Map<String, String> texts) {
        try (SocketClient socket = new SocketClient(http, server.address(), server.token())) {
            texts.forEach((id, text) -> {
                String frame = json.createObjectNode()
                        .put("type", "message")
                        .put("session_id", session)
                        .put("content", text)
                        .put("message_id", id)
                        .put("ref", id)
                        .toString();
                await().atMost(Cluster.PATIENCE).pollDelay(Duration.ZERO).until(() -> isTaken(socket, frame));
            });
        }
    }

    /** False if the queue is full. */
    private static boolean isTaken(SocketClient socket, String frame) {
        int before = socket.frames().size();
        socket.send(frame);
        await().atMost(Cluster.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> socket.frames().size() > before);
        JsonNode reply = socket.frames().getLast();
        assertThat(reply.path("type").asText() + reply.path("error_code").asText())
                .as("%s to %s", reply, frame)
                .isIn("ack", "errorqueue_full");
        return reply.path("type").asText().equals("ack");
    }

    private void requireEverywhere(String session, Map<String, String> texts) {
        List<JsonNode> exported = new ArrayList<>();
        client().messages(session).forEach(exported::add);
        List<JsonNode> listed = new ArrayList<>();
        for (int offset = 0; offset < exported.size(); offset += 100) {
            client().get("/api/sessions/%s/messages?limit=100&offset=%d".formatted(session, offset))
                    .path("items")
                    .forEach(listed::add);
        }
        for (List<JsonNode> messages : List.of(exported, listed)) {
            assertThat(textsOf(messages, "user")).isEqualTo(texts);
            assertThat(textsOf(messages, "assistant").values()).containsExactlyInAnyOrderElementsOf(answersTo(texts));
        }
        try (SocketClient socket = new SocketClient(http, server.address(), server.token())) {
            socket.send("{\"type\":\"join_session\",\"session_id\":\"%s\",\"position\":\"0\"}".formatted(session));
            long end = client().awaitRest(session);
            await().atMost(Cluster.PATIENCE).until(() -> socket.lastSeq() == end);
            List<JsonNode> pushed = socket.frames().stream()
                    .map(frame -> frame.at("/event/payload/message"))
                    .filter(message -> !message.isMissingNode())
                    .toList();
            assertThat(textsOf(pushed, "user")).isEqualTo(texts);
            assertThat(textsOf(pushed, "assistant").values()).containsExactlyInAnyOrderElementsOf(answersTo(texts));
        }
    }

    private static Map<String, String> textsOf(List<JsonNode> messages, String role) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals(role)) {
                texts.put(
                        message.path("message_id").asText(),
                        message.path("text").asText());
            }
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\u0000",
                "before \\u0000 and after",
                "\\ud83d",
                "\\ude00",
                "\\ude00\\ud83d",
                "half \\ud83d of a pair",
                "\\ud83d\\ud83d\\ude00"
            })
    void textsThatAreNoUnicodeAreRefusedAndStoredNowhere(String escaped) throws Exception {
        String session = client().startSession();
        JsonNode before = client().get("/api/sessions/" + session);
        String content = "\"content\":\"%s\",\"message_id\":\"%s\"".formatted(escaped, UUID.randomUUID());

        HttpResponse<String> refused =
                client().send("POST", "/api/sessions/" + session + "/messages", "{" + content + "}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(client().send("POST", "/api/chat", "{\"message\":\"%s\"}".formatted(escaped))
                        .statusCode())
                .isEqualTo(400);
        assertThat(client().send("PATCH", "/api/sessions/" + session, "{\"title\":\"%s\"}".formatted(escaped))
                        .statusCode())
                .isEqualTo(400);
        try (SocketClient socket = new SocketClient(http, server.address(), server.token())) {
            socket.send("{\"type\":\"message\",\"session_id\":\"%s\",%s}".formatted(session, content));
            assertThat(socket.await("error").path("error_code").asText())
                    .isEqualTo(json.readTree(refused.body())
                            .at("/error/error_code")
                            .asText());
        }

        assertThat(client().get("/api/sessions/" + session)).isEqualTo(before);
        assertThat(client().messages(session)).isEmpty();
    }
}
