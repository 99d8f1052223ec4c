package dev.parley.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.feed.Frame;
import dev.parley.domain.user.Caller;
import dev.parley.web.support.Ids;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Ids of somebody else's things, sent where they are not expected: under a session of one's own, as a key, as a place in a list. They
 * reach nothing, and they are answered like ids that nothing has.
 */
class ForeignIdsTest {
    private static Subject subject;
    private Fixture foreign;
    private RestClient stranger;
    private String own;
    private Picture before;

    @BeforeAll
    static void start() {
        subject = Subject.start();
    }

    @AfterAll
    static void stop() {
        subject.close();
    }

    @BeforeEach
    void look() {
        foreign = subject.fixture();
        stranger = client(Kind.STRANGER);
        own = stranger.newSession();
        foreign.shownToTheGuest();
        before = Picture.of(foreign, Kind.OWNER);
    }

    /** Nothing of what is tried here concerns the owner. */
    @AfterEach
    void nothingChanged() {
        assertThat(Picture.of(foreign, Kind.OWNER)).isEqualTo(before);
        foreign.close();
    }

    private RestClient client(Kind kind) {
        return new RestClient(subject.server.origin(), foreign.token(kind));
    }

    private SocketClient socket(Kind kind) throws IOException {
        return SocketClient.open(subject.server.port(), "/ws", "Authorization: Bearer " + foreign.token(kind));
    }

    private void assertRefusedAlike(Result foreignId, Result unknownId) {
        assertThat(foreignId.status()).isEqualTo(404);
        assertThat(withoutCorrelation(foreignId)).isEqualTo(withoutCorrelation(unknownId));
    }

    private static String withoutCorrelation(Result refused) {
        JsonNode error = refused.body().path("error");
        return refused.status() + " " + error.path("error_code") + error.path("error_message") + error.path("details");
    }

    @Test
    void questionIsNotFoundUnderAnotherSession() {
        String path = "/api/sessions/" + own + "/feedback/";
        for (Kind kind : new Kind[] {Kind.STRANGER, Kind.RESPONDER}) {
            RestClient client = client(kind);
            String mine = "/api/sessions/" + client.newSession() + "/feedback/";
            for (Object id : new Object[] {foreign.question, foreign.namedQuestion}) {
                assertRefusedAlike(client.get(mine + id), client.get(mine + Ids.NOBODYS));
                assertRefusedAlike(client.delete(mine + id), client.delete(mine + Ids.NOBODYS));
                assertRefusedAlike(
                        client.post(mine + id + "/respond", "{\"answer\":{\"text\":\"Well\"}}"),
                        client.post(mine + Ids.NOBODYS + "/respond", "{\"answer\":{\"text\":\"Well\"}}"));
            }
        }
        assertThat(stranger.get(path.substring(0, path.length() - 1))
                        .body()
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void questionIsNotAnsweredUnderAnotherSessionOverWebSocket() throws IOException {
        try (SocketClient socket = socket(Kind.RESPONDER)) {
            String mine = client(Kind.RESPONDER).newSession();
            for (Object id : new Object[] {foreign.question, foreign.namedQuestion, Ids.NOBODYS}) {
                socket.send(
                        "{\"type\":\"feedback_response\",\"session_id\":\"%s\",\"request_id\":\"%s\",\"answer\":{\"text\":\"Well\"}}"
                                .formatted(mine, id));
                JsonNode error = socket.await("error");
                assertThat(error.path("error_code").asText()).isEqualTo("not_found");
                assertThat(error.path("details").toString()).isEqualTo("{\"what\":\"question\"}");
            }
        }
    }

    /** Ids of questions are used once; whoever asks with one that is taken learns no more than with one of their own. */
    @Test
    void idOfAForeignQuestionIsRefusedLikeOnesOwn() {
        String body = "{\"question\":\"%s\",\"kind\":{\"type\":\"free_text\"},\"request_id\":\"%s\"}";
        String path = "/api/sessions/" + own + "/feedback";
        String mine = Ids.fresh();
        assertThat(stranger.post(path, body.formatted("Mine?", mine)).status()).isEqualTo(201);

        Result foreignId = stranger.post(path, body.formatted("Well?", foreign.question));
        Result ownId = stranger.post(path, body.formatted("Well?", mine));

        assertThat(foreignId.status()).isEqualTo(422);
        assertThat(withoutCorrelation(foreignId).replace(foreign.question.toString(), mine))
                .isEqualTo(withoutCorrelation(ownId));
    }

    @Test
    void turnIsNotFoundUnderAnotherSession() throws IOException {
        String path = "/api/sessions/" + own + "/stop";

        assertRefusedAlike(
                stranger.post(path, "{\"turn_id\":\"%s\"}".formatted(foreign.turn)),
                stranger.post(path, "{\"turn_id\":\"%s\"}".formatted(Ids.NOBODYS)));
        try (SocketClient socket = socket(Kind.STRANGER)) {
            assertThat(socket.ask("stop", "session_id", own, "turn_id", foreign.turn.toString())
                            .path("error_code")
                            .asText())
                    .isEqualTo("not_found");
        }
    }

    @Test
    void messageIdOfSomebodyElseIsAFreshOne() {
        String messageId = foreign.firstMessage().toString();

        Result posted = stranger.post(
                "/api/sessions/" + own + "/messages",
                "{\"content\":\"Mine\",\"message_id\":\"%s\"}".formatted(messageId));
        Result inChat = client(Kind.ANALYST)
                .post("/api/chat", "{\"message\":\"Mine, too\",\"message_id\":\"%s\"}".formatted(messageId));

        assertThat(posted.status()).isEqualTo(202);
        assertThat(posted.body().path("duplicate").asBoolean()).isFalse();
        assertThat(posted.body().path("message").path("text").asText()).isEqualTo("Mine");
        assertThat(inChat.status()).isEqualTo(200);
        assertThat(inChat.body().path("session_id").asText()).isNotEqualTo(foreign.session.toString());
    }

    /** Once a session is gone for somebody, what they said there does not lead back to it. */
    @Test
    void messageThatWasSaidInASessionThatIsForeignNowGivesNothingOfIt() {
        RestClient editor = client(Kind.EDITOR);
        String message = "{\"message\":\"Hello\",\"message_id\":\"%s\"%s}";
        String id = Ids.fresh();
        String named = ",\"session_id\":\"%s\"".formatted(foreign.session);
        assertThat(editor.post("/api/chat", message.formatted(id, named)).status())
                .isEqualTo(200);
        subject.server.parley.sessions().unshare(foreign.owner(), foreign.session, foreign.user(Kind.EDITOR));
        foreign.shownToTheGuest();
        before = Picture.of(foreign, Kind.OWNER);

        Result again = editor.post("/api/chat", message.formatted(id, ""));

        assertThat(again.status()).isEqualTo(404);
        assertThat(foreign.secretsFrom(Kind.STRANGER)).noneMatch(again.text()::contains);
    }

    @Test
    void keysBelongToWhoeverSendsThem() {
        String key = "one key for all";
        Result first = client(Kind.ADMIN).post("/api/tasks", "{\"title\":\"One\"}", "Idempotency-Key", quoted(key));
        Result second = stranger.post("/api/tasks", "{\"title\":\"Two\"}", "Idempotency-Key", quoted(key));
        Result third = stranger.post(
                "/api/sessions/" + own + "/messages", "{\"content\":\"Three\"}", "Idempotency-Key", quoted(key));

        assertThat(first.body().path("title").asText()).isEqualTo("One");
        assertThat(second.body().path("title").asText()).isEqualTo("Two");
        assertThat(third.status()).isEqualTo(202);
    }

    private static String quoted(String key) {
        return "\"" + key.replace(' ', '-') + "\"";
    }

    @Test
    void numbersOfTasksAreOnesOwn() {
        assertThat(stranger.get("/api/tasks/" + foreign.task.number()).status()).isEqualTo(404);
        stranger.post("/api/tasks", "{\"title\":\"Mine\"}");
        assertThat(stranger.get("/api/tasks/" + foreign.task.number())
                        .body()
                        .path("title")
                        .asText())
                .isEqualTo("Mine");
        stranger.delete("/api/tasks/" + foreign.task.number());
    }

    @Test
    void placeInASessionIsToldToNobodyElse() {
        String own = "/api/sessions/" + foreign.session;
        for (String afterSeq : new String[] {"0", "1", "1000000"}) {
            assertRefusedAlike(
                    stranger.post(own + "/fork", "{\"after_seq\":%s}".formatted(afterSeq)),
                    stranger.post("/api/sessions/" + Ids.NOBODYS + "/fork", "{\"after_seq\":0}"));
            assertRefusedAlike(
                    stranger.get(own + "/events?after=" + afterSeq),
                    stranger.get("/api/sessions/" + Ids.NOBODYS + "/events"));
        }
    }

    @Test
    void cursorOfSomebodyElsesListIsAPlaceInOnesOwn() {
        String cursor = client(Kind.OWNER)
                .get("/api/sessions?limit=1")
                .body()
                .path("next_cursor")
                .asText();

        Result page = stranger.get("/api/sessions?cursor=" + cursor);

        assertThat(cursor).isNotEmpty();
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body().path("total").asInt()).isEqualTo(1);
        assertThat(foreign.secretsFrom(Kind.STRANGER)).noneMatch(page.text()::contains);
    }

    /** The editor's own sessions are not those of whoever lets them write. */
    @Test
    void whoeverMayWriteWritesInNoOtherSessionOfTheOwners() {
        RestClient editor = client(Kind.EDITOR);

        assertThat(editor.get("/api/sessions/" + foreign.otherSession).status()).isEqualTo(404);
        assertThat(editor.post("/api/chat", "{\"message\":\"Hello\"}")
                        .body()
                        .path("session_id")
                        .asText())
                .isNotIn(foreign.session.toString(), foreign.otherSession.toString());
    }

    @Test
    void nobodyLeavesForSomebodyElse() throws IOException {
        Caller guest = new Caller(
                foreign.guestId(), Kind.VIEWER.role(), foreign.owner().channel());
        try (SocketClient watching = subject.server.socket(guest.user().value());
                SocketClient other = socket(Kind.STRANGER)) {
            watching.ask("join_session", "session_id", foreign.session.toString());
            other.ask("leave_session", "session_id", foreign.session.toString());
            try (SocketClient editor = socket(Kind.EDITOR)) {
                editor.ask("join_session", "session_id", foreign.session.toString());
                assertThat(watching.await("presence").path("user_id").asText())
                        .isEqualTo(foreign.user(Kind.EDITOR).value());
            }
        }
        List<Frame> shown = new ArrayList<>();
        Awaitility.await("the editor came and went").until(() -> {
            foreign.shownToTheGuest().forEach(frame -> shown.add(frame.frame()));
            return shown.contains(new Frame.PresenceFrame(foreign.session, foreign.user(Kind.EDITOR), false));
        });
    }
}
