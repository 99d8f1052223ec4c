package dev.parley.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.EventReader.SentEvent;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.ScriptedModel;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams end where access ends, in the middle of an answer, too. Alice owns the session, Bob edits it, and the agent answers Bob. */
class AccessEndsTest {
    private static final String SHOWN = "what everybody may know ";
    private static final String LATER = "what Bob must not know";

    private TestServer server;
    private RestClient alice;
    private RestClient bob;
    private String session;
    private String path;

    @BeforeEach
    void start() {
        server = TestServer.start();
        alice = server.rest("alice");
        bob = server.rest("bob");
        session = alice.newSession();
        path = "/api/sessions/" + session;
        share("bob", "editor");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void share(String user, String access) {
        assertThat(alice.send("PUT", path + "/participants/" + user, "{\"access\":\"%s\"}".formatted(access))
                        .status())
                .isEqualTo(200);
    }

    /** What ends Bob's access. */
    private enum End {
        REMOVAL("participant.left"),
        DELETION("session.updated");

        private final String lastEvent;

        End(String lastEvent) {
            this.lastEvent = lastEvent;
        }
    }

    private void end(End end) {
        switch (end) {
            case REMOVAL ->
                assertThat(alice.delete(path + "/participants/bob").status()).isEqualTo(200);
            case DELETION -> assertThat(alice.delete(path).status()).isEqualTo(204);
        }
    }

    /** Lets the agent go on to the end of its answer, and the session too, where it is still there. */
    private void goOn(End end, ScriptedModel.Conversation answer) {
        answer.say(LATER).end();
        if (end == End.REMOVAL) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> alice.get(path).body().path("turns").isEmpty());
            alice.post(path + "/events", "{\"name\":\"later\",\"payload\":\"%s\"}".formatted(LATER));
            assertThat(alice.get(path + "/events?limit=100").text()).contains(LATER);
        }
    }

    private static boolean isDelta(SentEvent sent) {
        return sent.type().equals("delta");
    }

    private static void assertEndsWith(End end, List<SentEvent> rest) {
        assertThat(rest)
                .extracting(SentEvent::data)
                .extracting(JsonNode::toString)
                .noneMatch(text -> text.contains(LATER));
        assertThat(rest.getLast().data().path("event").path("type").asText()).isEqualTo(end.lastEvent);
    }

    @ParameterizedTest
    @EnumSource
    void eventsEndInTheMiddleOfAnAnswer(End end) throws Exception {
        ScriptedModel.Conversation answer = server.model.next();
        try (EventReader reader = bob.stream("GET", path + "/events", null)) {
            bob.say(session, "Hello");
            answer.awaitAsked().say(SHOWN);
            reader.until(AccessEndsTest::isDelta);

            end(end);
            goOn(end, answer);

            assertEndsWith(end, reader.all());
        }
        assertThat(bob.get(path + "/events").errorCode()).isEqualTo("not_found");
        try (EventReader again = bob.stream("GET", path + "/events", null, "Last-Event-ID", "3")) {
            assertThat(again.status()).isEqualTo(404);
        }
    }

    /** The stream of one's own turn ends before the turn. */
    @ParameterizedTest
    @EnumSource
    void streamOfATurnEndsInTheMiddleOfIt(End end) throws Exception {
        ScriptedModel.Conversation answer = server.model.next();
        try (EventReader reader = bob.stream("POST", path + "/messages", "{\"content\":\"Hello\"}")) {
            answer.awaitAsked().say(SHOWN);
            reader.until(AccessEndsTest::isDelta);

            end(end);
            goOn(end, answer);

            List<SentEvent> rest = reader.all();
            assertThat(rest)
                    .extracting(SentEvent::data)
                    .extracting(JsonNode::toString)
                    .noneMatch(text -> text.contains(LATER));
            assertThat(rest)
                    .extracting(sent -> sent.data().path("event").path("type").asText())
                    .endsWith(end == End.REMOVAL ? "participant.left" : "turn.cancelled");
        }
    }

    @ParameterizedTest
    @EnumSource
    void watchEndsAndTheConnectionStays(End end) throws Exception {
        ScriptedModel.Conversation answer = server.model.next();
        try (SocketClient socket = server.socket("bob")) {
            socket.ask("join_session", "session_id", session, "position", "0");
            String own = socket.ask("start_session")
                    .path("session")
                    .path("session_id")
                    .asText();
            socket.ask("message", "session_id", session, "content", "Hello");
            answer.awaitAsked().say(SHOWN);
            socket.await("delta");

            end(end);
            goOn(end, answer);

            List<JsonNode> rest = socket.until(frame -> SocketClient.isEvent(frame, end.lastEvent)
                    && (end == End.REMOVAL
                            || frame.path("event")
                                    .path("payload")
                                    .path("session")
                                    .path("deleted")
                                    .asBoolean()));
            assertThat(rest).extracting(JsonNode::toString).noneMatch(text -> text.contains(LATER));
            assertThat(socket.ask("message", "session_id", session, "content", "Hello")
                            .path("error_code")
                            .asText())
                    .isEqualTo("not_found");
            assertThat(socket.ask("join_session", "session_id", session)
                            .path("error_code")
                            .asText())
                    .isEqualTo("not_found");
            assertThat(socket.ask("message", "session_id", own, "content", "Still here")
                            .path("type")
                            .asText())
                    .isEqualTo("ack");
            assertThat(socket.until(frame -> SocketClient.isEvent(frame, "turn.completed")))
                    .extracting(frame -> frame.path("session_id").asText())
                    .containsOnly(own);
        }
    }

    @Test
    void notEvenTheOwnerIsShownWhatComesAfterTheDeletion() throws Exception {
        try (SocketClient socket = server.socket("alice");
                EventReader reader = alice.stream("GET", path + "/events", null)) {
            socket.ask("join_session", "session_id", session, "position", "0");
            reader.next();

            end(End.DELETION);

            assertEndsWith(End.DELETION, reader.all());
            socket.until(frame -> frame.path("event")
                    .path("payload")
                    .path("session")
                    .path("deleted")
                    .asBoolean());
            assertThat(alice.post(path + "/restore", "").status()).isEqualTo(200);
            assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
            assertThat(socket.takeSkipped()).isEmpty();
        }
    }

    @Test
    void whoMayOnlyReadFromNowOnReadsOnAndWritesNothing() throws IOException {
        try (SocketClient socket = server.socket("bob")) {
            socket.ask("join_session", "session_id", session, "position", "0");

            share("bob", "viewer");

            assertThat(socket.ask("message", "session_id", session, "content", "Hello")
                            .path("error_code")
                            .asText())
                    .isEqualTo("forbidden");
            alice.post(path + "/events", "{\"name\":\"later\",\"payload\":1}");
            assertThat(socket.awaitEvent("custom").path("session_id").asText()).isEqualTo(session);
        }
    }

    /** Others who watch learn that somebody was removed, and that they do not watch any more. */
    @Test
    void removedPersonIsNotPresentAnyMore() throws IOException {
        try (SocketClient watching = server.socket("alice");
                SocketClient socket = server.socket("bob")) {
            watching.ask("join_session", "session_id", session);
            socket.ask("join_session", "session_id", session);
            watching.until(frame -> frame.path("type").asText().equals("presence")
                    && frame.path("online").asBoolean());

            end(End.REMOVAL);

            assertThat(watching.await("presence").path("online").asBoolean()).isFalse();
            assertThat(watching.ask("join_session", "session_id", session).path("present"))
                    .isEmpty();
        }
    }
}
