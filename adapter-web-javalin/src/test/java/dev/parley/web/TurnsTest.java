package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.live.Timing;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.EventReader.SentEvent;
import dev.parley.web.support.Ids;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.ScriptedModel.Conversation;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Turns as clients see them: stopped, queued, sent twice, waited for, streamed. */
class TurnsTest {
    private static final Timing BEATING = new Timing(
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(45),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    private TestServer server;
    private RestClient alice;
    private String session;
    private SocketClient socket;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(
                TestServer.ROOMY.toBuilder().chatWait(Duration.ofMillis(300)).build(), BEATING);
        alice = server.rest("alice");
        session = alice.newSession();
        socket = server.socket("alice");
        socket.ask("join_session", "session_id", session, "position", "1");
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        server.close();
    }

    @Test
    void aTurnCanBeStoppedBeforeItsFirstWord() throws Exception {
        Conversation silent = server.model.next();
        JsonNode ack = socket.ask("message", "session_id", session, "content", "hello");
        silent.awaitAsked();

        JsonNode stopped = socket.ask("stop", "session_id", session);

        assertThat(stopped.path("turn_id")).isEqualTo(ack.path("turn_id"));
        silent.awaitInterrupted();
        JsonNode cancelled = socket.awaitEvent("turn.cancelled");
        assertThat(cancelled.path("event").path("payload").path("reason").asText())
                .isEqualTo("stopped");
        assertThat(alice.get("/api/sessions/" + session)
                        .body()
                        .path("agent")
                        .path("activity")
                        .asText())
                .isEqualTo("idle");
    }

    @Test
    void aWaitingTurnCanBeWithdrawn() throws Exception {
        Conversation running = server.model.next();
        socket.ask("message", "session_id", session, "content", "one");
        running.awaitAsked();
        JsonNode waiting = socket.ask("message", "session_id", session, "content", "two");

        JsonNode stopped = socket.ask(
                "stop",
                "session_id",
                session,
                "turn_id",
                waiting.path("turn_id").asText());

        assertThat(stopped.path("turn_id")).isEqualTo(waiting.path("turn_id"));
        JsonNode cancelled = socket.awaitEvent("turn.cancelled");
        assertThat(cancelled.path("event").path("payload").path("turn_id")).isEqualTo(waiting.path("turn_id"));
        running.say("answer").end();
        socket.awaitEvent("turn.completed");
    }

    @Test
    void stoppingOvertakesASlowFrame() throws Exception {
        Conversation running = server.model.next();
        JsonNode first = socket.ask("message", "session_id", session, "content", "one");
        running.awaitAsked();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        server.ids.blockOnce(blocked, release);
        socket.send("{\"type\":\"message\",\"ref\":\"slow\",\"session_id\":\"" + session + "\",\"content\":\"two\"}");
        blocked.await();

        JsonNode stopped = socket.ask("stop", "session_id", session);

        assertThat(stopped.path("turn_id")).isEqualTo(first.path("turn_id"));
        running.awaitInterrupted();
        release.countDown();
        socket.until(frame -> frame.path("ref").asText().equals("slow"));
    }

    @Test
    void stoppingComesToEffectEvenIfItOvertookTheMessage() throws Exception {
        Conversation silent = server.model.next();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        server.ids.blockOnce(blocked, release);
        socket.send("{\"type\":\"message\",\"ref\":\"slow\",\"session_id\":\"" + session + "\",\"content\":\"one\"}");
        blocked.await();
        socket.send("{\"type\":\"stop\",\"ref\":\"stop\",\"session_id\":\"" + session + "\"}");
        assertThat(socket.ask("stop", "session_id", Ids.NOBODYS)
                        .path("error_code")
                        .asText())
                .isEqualTo("not_found");

        release.countDown();
        JsonNode stopped =
                socket.until(frame -> frame.path("ref").asText().equals("stop")).getLast();

        assertThat(stopped.path("turn_id").isTextual()).isTrue();
        socket.awaitEvent("turn.cancelled");
        silent.end();
    }

    @Test
    void aMessageWhileTheAgentIsBusyWaitsOrIsRefusedOrInterrupts() throws Exception {
        Conversation first = server.model.next();
        alice.say(session, "one");
        first.awaitAsked().say("half");

        Result waiting = post("two", "enqueue");
        Result refused = post("three", "reject");
        Conversation interrupting = server.model.next();
        Result last = post("four", "interrupt");

        assertThat(waiting.body().path("turn").path("status").asText()).isEqualTo("queued");
        assertThat(waiting.body().path("turn").path("queued_ahead").asInt()).isEqualTo(1);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorCode()).isEqualTo("session_busy");
        assertThat(last.status()).isEqualTo(202);
        first.awaitInterrupted();
        interrupting.awaitAsked().say("urgent").end();
        socket.awaitEvent("turn.completed");
        JsonNode completed = socket.awaitEvent("turn.completed");
        assertThat(completed.path("event").path("payload").path("turn_id"))
                .isEqualTo(waiting.body().path("turn").path("turn_id"));
        List<String> statuses = new ArrayList<>();
        alice.get("/api/sessions/" + session + "/messages")
                .body()
                .path("items")
                .forEach(message -> statuses.add(message.path("text").asText() + " "
                        + message.path("status").asText()));
        assertThat(statuses).contains("half stopped", "urgent completed").noneMatch(text -> text.startsWith("three"));
    }

    @Test
    void theQueueHasAnEnd() throws Exception {
        Conversation running = server.model.next();
        alice.say(session, "running");
        running.awaitAsked();
        for (int i = 0; i < 10; i++) {
            assertThat(post("waiting " + i, "enqueue").status()).isEqualTo(202);
        }

        Result full = post("too many", "enqueue");

        assertThat(full.status()).isEqualTo(409);
        assertThat(full.errorCode()).isEqualTo("queue_full");
        running.end();
    }

    @Test
    void theSameMessageSentFiftyTimesAtOnceHasOneEffect() throws Exception {
        String messageId = Ids.fresh();
        List<Callable<JsonNode>> senders = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            senders.add(() -> {
                Result result = alice.post(
                        "/api/sessions/" + session + "/messages",
                        "{\"content\":\"once\",\"message_id\":\"" + messageId + "\"}");
                assertThat(result.status()).isEqualTo(202);
                return result.body();
            });
            senders.add(() -> {
                try (SocketClient sender = server.socket("alice")) {
                    return sender.ask("message", "session_id", session, "content", "once", "message_id", messageId);
                }
            });
        }

        List<JsonNode> replies = new ArrayList<>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<JsonNode> reply : pool.invokeAll(senders)) {
                replies.add(reply.get());
            }
        }

        assertThat(replies)
                .extracting(reply -> reply.path("position").asText())
                .containsOnly(replies.getFirst().path("position").asText());
        assertThat(replies)
                .filteredOn(reply -> !reply.path("duplicate").asBoolean())
                .hasSize(1);
        RestTest.awaitIdle(alice, session);
        assertThat(alice.get("/api/sessions/" + session + "/messages")
                        .body()
                        .path("total")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aMessageIdIsNotUsedTwice() {
        String messageId = Ids.fresh();
        String path = "/api/sessions/" + session + "/messages";
        alice.post(path, "{\"content\":\"one\",\"message_id\":\"" + messageId + "\"}");

        Result other = alice.post(path, "{\"content\":\"two\",\"message_id\":\"" + messageId + "\"}");
        Result elsewhere = alice.post(
                "/api/sessions/" + alice.newSession() + "/messages",
                "{\"content\":\"one\",\"message_id\":\"" + messageId + "\"}");

        assertThat(List.of(other.status(), elsewhere.status())).containsOnly(422);
        assertThat(List.of(other.errorCode(), elsewhere.errorCode())).containsOnly("message_id_reused");
    }

    @Test
    void anIdempotencyKeyStandsForAMessageId() {
        String path = "/api/sessions/" + session + "/messages";
        String uuid = Ids.fresh();

        Result first = alice.post(path, "{\"content\":\"one\"}", "Idempotency-Key", "\"order 5\"".replace(' ', '-'));
        Result again = alice.post(path, "{\"content\":\"one\"}", "Idempotency-Key", "order-5");
        Result other = alice.post(path, "{\"content\":\"two\"}", "Idempotency-Key", "order-5");
        Result plain = alice.post(path, "{\"content\":\"one\"}", "Idempotency-Key", uuid);
        Result both =
                alice.post(path, "{\"content\":\"x\",\"message_id\":\"" + Ids.fresh() + "\"}", "Idempotency-Key", uuid);
        Result bad = alice.post(path, "{\"content\":\"x\"}", "Idempotency-Key", "a b");

        assertThat(again.body().path("duplicate").asBoolean()).isTrue();
        assertThat(again.body().path("message")).isEqualTo(first.body().path("message"));
        assertThat(other.errorCode()).isEqualTo("message_id_reused");
        assertThat(plain.body().path("message").path("message_id").asText()).isEqualTo(uuid);
        assertThat(both.status()).isEqualTo(400);
        assertThat(bad.status()).isEqualTo(400);
    }

    @Test
    void chatGivesUpWaitingAndTheSameMessageGetsTheAnswer() throws Exception {
        Conversation slow = server.model.next();
        String messageId = Ids.fresh();
        String body = "{\"message\":\"hello\",\"message_id\":\"" + messageId + "\"}";

        Result late = alice.post("/api/chat", body);
        JsonNode details = late.body().path("error").path("details");

        assertThat(late.status()).isEqualTo(504);
        assertThat(late.errorCode()).isEqualTo("timed_out");
        assertThat(details.path("message_id").asText()).isEqualTo(messageId);
        assertThat(details.path("session_id").asText()).isEqualTo(session);
        assertThat(details.path("turn_id").isTextual()).isTrue();
        assertThat(details.path("position").isTextual()).isTrue();
        slow.say("at last").end();
        socket.awaitEvent("turn.completed");
        Result answered = alice.post("/api/chat", body);
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.body().path("answer").path("text").asText()).isEqualTo("at last");
        assertThat(answered.body().path("turn_id")).isEqualTo(details.path("turn_id"));
    }

    @Test
    void aMessageCanBeAnsweredByAStream() throws Exception {
        Conversation answer = server.model.next();
        String body = "{\"content\":\"hello\",\"message_id\":\"" + Ids.fresh() + "\"}";
        String path = "/api/sessions/" + session + "/messages";
        EventReader stream = alice.stream("POST", path, body);
        answer.awaitAsked().say("one ");
        SentEvent delta = stream.until(event -> event.type().equals("delta")).getLast();
        answer.say("two").end();
        List<SentEvent> rest = stream.all();

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(stream.header("Cache-Control")).isEqualTo("no-cache, no-transform");
        assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
        assertThat(stream.header("X-Correlation-Id")).isNotNull();
        assertThat(stream.retries()).isEqualTo(1);
        assertThat(delta.data().path("text").asText()).isEqualTo("one ");
        assertThat(delta.id()).isEqualTo(delta.data().path("position").asText());
        assertThat(rest.getLast().data().path("event").path("type").asText()).isEqualTo("turn.completed");

        EventReader again = alice.stream("POST", path, body);
        List<SentEvent> replayed = again.all();
        assertThat(replayed.getFirst().data().path("event").path("type").asText())
                .isEqualTo("message.created");
        assertThat(replayed.getLast()).isEqualTo(rest.getLast());
    }

    @Test
    void aStreamCanBeRefusedLikeAnythingElse() {
        EventReader refused = alice.stream("POST", "/api/sessions/" + session + "/messages", "{\"content\":\"\"}");
        EventReader unknown = alice.stream("GET", "/api/sessions/" + Ids.NOBODYS + "/events", null);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header("Content-Type")).isEqualTo("application/json");
        assertThat(unknown.status()).isEqualTo(404);
    }

    @Test
    void aSessionCanBeFollowedByAStream() throws Exception {
        RestTest.chat(alice, session, "hello");
        String path = "/api/sessions/" + session + "/events";
        EventReader fromStart = alice.stream("GET", path, null);
        EventReader fromQuery = alice.stream("GET", path + "?after=3", null);
        EventReader fromHeader = alice.stream("GET", path + "?after=3", null, "Last-Event-ID", "5");
        EventReader ahead = alice.stream("GET", path + "?after=99", null);

        assertThat(fromStart.next().id()).isEqualTo("1");
        assertThat(fromQuery.next().id()).isEqualTo("4");
        assertThat(fromHeader.next().id()).isEqualTo("6");
        SentEvent reset = ahead.next();
        assertThat(reset.type()).isEqualTo("reset");
        assertThat(reset.id()).isEqualTo(reset.data().path("position").asText());

        socket.send("{\"type\":\"typing\",\"session_id\":\"" + session + "\",\"active\":true}");
        alice.send("PUT", "/api/sessions/" + session + "/participants/bob", "{\"access\":\"editor\"}");
        try (SocketClient bob = server.socket("bob")) {
            bob.ask("join_session", "session_id", session);
            bob.send("{\"type\":\"typing\",\"session_id\":\"" + session + "\",\"active\":true}");
            SentEvent typing =
                    fromHeader.until(event -> event.type().equals("typing")).getLast();
            assertThat(typing.id()).isNull();
        }
        while (fromHeader.comments() < 3) {
            alice.post(path, "{\"name\":\"x\",\"payload\":1}");
            fromHeader.next();
        }
        assertThat(fromHeader.retries()).isEqualTo(1);
    }

    @Test
    void aStreamEndsWithTheSession() throws Exception {
        EventReader stream = alice.stream("GET", "/api/sessions/" + session + "/events", null);

        alice.delete("/api/sessions/" + session);

        List<SentEvent> events = stream.all();
        assertThat(events.getLast()
                        .data()
                        .path("event")
                        .path("payload")
                        .path("session")
                        .path("deleted")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void defectsAreNotShown() throws Exception {
        server.ids.throwOnce(() -> new IllegalStateException("a secret"));
        JsonNode thrown = socket.ask("message", "session_id", session, "content", "x");
        server.ids.failOnce(() -> new AssertionError("a secret"));
        JsonNode failed = socket.ask("message", "session_id", session, "content", "x");
        server.ids.throwOnce(() -> new IllegalStateException("a secret"));
        Result exception = alice.say(session, "x");
        server.ids.failOnce(() -> new AssertionError("a secret"));
        Result error = alice.say(session, "x");

        for (JsonNode reply : List.of(thrown, failed)) {
            assertThat(reply.path("error_code").asText()).isEqualTo("internal");
            assertThat(reply.path("details").path("correlation_id").isTextual()).isTrue();
            assertThat(reply.toString()).doesNotContain("secret", "Exception");
        }
        for (Result result : List.of(exception, error)) {
            assertThat(result.status()).isEqualTo(500);
            assertThat(result.errorCode()).isEqualTo("internal");
            assertThat(result.text()).doesNotContain("secret", "Exception", "Error:");
            assertThat(result.body().path("error").path("correlation_id").asText())
                    .isEqualTo(result.header("X-Correlation-Id"));
        }
        assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
    }

    private Result post(String content, String ifBusy) {
        return alice.post(
                "/api/sessions/" + session + "/messages",
                "{\"content\":\"" + content + "\",\"if_busy\":\"" + ifBusy + "\"}");
    }
}
