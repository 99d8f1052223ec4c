package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.message.ToolCall;
import dev.parley.web.support.Ids;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions to people, as clients ask, see and answer them. Alice owns the session, Bob edits it, Victor views it, Mallory knows nothing of it. */
class FeedbackTest {
    private static final String FREE_TEXT = "{\"question\":\"Which one?\",\"kind\":{\"type\":\"free_text\"}}";
    private static final String TO_CAROL =
            "{\"question\":\"Carol?\",\"kind\":{\"type\":\"approval\"},\"responders\":[\"carol\"]}";

    private static TestServer server;
    private static RestClient alice;
    private static RestClient bob;
    private static RestClient carol;
    private static RestClient victor;
    private static RestClient mallory;
    private String session;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        alice = server.rest("alice");
        bob = server.rest("bob");
        carol = server.rest("carol");
        victor = server.rest("victor");
        mallory = server.rest("mallory");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void share() {
        session = alice.newSession();
        alice.send("PUT", "/api/sessions/" + session + "/participants/bob", "{\"access\":\"editor\"}");
        alice.send("PUT", "/api/sessions/" + session + "/participants/victor", "{\"access\":\"viewer\"}");
    }

    private String path() {
        return "/api/sessions/" + session + "/feedback";
    }

    private String path(String request) {
        return path() + "/" + request;
    }

    private String ask(String body) {
        Result asked = alice.post(path(), body);
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        return asked.body().path("request_id").asText();
    }

    private Result respond(RestClient client, String request, String answer, String... headers) {
        return client.post(path(request) + "/respond", "{\"answer\":" + answer + "}", headers);
    }

    private long answersInTheLog() {
        return alice
                .get("/api/sessions/" + session + "/events?limit=100")
                .body()
                .path("items")
                .findValuesAsText("type")
                .stream()
                .filter("feedback.answered"::equals)
                .count();
    }

    @Test
    void questionLooksAsDocumented() {
        Result asked = alice.post(
                path(),
                "{\"question\":\"Which? 😀\",\"kind\":{\"type\":\"choice\",\"options\":[\"a\",\"b\"],\"multiple\":true},"
                        + "\"responders\":[\"carol\",\"bob\"],\"expires_in_seconds\":60,"
                        + "\"default_answer\":{\"options\":[\"b\"]}}");
        JsonNode question = asked.body();

        assertThat(asked.status()).isEqualTo(201);
        assertThat(RestTest.fieldsOf(question))
                .containsExactly(
                        "request_id",
                        "session_id",
                        "asker",
                        "question",
                        "kind",
                        "responders",
                        "status",
                        "response",
                        "default_answer",
                        "created_at",
                        "expires_at",
                        "remind_at",
                        "deliveries");
        assertThat(question.path("session_id").asText()).isEqualTo(session);
        assertThat(question.path("asker").isNull()).isTrue();
        assertThat(question.path("question").asText()).isEqualTo("Which? 😀");
        assertThat(question.path("kind").toString())
                .isEqualTo("{\"type\":\"choice\",\"minimum\":null,\"maximum\":null,\"pattern\":null,"
                        + "\"options\":[\"a\",\"b\"],\"multiple\":true,\"call\":null,\"editable\":null}");
        assertThat(question.path("responders").toString()).isEqualTo("[\"bob\",\"carol\"]");
        assertThat(question.path("status").asText()).isEqualTo("pending");
        assertThat(question.path("response").isNull()).isTrue();
        assertThat(question.path("default_answer").toString())
                .isEqualTo("{\"text\":null,\"options\":[\"b\"],\"approved\":null,\"reason\":null,"
                        + "\"edited_arguments\":null}");
        assertThat(question.path("remind_at").isTextual()).isTrue();
        JsonNode events =
                alice.get("/api/sessions/" + session + "/events").body().path("items");
        assertThat(events.get(events.size() - 1).path("event").path("payload").path("request"))
                .isEqualTo(question);
    }

    @Test
    void agentsQuestionTellsWhoAsksAndTheSessionWhatItWaitsFor() {
        server.model
                .next()
                .say("Let me ask. ")
                .call(new ToolCall("c\ud800", "ask_clarification", "{\"question\":\"Which one?\"}", null))
                .end();
        server.model.next().say("Then this one.").end();

        alice.say(session, "Do it");
        Awaitility.await().until(() -> !pending().isEmpty());
        JsonNode shown = alice.get("/api/sessions/" + session).body();
        JsonNode question = shown.path("pending_feedback").get(0);
        JsonNode messages =
                alice.get("/api/sessions/" + session + "/messages").body().path("items");

        assertThat(question.path("question").asText()).isEqualTo("Which one?");
        assertThat(question.path("kind").path("type").asText()).isEqualTo("clarification");
        assertThat(question.path("asker").toString())
                .isEqualTo("{\"turn_id\":%s,\"message_id\":%s,\"call_id\":\"c\uFFFD\"}"
                        .formatted(
                                shown.path("turns").get(0).path("turn_id"),
                                messages.get(1).path("message_id")));
        assertThat(shown.path("turns").get(0).path("status").asText()).isEqualTo("awaiting_feedback");
        assertThat(shown.path("agent").path("waiting_for")).isEqualTo(question.path("request_id"));

        respond(bob, question.path("request_id").asText(), "{\"text\":\"the left one\"}");
        RestTest.awaitIdle(alice, session);

        JsonNode after = alice.get("/api/sessions/" + session).body();
        assertThat(after.path("agent").path("waiting_for").isNull()).isTrue();
        assertThat(after.path("pending_feedback")).isEmpty();
        JsonNode all =
                alice.get("/api/sessions/" + session + "/messages").body().path("items");
        assertThat(all.get(2).path("text").asText()).contains("the left one");
        assertThat(all.get(3).path("text").asText()).isEqualTo("Then this one.");
    }

    private JsonNode pending() {
        return alice.get("/api/sessions/" + session).body().path("pending_feedback");
    }

    @Test
    void openQuestionsAreInTheSessionAndInSnapshotsTheOldestFirst() throws IOException {
        String first = ask(FREE_TEXT);
        String answered = ask(FREE_TEXT);
        String last = ask(TO_CAROL);
        respond(alice, answered, "{\"text\":\"x\"}");

        JsonNode shown = victor.get("/api/sessions/" + session).body();
        try (SocketClient socket = server.socket("victor")) {
            JsonNode joined = socket.ask("join_session", "session_id", session);
            JsonNode reset = socket.await("reset");

            assertThat(shown.path("pending_feedback").findValuesAsText("request_id"))
                    .containsExactly(first, last);
            assertThat(joined.path("session")).isEqualTo(shown);
            assertThat(reset.path("snapshot").path("session")).isEqualTo(shown);
        }
        assertThat(alice.get("/api/sessions").body().path("items").get(0).path("pending_feedback"))
                .isEmpty();
    }

    @Test
    void firstValidAnswerWinsAndOthersAreToldOfIt() {
        String request = ask(FREE_TEXT);

        Result won = respond(bob, request, "{\"text\":\"this one\"}");
        Result lost = respond(alice, request, "{\"text\":\"that one\"}");

        assertThat(won.status()).isEqualTo(200);
        assertThat(won.body().path("status").asText()).isEqualTo("answered");
        JsonNode response = won.body().path("response");
        assertThat(RestTest.fieldsOf(response))
                .containsExactly("response_id", "author_id", "channel", "answer", "at", "late");
        assertThat(response.path("author_id").asText()).isEqualTo("bob");
        assertThat(response.path("channel").asText()).isEqualTo("web");
        assertThat(response.path("answer").path("text").asText()).isEqualTo("this one");
        assertThat(response.path("late").asBoolean()).isFalse();
        assertThat(lost.status()).isEqualTo(409);
        assertThat(lost.errorCode()).isEqualTo("already_answered");
        JsonNode winner = lost.body().path("error").path("details").path("response");
        assertThat(winner.path("response_id")).isEqualTo(response.path("response_id"));
        assertThat(winner.path("author_id").asText()).isEqualTo("bob");
        assertThat(winner.path("answer").toString()).isEqualTo("{\"text\":\"this one\"}");
        assertThat(winner.path("at")).isEqualTo(response.path("at"));
        assertThat(answersInTheLog()).isEqualTo(1);
    }

    @Test
    void winnerWhoSendsTheSameAgainHasWon() {
        String byContent = ask(FREE_TEXT);
        String byField = ask(FREE_TEXT);
        String byKey = ask(FREE_TEXT);
        String id = Ids.fresh();

        JsonNode won = respond(bob, byContent, "{\"text\":\"x\"}").body();
        Result again = respond(bob, byContent, "{\"text\":\"x\"}");
        Result other = respond(bob, byContent, "{\"text\":\"y\"}");
        Result foreign = respond(alice, byContent, "{\"text\":\"x\"}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(won);
        assertThat(other.status()).isEqualTo(409);
        assertThat(foreign.status()).isEqualTo(409);

        String body = "{\"answer\":{\"text\":\"x\"},\"response_id\":\"" + id + "\"}";
        JsonNode wonById = bob.post(path(byField) + "/respond", body).body();
        Result againById = bob.post(path(byField) + "/respond", body.replace("\"x\"", "\"y\""));
        assertThat(wonById.path("response").path("response_id").asText()).isEqualTo(id);
        assertThat(againById.status()).isEqualTo(200);
        assertThat(againById.body()).isEqualTo(wonById);

        JsonNode wonByKey = respond(bob, byKey, "{\"text\":\"x\"}", "Idempotency-Key", "\"my-answer\"")
                .body();
        Result againByKey = respond(bob, byKey, "{\"text\":\"y\"}", "Idempotency-Key", "\"my-answer\"");
        assertThat(againByKey.status()).isEqualTo(200);
        assertThat(againByKey.body()).isEqualTo(wonByKey);
        assertThat(answersInTheLog()).isEqualTo(3);
    }

    @Test
    void theSameQuestionSentAgainIsAskedOnce() {
        String id = Ids.fresh();
        String named = FREE_TEXT.replaceFirst("\\{", "{\"request_id\":\"" + id + "\",");

        Result first = alice.post(path(), named);
        Result again = alice.post(path(), named);
        Result byKey = alice.post(path(), FREE_TEXT, "Idempotency-Key", id);
        Result keyed = alice.post(path(), FREE_TEXT, "Idempotency-Key", "order-7");
        Result keyedAgain = alice.post(path(), FREE_TEXT, "Idempotency-Key", "\"order-7\"");
        Result reused = alice.post(path(), named.replace("Which one?", "Another one?"));
        Result twoIds = alice.post(path(), named, "Idempotency-Key", Ids.fresh());

        assertThat(first.body().path("request_id").asText()).isEqualTo(id);
        assertThat(List.of(again.body(), byKey.body())).containsOnly(first.body());
        assertThat(keyedAgain.body()).isEqualTo(keyed.body());
        assertThat(reused.status()).isEqualTo(422);
        assertThat(reused.errorCode()).isEqualTo("message_id_reused");
        assertThat(twoIds.status()).isEqualTo(400);
        assertThat(alice.get(path()).body().path("total").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"type\":\"free_text\",\"minimum\":2,\"maximum\":3} | {\"text\":\"a\"}    | {\"text\":\"ab\"}",
                "{\"type\":\"free_text\",\"minimum\":2,\"maximum\":3} | {\"text\":\"abcd\"} | {\"text\":\"abc\"}",
                "{\"type\":\"free_text\",\"pattern\":\"[0-9]+\"} | {\"text\":\"x1\"}      | {\"text\":\"11\"}",
                "{\"type\":\"free_text\"} | {\"text\":\"\\u0000\"}                          | {\"text\":\"11\"}",
                "{\"type\":\"free_text\"} | {\"approved\":true}                                | {\"text\":\"😀\"}",
                "{\"type\":\"clarification\"} | {\"text\":\"\"}                              | {\"text\":\"that\"}",
                "{\"type\":\"choice\",\"options\":[\"a\",\"b\"]} | {\"options\":[\"a\",\"b\"]} | {\"options\":[\"b\"]}",
                "{\"type\":\"choice\",\"options\":[\"a\",\"b\"]} | {\"options\":[\"c\"]}     | {\"options\":[\"a\"]}",
                "{\"type\":\"choice\",\"options\":[\"a\",\"b\"]} | {\"options\":[]}          | {\"options\":[\"a\"]}",
                "{\"type\":\"choice\",\"options\":[\"a\",\"b\"],\"multiple\":true} | {\"options\":[\"a\",\"a\"]} | {\"options\":[\"b\",\"a\"]}",
                "{\"type\":\"approval\"} | {\"text\":\"yes\"}                                | {\"approved\":false,\"reason\":\"no\"}",
                "{\"type\":\"approval\"} | {\"approved\":true,\"edited_arguments\":\"{}\"} | {\"approved\":true}",
                "{\"type\":\"approval\",\"editable\":true} | {\"approved\":true,\"edited_arguments\":\"[]\"} | {\"approved\":true,\"edited_arguments\":\"{}\"}",
                "{\"type\":\"approval\",\"editable\":true} | {\"approved\":false,\"edited_arguments\":\"{}\"} | {\"approved\":false}",
            })
    void answerThatBreaksTheRulesLeavesTheQuestionOpen(String kind, String invalid, String valid) throws IOException {
        String request = ask("{\"question\":\"?\",\"kind\":" + kind + "}");

        Result refused = respond(bob, request, invalid);
        try (SocketClient socket = server.socket("bob")) {
            JsonNode error = overSocket(socket, request, invalid);
            assertThat(error.path("error_code").asText()).isEqualTo("invalid_answer");
            assertThat(error.path("error_message"))
                    .isEqualTo(refused.body().path("error").path("error_message"));
        }
        Result accepted = respond(bob, request, valid);

        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.errorCode()).isEqualTo("invalid_answer");
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(200);
    }

    private JsonNode overSocket(SocketClient socket, String request, String answer) throws IOException {
        socket.send(
                "{\"type\":\"feedback_response\",\"ref\":\"f\",\"session_id\":\"%s\",\"request_id\":\"%s\",\"answer\":%s}"
                        .formatted(session, request, answer));
        return socket.until(frame -> frame.path("ref").asText().equals("f")).getLast();
    }

    @Test
    void answersOverTheSocketAreThoseOfRest() throws IOException {
        String request = ask(FREE_TEXT);
        try (SocketClient socket = server.socket("bob");
                SocketClient other = server.socket("alice")) {
            JsonNode accepted = overSocket(socket, request, "{\"text\":\"x\"}");
            JsonNode again = overSocket(socket, request, "{\"text\":\"x\"}");
            JsonNode lost = overSocket(other, request, "{\"text\":\"y\"}");

            assertThat(RestTest.fieldsOf(accepted)).containsExactly("type", "ref", "request");
            assertThat(accepted.path("type").asText()).isEqualTo("feedback_accepted");
            assertThat(accepted.path("request"))
                    .isEqualTo(alice.get(path(request)).body().path("request"));
            assertThat(again).isEqualTo(accepted);
            assertThat(lost.path("error_code").asText()).isEqualTo("already_answered");
            assertThat(lost.path("details")
                            .path("response")
                            .path("answer")
                            .path("text")
                            .asText())
                    .isEqualTo("x");
        }
    }

    @Test
    void lateAnswerIsKeptAndSaidToBeLate() throws IOException {
        String request = ask("{\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"expires_in_seconds\":60,"
                + "\"default_answer\":{\"text\":\"default\"}}");
        server.storageClock.forward(Duration.ofSeconds(60));

        Result late = respond(bob, request, "{\"text\":\"too late\"}");
        Result invalid = respond(bob, request, "{\"text\":\"\"}");
        server.parley.housekeeping().sweep();
        JsonNode view = victor.get(path(request)).body();

        assertThat(late.status()).isEqualTo(410);
        assertThat(late.errorCode()).isEqualTo("expired");
        assertThat(late.body().path("error").path("details").path("late").asBoolean())
                .isTrue();
        assertThat(invalid.status()).isEqualTo(410);
        assertThat(invalid.body().path("error").path("details").path("late").asBoolean())
                .isFalse();
        assertThat(RestTest.fieldsOf(view)).containsExactly("request", "late_answers", "may_answer");
        assertThat(view.path("request").path("status").asText()).isEqualTo("expired");
        assertThat(view.path("late_answers").findValuesAsText("text")).containsExactly("too late");
        assertThat(view.path("late_answers").get(0).path("late").asBoolean()).isTrue();
        JsonNode events =
                alice.get("/api/sessions/" + session + "/events").body().path("items");
        assertThat(events.get(events.size() - 1).path("event").path("payload").toString())
                .isEqualTo(("{\"request_id\":\"%s\",\"default_answer\":{\"text\":\"default\",\"options\":null,"
                                + "\"approved\":null,\"reason\":null,\"edited_arguments\":null}}")
                        .formatted(request));
        try (SocketClient socket = server.socket("bob")) {
            assertThat(overSocket(socket, request, "{\"text\":\"x\"}")
                            .path("error_code")
                            .asText())
                    .isEqualTo("expired");
        }
    }

    @Test
    void withdrawnQuestionTakesNoAnswer() {
        String request = ask(FREE_TEXT);

        Result withdrawn = bob.delete(path(request));
        Result again = alice.delete(path(request));
        Result answer = respond(alice, request, "{\"text\":\"x\"}");

        assertThat(withdrawn.status()).isEqualTo(200);
        assertThat(withdrawn.body().path("status").asText()).isEqualTo("cancelled");
        assertThat(again.body()).isEqualTo(withdrawn.body());
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.errorCode()).isEqualTo("expired");
        assertThat(answer.body().path("error").path("error_message").asText()).contains("withdrawn");
    }

    @Test
    void answeredQuestionIsNotWithdrawn() {
        String request = ask(FREE_TEXT);
        respond(bob, request, "{\"text\":\"x\"}");

        Result withdrawn = alice.delete(path(request));

        assertThat(withdrawn.status()).isEqualTo(200);
        assertThat(withdrawn.body().path("status").asText()).isEqualTo("answered");
    }

    @Test
    void questionsAreListedPageByPage() {
        String first = ask(FREE_TEXT);
        String second = ask(FREE_TEXT);
        String third = ask(FREE_TEXT);
        respond(alice, second, "{\"text\":\"x\"}");
        alice.delete(path(third));

        JsonNode all = victor.get(path()).body();
        JsonNode page = alice.get(path() + "?limit=1&offset=1").body();

        assertThat(RestTest.fieldsOf(all)).containsExactly("items", "total", "limit", "offset");
        assertThat(all.path("items").findValuesAsText("request_id")).containsExactly(third, second, first);
        assertThat(alice.get(path() + "?status=any").body()).isEqualTo(all);
        assertThat(page.path("items").findValuesAsText("request_id")).containsExactly(second);
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(listed("pending")).containsExactly(first);
        assertThat(listed("answered")).containsExactly(second);
        assertThat(listed("cancelled")).containsExactly(third);
        assertThat(listed("expired")).isEmpty();
    }

    private List<String> listed(String status) {
        return alice.get(path() + "?status=" + status).body().path("items").findValuesAsText("request_id");
    }

    @Test
    void inboxHasWhatTheCallerMayAnswerInAllSessions() {
        RestClient owner = server.rest("owner");
        RestClient expert = server.rest("expert");
        String one = owner.newSession();
        String other = owner.newSession();
        String open = asked(owner, one, FREE_TEXT);
        String toExpert = asked(owner, other, FREE_TEXT.replaceFirst("\\{", "{\"responders\":[\"expert\"],"));
        String done = asked(owner, other, FREE_TEXT);
        owner.post("/api/sessions/" + other + "/feedback/" + done + "/respond", "{\"answer\":{\"text\":\"x\"}}");

        assertThat(inbox(owner, "")).containsExactly(open);
        assertThat(inbox(owner, "?status=any")).containsExactly(done, open);
        assertThat(inbox(owner, "?status=answered")).containsExactly(done);
        assertThat(inbox(owner, "?status=any&limit=1&offset=1")).containsExactly(open);
        assertThat(inbox(expert, "")).containsExactly(toExpert);
        assertThat(inbox(mallory, "?status=any")).isEmpty();
    }

    private static String asked(RestClient client, String session, String body) {
        return client.post("/api/sessions/" + session + "/feedback", body)
                .body()
                .path("request_id")
                .asText();
    }

    private static List<String> inbox(RestClient client, String query) {
        return client.get("/api/feedback" + query).body().path("items").findValuesAsText("request_id");
    }

    @Test
    void whoMayDoWhatWithAQuestionToEverybody() {
        String request = ask(FREE_TEXT);

        assertThat(victor.post(path(), FREE_TEXT).status()).isEqualTo(403);
        assertThat(bob.post(path(), FREE_TEXT).status()).isEqualTo(201);
        assertThat(victor.get(path()).status()).isEqualTo(200);
        assertThat(victor.get(path(request)).body().path("may_answer").asBoolean())
                .isFalse();
        assertThat(bob.get(path(request)).body().path("may_answer").asBoolean()).isTrue();
        assertThat(respond(victor, request, "{\"text\":\"x\"}").status()).isEqualTo(403);
        assertThat(victor.delete(path(request)).status()).isEqualTo(403);
        assertThat(respond(bob, request, "{\"text\":\"x\"}").status()).isEqualTo(200);
    }

    @Test
    void strangersLearnNothing() throws IOException {
        String request = ask(FREE_TEXT);
        String unknown = Ids.fresh();

        assertThat(mallory.post(path(), FREE_TEXT).status()).isEqualTo(404);
        assertThat(mallory.get(path()).status()).isEqualTo(404);
        for (String id : List.of(request, unknown)) {
            assertThat(mallory.get(path(id)).status()).isEqualTo(404);
            assertThat(mallory.delete(path(id)).status()).isEqualTo(404);
            assertThat(respond(mallory, id, "{\"text\":\"x\"}").status()).isEqualTo(404);
        }
        assertThat(withoutIds(respond(mallory, unknown, "{\"text\":\"x\"}")))
                .isEqualTo(withoutIds(respond(mallory, request, "{\"text\":\"x\"}")));
        assertThat(withoutIds(mallory.get(path(unknown)))).isEqualTo(withoutIds(mallory.get(path(request))));
        try (SocketClient socket = server.socket("mallory")) {
            assertThat(overSocket(socket, request, "{\"text\":\"x\"}")
                            .path("error_code")
                            .asText())
                    .isEqualTo("not_found");
        }
        assertThat(alice.get(path(request))
                        .body()
                        .path("request")
                        .path("status")
                        .asText())
                .isEqualTo("pending");
    }

    private static String withoutIds(Result refused) {
        return refused.body().path("error").path("error_message").asText()
                + refused.body().path("error").path("details");
    }

    @Test
    void namedPersonAnswersWithoutAccessToTheSessionAndNobodyElseDoes() throws IOException {
        String request = ask(TO_CAROL);

        assertThat(carol.get("/api/sessions/" + session).status()).isEqualTo(404);
        assertThat(carol.get(path()).status()).isEqualTo(404);
        JsonNode seen = carol.get(path(request)).body();
        assertThat(seen.path("request").path("question").asText()).isEqualTo("Carol?");
        assertThat(seen.path("may_answer").asBoolean()).isTrue();
        assertThat(carol.delete(path(request)).status()).isEqualTo(403);
        for (RestClient other : List.of(alice, bob, victor)) {
            assertThat(other.get(path(request)).body().path("may_answer").asBoolean())
                    .isFalse();
            assertThat(respond(other, request, "{\"approved\":true}").errorCode())
                    .isEqualTo("forbidden");
        }
        assertThat(respond(mallory, request, "{\"approved\":true}").status()).isEqualTo(404);
        try (SocketClient socket = server.socket("carol")) {
            assertThat(overSocket(socket, request, "{\"approved\":true}")
                            .path("type")
                            .asText())
                    .isEqualTo("feedback_accepted");
        }
    }

    @Test
    void questionOfAnotherSessionIsUnknownInThisOne() {
        String elsewhere = ask(FREE_TEXT);
        share();

        assertThat(alice.get(path(elsewhere)).status()).isEqualTo(404);
        assertThat(respond(alice, elsewhere, "{\"text\":\"x\"}").status()).isEqualTo(404);
        assertThat(alice.delete(path(elsewhere)).status()).isEqualTo(404);
    }

    @Test
    void nothingIsAskedInASessionThatEnded() {
        String request = ask(FREE_TEXT);
        alice.post("/api/sessions/" + session + "/end", "");

        assertThat(alice.post(path(), FREE_TEXT).errorCode()).isEqualTo("invalid_state");
        assertThat(alice.get(path(request))
                        .body()
                        .path("request")
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        alice.delete("/api/sessions/" + session);
        assertThat(alice.get(path(request)).status()).isEqualTo(404);
        assertThat(respond(alice, request, "{\"text\":\"x\"}").status()).isEqualTo(404);
    }

    @Test
    void answerIsAsLongAsAQuestionAllows() {
        String request = ask(FREE_TEXT);

        assertThat(respond(alice, request, "{\"text\":\"" + "😀".repeat(5_001) + "\"}")
                        .errorCode())
                .isEqualTo("invalid_answer");
        assertThat(respond(alice, request, "{\"text\":\"" + "\\ud83d\\ude00".repeat(5_000) + "\"}")
                        .status())
                .isEqualTo(200);
    }
}
