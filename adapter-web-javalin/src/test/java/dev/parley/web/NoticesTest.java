package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.Notice;
import dev.parley.domain.user.UserId;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people are told of on connections that have joined nothing. Alice owns the session, Bob edits it, Victor views it. */
class NoticesTest {
    private TestServer server;
    private RestClient alice;
    private String session;

    @BeforeEach
    void start() {
        server = TestServer.start();
        alice = server.rest("alice");
        session = alice.post("/api/sessions", "{\"title\":\"Trip 😀\"}")
                .body()
                .path("session_id")
                .asText();
        List<Notice> told = new CopyOnWriteArrayList<>();
        try (EventBus.Registration listening = server.parley.notices().listen(new UserId("victor"), told::add)) {
            share("bob", "editor");
            share("victor", "viewer");
            Awaitility.await().until(() -> told.size() == 1); // so that no test hears of it
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void share(String user, String access) {
        assertThat(alice.send("PUT", path() + "/participants/" + user, "{\"access\":\"" + access + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private String path() {
        return "/api/sessions/" + session;
    }

    private JsonNode ask(String fields) {
        return alice.post(
                        path() + "/feedback",
                        "{\"question\":\"Left or right?\",\"kind\":{\"type\":\"free_text\"}" + fields + "}")
                .body();
    }

    private String respond(RestClient client, JsonNode question) {
        return client.post(
                        path() + "/feedback/" + question.path("request_id").asText() + "/respond",
                        "{\"answer\":{\"text\":\"left\"}}")
                .text();
    }

    private String ended(String how, JsonNode question) {
        return ("{\"type\":\"notice\",\"kind\":\"feedback_%s\",\"session_id\":\"%s\",\"request_id\":%s,\"question\":null,"
                        + "\"title\":null,\"access\":null,\"expires_at\":null}")
                .formatted(how, session, question.path("request_id"));
    }

    @Test
    void questionIsToldToEveryConnectionOfThoseWhoMayAnswer() throws IOException {
        try (SocketClient owner = server.socket("alice");
                SocketClient editor = server.socket("bob");
                SocketClient editorsPhone = server.socket("bob");
                SocketClient viewer = server.socket("victor");
                SocketClient stranger = server.socket("mallory")) {
            JsonNode question = ask("");

            String told =
                    ("{\"type\":\"notice\",\"kind\":\"feedback_requested\",\"session_id\":\"%s\",\"request_id\":%s,"
                                    + "\"question\":\"Left or right?\",\"title\":null,\"access\":null,\"expires_at\":%s}")
                            .formatted(session, question.path("request_id"), question.path("expires_at"));
            for (SocketClient asked : List.of(owner, editor, editorsPhone)) {
                assertThat(asked.read().toString()).isEqualTo(told);
            }
            respond(server.rest("bob"), question);
            for (SocketClient asked : List.of(owner, editor, editorsPhone)) {
                assertThat(asked.read().toString()).isEqualTo(ended("answered", question));
            }
            // What is told to these two now would come behind anything that was told to them before.
            share("victor", "editor");
            share("mallory", "viewer");
            assertThat(viewer.read().path("kind").asText()).isEqualTo("session_shared");
            assertThat(stranger.read().path("kind").asText()).isEqualTo("session_shared");
        }
    }

    @Test
    void questionToNamedPeopleIsToldToNobodyElse() throws IOException {
        try (SocketClient carol = server.socket("carol");
                SocketClient editor = server.socket("bob")) {
            JsonNode toCarol = ask(",\"responders\":[\"carol\"]");
            respond(server.rest("carol"), toCarol);
            JsonNode toBob = ask(",\"responders\":[\"bob\"]");

            assertThat(carol.read().path("kind").asText()).isEqualTo("feedback_requested");
            assertThat(carol.read().toString()).isEqualTo(ended("answered", toCarol));
            assertThat(editor.read().path("request_id")).isEqualTo(toBob.path("request_id"));
        }
    }

    @Test
    void longQuestionIsToldInPart() throws IOException {
        try (SocketClient owner = server.socket("alice")) {
            alice.post(
                    path() + "/feedback",
                    "{\"question\":\"" + "😀".repeat(2_000) + "\",\"kind\":{\"type\":\"free_text\"}}");

            assertThat(owner.read().path("question").asText()).isEqualTo("😀".repeat(199) + "…");
        }
    }

    @Test
    void noticeComesBesideTheEventsOfAJoinedSession() throws IOException {
        try (SocketClient owner = server.socket("alice")) {
            owner.ask("join_session", "session_id", session, "position", "0");
            JsonNode question = ask("");

            List<JsonNode> frames = List.of(
                    owner.until(frame -> frame.path("type").asText().equals("notice")
                                    || SocketClient.isEvent(frame, "feedback.requested"))
                            .getLast(),
                    owner.until(frame -> frame.path("type").asText().equals("notice")
                                    || SocketClient.isEvent(frame, "feedback.requested"))
                            .getLast());

            assertThat(frames)
                    .extracting(frame -> frame.path("type").asText())
                    .containsExactlyInAnyOrder("notice", "event");
            assertThat(frames).filteredOn(frame -> frame.has("kind")).allSatisfy(notice -> {
                assertThat(notice.path("request_id")).isEqualTo(question.path("request_id"));
                assertThat(notice.has("position")).isFalse();
            });
        }
    }

    @Test
    void sharedSessionIsToldToThePerson() throws IOException {
        try (SocketClient dora = server.socket("dora")) {
            share("dora", "viewer");

            assertThat(dora.read().toString())
                    .isEqualTo(
                            ("{\"type\":\"notice\",\"kind\":\"session_shared\",\"session_id\":\"%s\",\"request_id\":null,"
                                            + "\"question\":null,\"title\":\"Trip 😀\",\"access\":\"viewer\",\"expires_at\":null}")
                                    .formatted(session));
        }
    }

    @Test
    void peopleAreRemindedOfAQuestionAndToldOfItsEnd() throws IOException {
        try (SocketClient editor = server.socket("bob")) {
            JsonNode withdrawn = ask("");
            editor.read();
            alice.delete(path() + "/feedback/" + withdrawn.path("request_id").asText());
            assertThat(editor.read().toString()).isEqualTo(ended("cancelled", withdrawn));

            JsonNode expiring = ask("");
            editor.read();
            server.storageClock.forward(Duration.ofHours(45));
            server.parley.housekeeping().sweep();
            JsonNode reminder = editor.read();
            server.storageClock.forward(Duration.ofHours(4));
            server.parley.housekeeping().sweep();

            assertThat(reminder.path("kind").asText()).isEqualTo("feedback_reminder");
            assertThat(reminder.path("request_id")).isEqualTo(expiring.path("request_id"));
            assertThat(reminder.path("question").asText()).isEqualTo("Left or right?");
            assertThat(reminder.path("expires_at")).isEqualTo(expiring.path("expires_at"));
            assertThat(editor.read().toString()).isEqualTo(ended("expired", expiring));
        }
    }

    @Test
    void ownerIsToldThatASessionExpiresSoon() throws IOException {
        try (SocketClient owner = server.socket("alice")) {
            Instant used = Instant.parse(
                    alice.get(path()).body().path("last_active_at").asText());
            server.storageClock.forward(Duration.ofHours(23).plusMinutes(1));
            server.parley.housekeeping().sweep();
            server.storageClock.forward(Duration.ofMinutes(2));
            server.parley.housekeeping().sweep();
            ask("");

            assertThat(owner.read().toString())
                    .isEqualTo(
                            ("{\"type\":\"notice\",\"kind\":\"session_expiring\",\"session_id\":\"%s\",\"request_id\":null,"
                                            + "\"question\":null,\"title\":\"Trip 😀\",\"access\":null,\"expires_at\":\"%s\"}")
                                    .formatted(session, used.plus(Duration.ofHours(24))));
            assertThat(owner.read().path("kind").asText()).isEqualTo("feedback_requested");
        }
    }

    @Test
    void nobodyListensForAConnectionThatIsGone() throws IOException {
        SocketClient owner = server.socket("alice");
        assertThat(owner.ask("ping").path("type").asText()).isEqualTo("pong");
        assertThat(server.parley.notices().size()).isEqualTo(1);

        owner.close();

        Awaitility.await().until(() -> server.parley.notices().size() == 0);
    }
}
