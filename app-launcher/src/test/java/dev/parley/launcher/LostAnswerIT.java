package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server has the whole request, but its answer is lost on the way; the client sends the same again, to another node perhaps. */
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostAnswerIT {
    private static final int ROUNDS = 16;

    /** As long as an answer takes, so that connections are cut before, while and after a message is stored and answered. */
    private static final int LONGEST_DELAY_MILLIS = 150;

    private final ObjectMapper json = new ObjectMapper();
    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cluster = Cluster.start(folder, 2, new ModelStub(1));
    }

    @AfterAll
    void end() throws Exception {
        cluster.close();
    }

    /** The ways to say something. */
    private enum Way {
        MESSAGES {
            @Override
            Said say(String session, String id, String text) {
                return new Said(
                        "/api/sessions/" + session + "/messages",
                        "{\"content\":\"%s\",\"message_id\":\"%s\"}".formatted(text, id),
                        202);
            }

            @Override
            String effect(JsonNode answer) {
                return "%s in turn %s at %s"
                        .formatted(
                                answer.at("/message/message_id").asText(),
                                answer.at("/turn/turn_id").asText(),
                                answer.path("position").asText());
            }
        },
        CHAT_IN_SESSION {
            @Override
            Said say(String session, String id, String text) {
                return new Said(
                        "/api/chat",
                        "{\"message\":\"%s\",\"message_id\":\"%s\",\"session_id\":\"%s\"}".formatted(text, id, session),
                        200);
            }
        },
        CHAT {
            @Override
            Said say(String session, String id, String text) {
                return new Said("/api/chat", "{\"message\":\"%s\",\"message_id\":\"%s\"}".formatted(text, id), 200);
            }

            @Override
            String session(RestClient client) {
                return "";
            }
        };

        abstract Said say(String session, String id, String text);

        String session(RestClient client) {
            return client.startSession();
        }

        /** What the message led to, as far as it does not change any more; for a chat that is everything. */
        String effect(JsonNode answer) {
            return answer.toString();
        }
    }

    /** @param status of success */
    private record Said(String path, String body, int status) {}

    @ParameterizedTest
    @EnumSource
    void requestWhoseAnswerNobodyWaitedForHasOneEffect(Way way) throws Exception {
        Random random = Seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            RestClient client = cluster.client("%s-%d".formatted(way, round).toLowerCase(Locale.ROOT));
            String id = UUID.randomUUID().toString();
            Said said = way.say(way.session(client), id, "Round " + round);

            sendAndHangUp(client, said, random.nextInt(LONGEST_DELAY_MILLIS), random.nextBoolean());
            String effect = way.effect(client.insist("POST", said.path, said.body, said.status));

            assertThat(way.effect(client.insist("POST", said.path, said.body, said.status)))
                    .isEqualTo(effect);
            requireOneEffect(client, id, "Round " + round);
        }
        cluster.assertStoreIsSound();
    }

    @ParameterizedTest
    @EnumSource
    void answerThatWasSwallowedIsGivenAgain(Way way) throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            RestClient client =
                    cluster.client("%s-%d-swallowed".formatted(way, round).toLowerCase(Locale.ROOT));
            String id = UUID.randomUUID().toString();
            Said said = way.say(way.session(client), id, "Round " + round);
            String swallowed;
            try (SwallowingLine line = new SwallowingLine(cluster.anyNode())) {
                assertThatIOException()
                        .isThrownBy(() -> client.at(line::entrance).send("POST", said.path, said.body));
                swallowed = line.swallowed();
            }
            assertThat(swallowed).startsWith("HTTP/1.1 " + said.status);

            JsonNode again = client.insist("POST", said.path, said.body, said.status);

            assertThat(way.effect(again))
                    .isEqualTo(way.effect(json.readTree(swallowed.substring(swallowed.indexOf("\r\n\r\n")))));
            requireOneEffect(client, id, "Round " + round);
        }
        cluster.assertStoreIsSound();
    }

    @Test
    void frameWhoseAckNobodyWaitedForHasOneEffect() throws Exception {
        Random random = Seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            String user = "socket-" + round;
            RestClient client = cluster.client(user);
            String session = client.startSession();
            String id = UUID.randomUUID().toString();
            String frame = "{\"type\":\"message\",\"session_id\":\"%s\",\"content\":\"Round %d\",\"message_id\":\"%s\"}"
                    .formatted(session, round, id);
            SocketClient cut = cluster.socket(user, random.nextInt(2));
            cut.send(frame);
            Thread.sleep(random.nextInt(10));
            cut.close();

            JsonNode first;
            JsonNode second;
            try (SocketClient again = cluster.socket(user, random.nextInt(2))) {
                again.send(frame);
                first = again.await("ack");
            }
            try (SocketClient again = cluster.socket(user, random.nextInt(2))) {
                again.send(frame);
                second = again.await("ack");
            }
            assertThat(second.path("duplicate").asBoolean()).isTrue();
            for (String field : new String[] {"message_id", "turn_id", "position"}) {
                assertThat(second.path(field)).isEqualTo(first.path(field));
            }
            requireOneEffect(client, id, "Round " + round);
        }
        cluster.assertStoreIsSound();
    }

    /** @param reset whether to end the connection with a reset or with a farewell */
    private static void sendAndHangUp(RestClient client, Said said, int delayMillis, boolean reset)
            throws IOException, InterruptedException {
        URI server = client.server();
        byte[] body = said.body.getBytes(StandardCharsets.UTF_8);
        String head = """
                POST %s HTTP/1.1
                Host: %s
                Authorization: Bearer %s
                Content-Type: application/json
                Content-Length: %d

                """.formatted(said.path, server.getAuthority(), client.token(), body.length)
                .replace("\n", "\r\n");
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            Thread.sleep(delayMillis);
            socket.setSoLinger(reset, 0);
        }
    }

    private void requireOneEffect(RestClient client, String id, String text) {
        JsonNode sessions = client.get("/api/sessions").path("items");
        assertThat(sessions).as("one session was begun").hasSize(1);
        String session = sessions.path(0).path("session_id").asText();
        client.awaitRest(session);
        Iterable<JsonNode> messages = client.messages(session);
        assertThat(messages)
                .extracting(message -> message.path("text").asText())
                .containsExactly(text, ModelStub.answerTo(text));
        assertThat(messages.iterator().next().path("message_id").asText()).isEqualTo(id);
    }
}
