package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.support.Ids;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.ScriptedModel;
import dev.parley.web.support.ScriptedModel.Conversation;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each client frame does when all goes well. */
class SocketTest {
    private static TestServer server;
    private static RestClient alice;
    private SocketClient socket;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        alice = server.rest("alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        socket = server.socket("alice");
    }

    @AfterEach
    void disconnect() throws IOException {
        socket.close();
    }

    @Test
    void startsASessionAndWatchesIt() throws IOException {
        JsonNode started = socket.ask("start_session", "title", "new", "when_full", "pause_oldest");
        String session = started.path("session").path("session_id").asText();

        assertThat(started.path("type").asText()).isEqualTo("session_started");
        assertThat(started.path("session").path("title").asText()).isEqualTo("new");
        alice.say(session, "hello");
        List<JsonNode> frames = socket.until(frame -> SocketClient.isEvent(frame, "turn.completed"));
        assertThat(seqsOf(frames).getFirst())
                .isEqualTo(started.path("session").path("position").asLong() + 1);
    }

    @Test
    void joinsWithASnapshotWhenThereIsNoPosition() throws IOException {
        String session = alice.newSession();
        RestTest.chat(alice, session, "hello");

        JsonNode joined = socket.ask("join_session", "session_id", session);
        JsonNode reset = socket.read();

        assertThat(joined.path("type").asText()).isEqualTo("session_joined");
        assertThat(joined.path("recovered").asBoolean()).isFalse();
        assertThat(joined.path("present")).isEmpty();
        assertThat(reset.path("type").asText()).isEqualTo("reset");
        assertThat(reset.path("position")).isEqualTo(joined.path("position"));
        assertThat(reset.path("snapshot").path("session"))
                .isEqualTo(alice.get("/api/sessions/" + session).body());
        assertThat(reset.path("snapshot").path("messages"))
                .isEqualTo(alice.get("/api/sessions/" + session + "/messages")
                        .body()
                        .path("items"));
        assertThat(reset.path("snapshot").path("total").asInt()).isEqualTo(2);
    }

    @Test
    void joinsAtAPositionAndGetsWhatFollows() throws IOException {
        String session = alice.newSession();
        RestTest.chat(alice, session, "hello");

        JsonNode joined = socket.ask("join_session", "session_id", session, "position", "2");
        List<JsonNode> frames = socket.until(frame -> SocketClient.isEvent(frame, "turn.completed"));

        assertThat(joined.path("recovered").asBoolean()).isTrue();
        assertThat(joined.path("position").asText()).isEqualTo("2");
        assertThat(seqsOf(frames)).startsWith(3L, 4L, 5L);
    }

    @Test
    void joiningAgainStartsOver() throws IOException {
        String session = alice.newSession();
        RestTest.chat(alice, session, "hello");
        String end =
                alice.get("/api/sessions/" + session).body().path("position").asText();
        socket.ask("join_session", "session_id", session, "position", "0");
        List<Long> first =
                seqsOf(socket.until(frame -> frame.path("position").asText().equals(end)));

        socket.ask("join_session", "session_id", session, "position", "0");
        List<Long> second =
                seqsOf(socket.until(frame -> frame.path("position").asText().equals(end)));

        assertThat(second).isEqualTo(first).hasSize(Integer.parseInt(end));
    }

    @Test
    void joinsAtOnceByUrl() throws IOException {
        String session = alice.newSession();
        try (SocketClient url = SocketClient.open(
                server.port(),
                "/ws?session_id=" + session + "&position=0",
                "Authorization: Bearer " + server.token("alice"))) {
            JsonNode joined = url.read();

            assertThat(joined.path("type").asText()).isEqualTo("session_joined");
            assertThat(joined.path("ref").isNull()).isTrue();
            assertThat(joined.path("session").path("session_id").asText()).isEqualTo(session);
            assertThat(url.awaitEvent("session.started").path("position").asText())
                    .isEqualTo("1");
        }
    }

    @Test
    void leavesASession() throws IOException {
        String session = alice.newSession();
        socket.ask("join_session", "session_id", session, "position", "0");

        JsonNode left = socket.ask("leave_session", "session_id", session);
        socket.takeSkipped();
        alice.post("/api/sessions/" + session + "/events", "{\"name\":\"x\",\"payload\":1}");

        assertThat(left.toString())
                .isEqualTo("{\"type\":\"session_left\",\"ref\":%s,\"session_id\":\"%s\"}"
                        .formatted(left.path("ref"), session));
        assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
        assertThat(socket.takeSkipped()).isEmpty();
    }

    @Test
    void streamsAnAnswerInDeltas() throws Exception {
        String session = alice.newSession();
        socket.ask("join_session", "session_id", session, "position", "0");
        Conversation answer = server.model.next();
        String messageId = Ids.fresh();

        JsonNode ack = socket.ask("message", "session_id", session, "content", "hello", "message_id", messageId);
        answer.awaitAsked().say("one ");
        JsonNode delta = socket.await("delta");
        answer.say("two 😀").end();
        JsonNode completed = socket.awaitEvent("message.completed");

        assertThat(ack.path("type").asText()).isEqualTo("ack");
        assertThat(ack.path("message_id").asText()).isEqualTo(messageId);
        assertThat(ack.path("duplicate").asBoolean()).isFalse();
        assertThat(delta.path("text").asText()).isEqualTo("one ");
        assertThat(delta.path("offset").asInt()).isZero();
        assertThat(delta.path("position").asText()).endsWith(".4");
        assertThat(completed
                        .path("event")
                        .path("payload")
                        .path("message")
                        .path("text")
                        .asText())
                .isEqualTo("one two 😀");
    }

    @Test
    void stopsTheCurrentTurn() throws Exception {
        String session = alice.newSession();
        socket.ask("join_session", "session_id", session, "position", "0");
        Conversation answer = server.model.next();
        JsonNode ack = socket.ask("message", "session_id", session, "content", "hello");
        answer.awaitAsked().say("half");
        socket.await("delta");

        JsonNode stopped = socket.ask("stop", "session_id", session);

        assertThat(stopped.path("type").asText()).isEqualTo("stopped");
        assertThat(stopped.path("turn_id")).isEqualTo(ack.path("turn_id"));
        JsonNode event = socket.awaitEvent("message.stopped");
        assertThat(event.path("event")
                        .path("payload")
                        .path("message")
                        .path("text")
                        .asText())
                .isEqualTo("half");
        socket.awaitEvent("turn.cancelled");
    }

    @Test
    void othersSeeWhoTypesAndWhoWatches() throws IOException {
        String session = alice.newSession();
        alice.send("PUT", "/api/sessions/" + session + "/participants/bob", "{\"access\":\"editor\"}");
        socket.ask("join_session", "session_id", session);
        socket.await("reset");
        try (SocketClient bob = server.socket("bob")) {
            JsonNode joined = bob.ask("join_session", "session_id", session);
            JsonNode online = socket.await("presence");
            bob.send("{\"type\":\"typing\",\"session_id\":\"" + session + "\",\"active\":true}");
            JsonNode typing = socket.await("typing");

            assertThat(joined.path("present").toString()).isEqualTo("[\"alice\"]");
            assertThat(online.toString())
                    .isEqualTo("{\"type\":\"presence\",\"session_id\":\"%s\",\"user_id\":\"bob\",\"online\":true}"
                            .formatted(session));
            assertThat(typing.toString())
                    .isEqualTo("{\"type\":\"typing\",\"session_id\":\"%s\",\"user_id\":\"bob\",\"active\":true}"
                            .formatted(session));
        }
        assertThat(socket.await("presence").path("online").asBoolean()).isFalse();
    }

    @Test
    void pausesResumesAndEndsASession() throws IOException {
        String session = alice.newSession();
        socket.ask("join_session", "session_id", session);

        JsonNode paused = socket.ask("pause_session", "session_id", session);
        JsonNode resumed = socket.ask("resume_session", "session_id", session, "when_full", "reject");
        JsonNode ended = socket.ask("end_session", "session_id", session);

        assertThat(paused.path("type").asText()).isEqualTo("session_updated");
        assertThat(paused.path("session").path("status").asText()).isEqualTo("paused");
        assertThat(resumed.path("session").path("status").asText()).isEqualTo("active");
        assertThat(ended.path("session").path("status").asText()).isEqualTo("completed");
    }

    @Test
    void publishesEventsAsTheyAre() throws IOException {
        String session = alice.newSession();
        socket.ask("join_session", "session_id", session, "position", "0");

        socket.send(
                "{\"type\":\"custom_event\",\"ref\":\"r\",\"session_id\":\"%s\",\"name\":\"vad.speech_started\",\"payload\": { \"at\" : 1.0 }}"
                        .formatted(session));
        JsonNode event = socket.awaitEvent("custom");

        assertThat(event.path("event").path("payload").toString())
                .isEqualTo("{\"name\":\"vad.speech_started\",\"payload\":{\"at\":1.0}}");
        assertThat(alice.get("/api/sessions/" + session + "/events").text()).contains("\"payload\":{ \"at\" : 1.0 }}");
    }

    @Test
    void oneConnectionWatchesManySessions() throws IOException {
        String first = alice.newSession();
        String second = alice.newSession();
        socket.ask("join_session", "session_id", first, "position", "1");
        socket.ask("join_session", "session_id", second, "position", "1");

        socket.ask("message", "session_id", first, "content", "one");
        assertThat(socket.awaitEvent("turn.completed").path("session_id").asText())
                .isEqualTo(first);
        socket.ask("message", "session_id", second, "content", "two");
        assertThat(socket.awaitEvent("turn.completed").path("session_id").asText())
                .isEqualTo(second);
    }

    @Test
    void goesOnWithANewerToken() throws IOException {
        JsonNode authenticated = socket.ask("authenticate", "token", server.token("alice"));
        JsonNode foreign = socket.ask("authenticate", "token", server.token("bob"));
        JsonNode garbage = socket.ask("authenticate", "token", "x");

        assertThat(authenticated.path("type").asText()).isEqualTo("authenticated");
        assertThat(authenticated.path("user_id").asText()).isEqualTo("alice");
        assertThat(authenticated.path("expires_at").isTextual()).isTrue();
        assertThat(foreign.path("error_code").asText()).isEqualTo("forbidden");
        assertThat(garbage.path("error_code").asText()).isEqualTo("unauthenticated");
        assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
    }

    @Test
    void takesTheTokenFromWhereClientsCanPutIt() throws IOException {
        String token = server.token("alice");
        List<SocketClient> clients = List.of(
                SocketClient.open(server.port(), "/ws", "Authorization: Bearer " + token),
                SocketClient.open(server.port(), "/ws", "Sec-WebSocket-Protocol: parley.v1, bearer." + token),
                SocketClient.open(server.port(), "/ws", "Sec-WebSocket-Protocol: bearer." + token + ", parley.v1"),
                SocketClient.open(
                        server.port(),
                        "/ws",
                        "Cookie: a=b; parley_token=" + token,
                        "Origin: " + server.origin(),
                        "Sec-WebSocket-Protocol: parley.v1"));

        for (SocketClient client : clients) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.ask("ping").path("type").asText()).isEqualTo("pong");
            client.close();
        }
        assertThat(clients.getFirst().header("Sec-WebSocket-Protocol")).isNull();
        assertThat(clients.subList(1, 4))
                .allSatisfy(client ->
                        assertThat(client.header("Sec-WebSocket-Protocol")).isEqualTo("parley.v1"));
    }

    @Test
    void aReaderWhoseAccessEndsGetsNothingMore() throws IOException {
        String session = alice.newSession();
        alice.send("PUT", "/api/sessions/" + session + "/participants/bob", "{\"access\":\"viewer\"}");
        try (SocketClient bob = server.socket("bob")) {
            bob.ask("join_session", "session_id", session);
            bob.await("reset");

            alice.delete("/api/sessions/" + session + "/participants/bob");
            bob.awaitEvent("participant.left");
            alice.say(session, "secret");
            RestTest.awaitIdle(alice, session);

            bob.send("{\"type\":\"ping\",\"ref\":\"next\"}");
            JsonNode next = bob.until(frame -> !frame.path("type").asText().equals("notice"))
                    .getLast();
            assertThat(next.path("ref").asText()).isEqualTo("next");
            assertThat(bob.ask("join_session", "session_id", session)
                            .path("error_code")
                            .asText())
                    .isEqualTo("not_found");
        }
    }

    static List<Long> seqsOf(List<JsonNode> frames) {
        List<Long> seqs = new ArrayList<>();
        for (JsonNode frame : frames) {
            if (frame.path("type").asText().equals("event")) {
                seqs.add(frame.path("event").path("seq").asLong());
            }
        }
        return seqs;
    }

    @Test
    void echoesWhatTheModelSays() throws IOException {
        String session = alice.newSession();
        socket.ask("join_session", "session_id", session, "position", "0");

        socket.ask("message", "session_id", session, "content", "a b c");

        assertThat(socket.awaitEvent("message.completed")
                        .path("event")
                        .path("payload")
                        .path("message")
                        .path("text")
                        .asText())
                .isEqualTo(ScriptedModel.echoOf("a b c"));
    }
}
