package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.Role;
import dev.parley.web.support.Ids;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.ScriptedModel;
import dev.parley.web.support.TestServer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each route answers when all goes well, and how answers look. */
class RestTest {
    private static TestServer server;
    private static RestClient alice;
    private static RestClient bob;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        alice = server.rest("alice");
        bob = server.rest("bob");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void startsASessionAndShowsIt() {
        Result started = alice.post(
                "/api/sessions", "{\"title\":\"Träume 😀\",\"metadata\":{ \"a\" : 1.50 },\"profile\":\"default\"}");

        assertThat(started.status()).isEqualTo(201);
        JsonNode session = started.body();
        assertThat(fieldsOf(session))
                .containsExactly(
                        "session_id",
                        "owner_id",
                        "title",
                        "metadata",
                        "profile",
                        "status",
                        "access",
                        "participants",
                        "agent",
                        "position",
                        "message_count",
                        "context_after",
                        "forked_from",
                        "created_at",
                        "updated_at",
                        "last_active_at",
                        "ended_at",
                        "deleted_at",
                        "turns",
                        "pending_feedback",
                        "match");
        assertThat(session.path("title").asText()).isEqualTo("Träume 😀");
        assertThat(session.path("status").asText()).isEqualTo("initializing");
        assertThat(session.path("access").asText()).isEqualTo("owner");
        assertThat(session.path("position").asText()).isEqualTo("1");
        assertThat(started.text()).contains("\"metadata\":{ \"a\" : 1.50 },");
        assertThat(started.header("Cache-Control")).isEqualTo("no-store");
        assertThat(alice.get("/api/sessions/" + id(session)).body()).isEqualTo(session);
    }

    @Test
    void listsSessionsPageByPage() {
        RestClient carol = server.rest("carol");
        String first =
                id(carol.post("/api/sessions", "{\"title\":\"needle one\"}").body());
        String second = id(carol.post("/api/sessions", "{\"title\":\"two\"}").body());
        carol.say(second, "another needle here");
        carol.post("/api/sessions/" + first + "/pause", "");

        JsonNode all = carol.get("/api/sessions").body();
        JsonNode page = carol.get("/api/sessions?limit=1&offset=1").body();
        JsonNode paused = carol.get("/api/sessions?status=paused").body();
        JsonNode found = carol.get("/api/sessions?q=NEEDLE").body();

        assertThat(idsOf(all)).containsExactlyInAnyOrder(first, second);
        assertThat(all.path("total").asInt()).isEqualTo(2);
        assertThat(all.path("limit").asInt()).isEqualTo(20);
        assertThat(idsOf(page)).containsExactly(idsOf(all).get(1));
        assertThat(page.path("offset").asInt()).isEqualTo(1);
        assertThat(idsOf(paused)).containsExactly(first);
        assertThat(idsOf(found)).containsExactlyInAnyOrder(first, second);
        assertThat(all.path("items").get(0).path("turns")).isEmpty();
    }

    @Test
    void listIsReadOnByCursor() {
        RestClient reader = server.rest("collector");
        for (int i = 0; i < 5; i++) {
            reader.post("/api/sessions", "{\"title\":\"number %d\"}".formatted(i));
        }
        List<String> all = idsOf(reader.get("/api/sessions").body());

        List<String> read = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = reader.get("/api/sessions?limit=2&q=NUMBER&status=initializing&cursor=" + next)
                    .body();
            assertThat(fieldsOf(page)).containsExactly("items", "total", "limit", "offset", "next_cursor");
            assertThat(page.path("total").asInt()).isEqualTo(5);
            read.addAll(idsOf(page));
            next = page.path("next_cursor").asText(null);
        } while (next != null);

        assertThat(read).isEqualTo(all).hasSize(5);
        assertThat(reader.get("/api/sessions").body().path("next_cursor").isNull())
                .isTrue();
    }

    @Test
    void searchSaysWhereTheTextIs() {
        RestClient erin = server.rest("erin");
        String session =
                id(erin.post("/api/sessions", "{\"title\":\"<b>Tea</b>\"}").body());
        JsonNode inTitle =
                erin.get("/api/sessions?q=tea").body().path("items").path(0).path("match");
        erin.say(session, "x".repeat(500) + " İ more TEA, please");
        JsonNode inMessage = erin.get("/api/sessions?q=more%20tea")
                .body()
                .path("items")
                .path(0)
                .path("match");

        assertThat(inTitle.toString())
                .isEqualTo("{\"message_id\":null,\"seq\":null,\"snippet\":{\"text\":\"<b>Tea</b>\",\"start\":3,"
                        + "\"length\":3,\"more_before\":false,\"more_after\":false}}");
        assertThat(fieldsOf(inMessage)).containsExactly("message_id", "seq", "snippet");
        JsonNode snippet = inMessage.path("snippet");
        int start = snippet.path("start").asInt();
        assertThat(snippet.path("text")
                        .asText()
                        .substring(start, start + snippet.path("length").asInt()))
                .isEqualTo("more TEA");
        assertThat(snippet.path("more_before").asBoolean()).isTrue();
        assertThat(idsOf(erin.get("/api/sessions?q=please").body())).containsExactly(session);
        assertThat(server.rest("frank")
                        .get("/api/sessions?q=tea")
                        .body()
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void tellsWhatWasUsed() {
        RestClient grace = server.rest("grace");
        String session = grace.newSession();
        server.model.next().say("Hello").end();
        grace.post("/api/chat", "{\"message\":\"hi\",\"session_id\":\"%s\"}".formatted(session));

        Result own = grace.get("/api/usage");
        JsonNode report = own.body();
        String today = report.path("to").asText();

        assertThat(fieldsOf(report)).containsExactly("user_id", "from", "to", "items", "totals");
        assertThat(report.path("user_id").asText()).isEqualTo("grace");
        assertThat(LocalDate.parse(report.path("from").asText()).plusDays(29)).hasToString(today);
        assertThat(report.path("items").toString())
                .isEqualTo(("[{\"day\":\"%s\",\"model\":\"scripted\",\"answers\":1,\"prompt_tokens\":3,"
                                + "\"completion_tokens\":5}]")
                        .formatted(today));
        assertThat(report.path("totals").toString())
                .isEqualTo("{\"answers\":1,\"prompt_tokens\":3,\"completion_tokens\":5}");
        assertThat(grace.get("/api/usage?from=2020-02-01&to=2020-02-29").body().path("items"))
                .isEmpty();
        assertThat(server.rest("henry").get("/api/usage?user=grace").errorCode())
                .isEqualTo("forbidden");
        assertThat(server.rest("ivy", Role.ADMIN).get("/api/usage?user=grace").body())
                .isEqualTo(report);
    }

    @Test
    void changesTitleAndMetadata() {
        String path = "/api/sessions/" + alice.newSession();

        Result patched = alice.send("PATCH", path, "{\"title\":\"new\"}");
        Result described = alice.send("PATCH", path, "{\"metadata\":{\"k\":[]}}");
        Result replaced = alice.send("PUT", path, "{\"title\":\"\",\"metadata\":{}}");

        assertThat(patched.body().path("title").asText()).isEqualTo("new");
        assertThat(described.body().path("title").asText()).isEqualTo("new");
        assertThat(described.body().path("metadata").toString()).isEqualTo("{\"k\":[]}");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.body().path("title").asText()).isEmpty();
        assertThat(replaced.body().path("metadata").toString()).isEqualTo("{}");
    }

    @Test
    void pausesResumesAndEndsASession() {
        String path = "/api/sessions/" + alice.newSession();
        server.rest("alice").say(path.substring(14), "hello");

        assertThat(alice.post(path + "/pause", "").body().path("status").asText())
                .isEqualTo("paused");
        assertThat(alice.post(path + "/resume", "{\"when_full\":\"pause_oldest\"}")
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("active");
        JsonNode ended = alice.post(path + "/end", "{}").body();
        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.path("ended_at").isTextual()).isTrue();
    }

    @Test
    void deletesAndRestoresASession() {
        String path = "/api/sessions/" + alice.newSession();

        Result deleted = alice.delete(path);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.response().body()).isEmpty();
        assertThat(alice.get(path).status()).isEqualTo(404);
        Result restored = alice.post(path + "/restore", "");
        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.body().path("deleted_at").isNull()).isTrue();
        assertThat(alice.get(path).status()).isEqualTo(200);
    }

    @Test
    void deletedSessionsAreListedUntilTheyAreRestored() {
        RestClient dora = server.rest("dora");
        String first = dora.newSession();
        String second = dora.newSession();
        dora.newSession();
        dora.delete("/api/sessions/" + first);
        dora.delete("/api/sessions/" + second);

        JsonNode deleted = dora.get("/api/sessions?deleted=true&limit=1").body();
        assertThat(deleted.path("items").findValuesAsText("session_id")).containsExactly(second);
        assertThat(deleted.path("items").get(0).path("deleted_at").isTextual()).isTrue();
        assertThat(deleted.path("total").asInt()).isEqualTo(2);
        assertThat(dora.get("/api/sessions?deleted=true&offset=1")
                        .body()
                        .path("items")
                        .findValuesAsText("session_id"))
                .containsExactly(first);
        dora.post("/api/sessions/" + first + "/restore", "");
        assertThat(dora.get("/api/sessions?deleted=true").body().path("total").asInt())
                .isEqualTo(1);
        assertThat(dora.get("/api/sessions?deleted=false").body().path("total").asInt())
                .isEqualTo(2);
        assertThat(dora.get("/api/sessions?deleted=true&q=x").status()).isEqualTo(400);
    }

    @Test
    void forksASession() {
        String source = alice.newSession();
        chat(alice, source, "one");
        JsonNode messages =
                alice.get("/api/sessions/" + source + "/messages").body().path("items");
        chat(alice, source, "two");
        long afterSeq = messages.get(1).path("seq").asLong();

        Result fork = alice.post("/api/sessions/" + source + "/fork", "{\"after_seq\":" + afterSeq + "}");

        assertThat(fork.status()).isEqualTo(201);
        assertThat(fork.body().path("forked_from").path("session_id").asText()).isEqualTo(source);
        assertThat(fork.body().path("forked_from").path("seq").asLong()).isEqualTo(afterSeq);
        assertThat(textsOf(fork)).containsExactly("one", ScriptedModel.echoOf("one"));
        assertThat(alice.post("/api/sessions/" + source + "/fork", "")
                        .body()
                        .path("message_count")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void sharesASession() {
        String path = "/api/sessions/" + alice.newSession();

        Result shared = alice.send("PUT", path + "/participants/bob", "{\"access\":\"viewer\"}");

        assertThat(shared.body().path("participants").toString())
                .isEqualTo("[{\"user_id\":\"bob\",\"access\":\"viewer\"}]");
        assertThat(bob.get(path).body().path("access").asText()).isEqualTo("viewer");
        assertThat(bob.post(path + "/messages", "{\"content\":\"x\"}").status()).isEqualTo(403);
        assertThat(alice.send("PUT", path + "/participants/bob", "{\"access\":\"editor\"}")
                        .status())
                .isEqualTo(200);
        assertThat(bob.post(path + "/messages", "{\"content\":\"x\"}").status()).isEqualTo(202);
        assertThat(bob.delete(path + "/participants/bob").status()).isEqualTo(200);
        assertThat(bob.get(path).status()).isEqualTo(404);
    }

    @Test
    void sharesWithUsersOfAnyName() {
        String path = "/api/sessions/" + alice.newSession();

        Result shared = alice.send("PUT", path + "/participants/idp%7Ca%2Fb+c@d:e", "{\"access\":\"viewer\"}");

        assertThat(shared.body().path("participants").get(0).path("user_id").asText())
                .isEqualTo("idp|a/b+c@d:e");
        assertThat(alice.delete(path + "/participants/idp%7Ca%2Fb%2Bc%40d%3Ae").status())
                .isEqualTo(200);
    }

    @Test
    void takesAMessageAndAnswersIt() {
        String session = alice.newSession();
        String messageId = Ids.fresh();

        Result accepted = alice.post(
                "/api/sessions/" + session + "/messages",
                "{\"content\":\"hello\",\"message_id\":\"" + messageId + "\",\"if_busy\":\"enqueue\"}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(fieldsOf(accepted.body())).containsExactly("message", "turn", "position", "duplicate");
        assertThat(fieldsOf(accepted.body().path("message")))
                .containsExactly(
                        "message_id",
                        "session_id",
                        "turn_id",
                        "seq",
                        "role",
                        "status",
                        "author_id",
                        "channel",
                        "text",
                        "tool_calls",
                        "tool_call_id",
                        "tool_name",
                        "failed",
                        "model",
                        "usage",
                        "error",
                        "created_at",
                        "ended_at");
        assertThat(accepted.body().path("message").path("message_id").asText()).isEqualTo(messageId);
        assertThat(fieldsOf(accepted.body().path("turn")))
                .containsExactly(
                        "turn_id",
                        "session_id",
                        "message_id",
                        "author_id",
                        "status",
                        "attempt",
                        "queued_ahead",
                        "error",
                        "cancel_reason",
                        "created_at",
                        "started_at",
                        "ended_at");
        assertThat(accepted.body().path("duplicate").asBoolean()).isFalse();
        awaitIdle(alice, session);
        JsonNode messages = alice.get("/api/sessions/" + session + "/messages").body();
        assertThat(messages.path("items").get(1).path("text").asText()).isEqualTo(ScriptedModel.echoOf("hello"));
        assertThat(messages.path("items").get(1).path("usage").toString())
                .isEqualTo("{\"prompt_tokens\":3,\"completion_tokens\":5}");
        assertThat(messages.path("total").asInt()).isEqualTo(2);
    }

    @Test
    void listsMessagesInBothDirections() {
        String session = alice.newSession();
        chat(alice, session, "one");
        chat(alice, session, "two");
        String path = "/api/sessions/" + session + "/messages";
        JsonNode all = alice.get(path).body().path("items");
        long second = all.get(1).path("seq").asLong();

        assertThat(alice.get(path + "?order=desc&limit=1").body().path("items").get(0))
                .isEqualTo(all.get(3));
        assertThat(alice.get(path + "?after=" + second).body().path("items")).hasSize(2);
        assertThat(alice.get(path + "?before=" + second).body().path("items")).hasSize(1);
        assertThat(alice.get(path + "?offset=3").body().path("items").get(0)).isEqualTo(all.get(3));
        assertThat(alice.get(path + "?order=asc&limit=100").body().path("items"))
                .isEqualTo(all);
    }

    @Test
    void waitsForAWholeAnswer() {
        RestClient dora = server.rest("reader");

        Result first = dora.post("/api/chat", "{\"message\":\"one\"}");
        Result second = dora.post("/api/chat", "{\"message\":\"two\",\"message_id\":\"" + Ids.fresh() + "\"}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(fieldsOf(first.body()))
                .containsExactly("session_id", "turn_id", "message_id", "position", "answer", "messages");
        assertThat(first.body().path("answer").path("text").asText()).isEqualTo(ScriptedModel.echoOf("one"));
        assertThat(first.body().path("messages")).hasSize(2);
        assertThat(second.body().path("session_id")).isEqualTo(first.body().path("session_id"));
    }

    @Test
    void chatTellsWhyAnAnswerFailed() {
        ScriptedModel.Conversation failing = server.model.next();
        failing.fail(new ChatException.Unavailable(ErrorCode.MODEL_UNAVAILABLE, "The model is away.", Duration.ZERO));

        Result failed = chat(alice, alice.newSession(), "hello");

        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.errorCode()).isEqualTo("model_unavailable");
        assertThat(failed.body().path("error").path("error_message").asText()).isEqualTo("The model is away.");
    }

    @Test
    void aStoppedChatHasNoAnswer() throws InterruptedException {
        ScriptedModel.Conversation silent = server.model.next();
        String session = alice.newSession();
        alice.say(session, "hello");
        silent.awaitAsked();

        Result stopped = alice.post("/api/sessions/" + session + "/stop", "{}");

        assertThat(stopped.status()).isEqualTo(200);
        assertThat(stopped.body().path("turn_id").isTextual()).isTrue();
        silent.awaitInterrupted();
        awaitIdle(alice, session);
        JsonNode nothing = alice.post("/api/sessions/" + session + "/stop", "").body();
        assertThat(nothing.toString()).isEqualTo("{\"session_id\":\"" + session + "\",\"turn_id\":null}");
    }

    @Test
    void showsWhatTheModelWouldSee() {
        String session = alice.newSession();
        chat(alice, session, "hello");

        JsonNode context = alice.get("/api/sessions/" + session + "/context").body();

        assertThat(fieldsOf(context)).containsExactly("messages", "tokens", "dropped_messages", "limits");
        assertThat(context.path("messages")).hasSize(2);
        assertThat(context.path("tokens").asInt()).isPositive();
        assertThat(context.path("limits").toString()).isEqualTo("{\"messages\":20,\"tokens\":2000}");
    }

    @Test
    void exportsWholeSessions() {
        String session = id(alice.post("/api/sessions", "{\"title\":\"Trip\"}").body());
        chat(alice, session, "one");
        String path = "/api/sessions/" + session + "/export";
        JsonNode messages =
                alice.get("/api/sessions/" + session + "/messages").body().path("items");

        Result json = alice.get(path);
        Result lines = alice.get(path + "?format=jsonl");
        Result markdown = alice.get(path + "?format=markdown");

        assertThat(json.body().path("session").path("title").asText()).isEqualTo("Trip");
        assertThat(json.body().path("messages")).isEqualTo(messages);
        assertThat(json.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"parley-" + session + ".json\"");
        assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(lines.text()).isEqualTo(messages.get(0) + "\n" + messages.get(1) + "\n");
        assertThat(markdown.header("Content-Type")).startsWith("text/markdown");
        assertThat(markdown.text()).startsWith("# Trip\n\n## alice · ").contains("\n\none\n", "## Assistant · ");
    }

    @Test
    void readsTheLogPageByPage() {
        String session = alice.newSession();
        chat(alice, session, "one");
        String path = "/api/sessions/" + session + "/events";
        JsonNode all = alice.get(path + "?limit=100").body();

        List<JsonNode> paged = new ArrayList<>();
        String position = "0";
        for (JsonNode page = alice.get(path + "?limit=3").body();
                !page.path("items").isEmpty();
                page = alice.get(path + "?limit=3&after=" + position).body()) {
            page.path("items").forEach(paged::add);
            position = page.path("position").asText();
        }

        assertThat(paged).containsExactlyElementsOf(all.path("items"));
        assertThat(position).isEqualTo(all.path("position").asText());
        assertThat(all.path("items").get(0).path("event").path("type").asText()).isEqualTo("session.started");
    }

    @Test
    void publishesEventsAsTheyAre() {
        String path = "/api/sessions/" + alice.newSession() + "/events";

        Result published = alice.post(path, "{\"name\":\"tts.chunk\",\"payload\":[ 1.0 , null ]}");

        assertThat(published.status()).isEqualTo(201);
        String position = published.body().path("position").asText();
        Result log = alice.get(path);
        assertThat(log.body().path("position").asText()).isEqualTo(position);
        assertThat(log.text()).contains("\"payload\":{\"name\":\"tts.chunk\",\"payload\":[ 1.0 , null ]}");
    }

    @Test
    void tellsWhoCalls() {
        assertThat(alice.get("/api/me").text()).isEqualTo("{\"user_id\":\"alice\",\"role\":\"viewer\"}");
    }

    @Test
    void tellsItsHealthToEverybody() {
        assertThat(server.anybody().get("/health/live").text()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(server.anybody().get("/health/ready").text())
                .isEqualTo("{\"status\":\"ready\",\"model_ready\":true}");
    }

    @Test
    void servesThePage() {
        Result page = server.anybody().get("/?whatever=1");
        String policy = page.header("Content-Security-Policy");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(policy)
                .matches("default-src 'none'; script-src 'self' 'nonce-[A-Za-z0-9+/]{24}'; style-src 'self'; "
                        + "connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
                        + "form-action 'none'; frame-ancestors 'none'; "
                        + "require-trusted-types-for 'script'; trusted-types lit-html dompurify");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(server.anybody().get("/").header("Content-Security-Policy")).isNotEqualTo(policy);
    }

    @Test
    void servesAssetsOnlyWhenTheyChanged() {
        Result asset = server.anybody().get("/assets/parley/app.js");
        String tag = asset.header("ETag");

        assertThat(asset.status()).isEqualTo(200);
        assertThat(asset.header("Content-Type")).startsWith("text/javascript");
        assertThat(server.anybody()
                        .get("/assets/parley/app.js", "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        assertThat(server.anybody()
                        .get("/assets/parley/app.js", "If-None-Match", "\"x\", W/" + tag)
                        .status())
                .isEqualTo(304);
        assertThat(server.anybody()
                        .get("/assets/parley/app.js", "If-None-Match", "\"x\"")
                        .status())
                .isEqualTo(200);
        assertThat(server.anybody().get("/assets/parley/../index.html").status())
                .isIn(400, 404);
        assertThat(server.anybody().get("/assets/nothing").errorCode()).isEqualTo("not_found");
    }

    static Result chat(RestClient client, String session, String text) {
        return client.post("/api/chat", "{\"message\":\"" + text + "\",\"session_id\":\"" + session + "\"}");
    }

    static void awaitIdle(RestClient client, String session) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> client.get("/api/sessions/" + session)
                        .body()
                        .path("turns")
                        .isEmpty());
    }

    private static String id(JsonNode session) {
        return session.path("session_id").asText();
    }

    static List<String> fieldsOf(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> idsOf(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(session -> ids.add(id(session)));
        return ids;
    }

    private static List<String> textsOf(Result session) {
        List<String> texts = new ArrayList<>();
        alice.get("/api/sessions/" + id(session.body()) + "/messages")
                .body()
                .path("items")
                .forEach(message -> texts.add(message.path("text").asText()));
        return texts;
    }

    @Test
    void longAnswersGiveTheirRoomBack() {
        RestClient reader = server.rest("reader");
        String large = "{\"when_full\":\"pause_oldest\",\"metadata\":{\"a\":\"%s\"}}".formatted("x".repeat(16_000));
        for (int i = 0; i < 100; i++) {
            assertThat(reader.post("/api/sessions", large).status()).isEqualTo(201);
        }
        long read = 0;
        while (read <= Runtime.getRuntime().maxMemory() / 8) {
            Result page = reader.get("/api/sessions?limit=100");
            assertThat(page.status()).isEqualTo(200);
            read += page.text().length();
        }
    }
}
