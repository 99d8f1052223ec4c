package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.port.Command;
import dev.parley.application.port.CommandCall;
import dev.parley.application.port.CommandDescription;
import dev.parley.application.port.CommandOutput;
import dev.parley.application.port.CommandParameter;
import dev.parley.domain.user.Role;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.ScriptedModel.Conversation;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands, wherever messages are sent. */
class CommandsTest {
    private static final CountDownLatch SLOW_BEGAN = new CountDownLatch(1);
    private static final CountDownLatch SLOW_MAY_END = new CountDownLatch(1);

    private static TestServer server;
    private static RestClient alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                chat -> chat.limits(TestServer.ROOMY)
                        .command(Command.of(
                                CommandDescription.of("slow", "Takes its time."), call -> waitUntilItMayEnd()))
                        .command(Command.of(CommandDescription.of("broken", "Fails."), call -> {
                            throw new IllegalStateException("a secret of the application");
                        }))
                        .command(Command.of(
                                CommandDescription.of("dice", "Throws dice.")
                                        .alias("d")
                                        .with(CommandParameter.required("count", "how many"))
                                        .with(CommandParameter.optional("colour", "which ones")
                                                .oneOf("red", "white"))
                                        .from(Role.ANALYST),
                                CommandsTest::dice)),
                UnaryOperator.identity());
        alice = server.rest("alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CommandOutput waitUntilItMayEnd() {
        SLOW_BEGAN.countDown();
        try {
            if (!SLOW_MAY_END.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let the command end");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return new CommandOutput("at last", Map.of());
    }

    private static CommandOutput dice(CommandCall call) {
        return new CommandOutput(
                "*rolled*",
                Map.of(
                        "eyes",
                        List.of(1, 2.5),
                        "fair",
                        true,
                        "count",
                        call.argument("count").orElseThrow()));
    }

    @Test
    void everybodySeesTheCommandsTheyMayRun() {
        Result forViewers = alice.get("/api/commands");
        JsonNode forAnalysts =
                server.rest("ada", Role.ANALYST).get("/api/commands").body();

        assertThat(forViewers.status()).isEqualTo(200);
        assertThat(namesOf(forViewers.body()))
                .contains("help", "status", "stat", "clear", "export", "slow")
                .doesNotContain("reload", "dice");
        assertThat(namesOf(forAnalysts)).contains("help", "reload", "dice");
        JsonNode dice = StreamSupport.stream(forAnalysts.path("items").spliterator(), false)
                .filter(command -> command.path("name").asText().equals("dice"))
                .findFirst()
                .orElseThrow();
        assertThat(dice.toString()).isEqualTo("""
                        {"name":"dice","aliases":["d"],"parameters":[\
                        {"name":"count","description":"how many","required":true,"choices":[],"rest":false},\
                        {"name":"colour","description":"which ones","required":false,"choices":["red","white"],"rest":false}],\
                        "usage":"/dice <count> [red|white]","description":"Throws dice.","role":"analyst","in_session":false}""");
        assertThat(server.anybody().get("/api/commands").status()).isEqualTo(401);
    }

    @Test
    void aCommandInASessionIsAnsweredAndNotStored() {
        String session = alice.newSession();
        JsonNode before = alice.get("/api/sessions/" + session).body();

        Result result = alice.say(session, "/INFO");

        assertThat(result.status()).isEqualTo(200);
        assertThat(RestTest.fieldsOf(result.body())).containsExactly("command", "text", "data");
        assertThat(result.body().path("command").asText()).isEqualTo("status");
        assertThat(result.body().path("text").asText()).contains("initializing");
        assertThat(result.body().path("data").path("session_id").asText()).isEqualTo(session);
        assertThat(alice.get("/api/sessions/" + session).body()).isEqualTo(before);
        assertThat(alice.get("/api/sessions/" + session + "/messages")
                        .body()
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void dataComesAsTheCommandGaveThem() {
        RestClient ada = server.rest("ada", Role.ANALYST);

        JsonNode body = ada.say(ada.newSession(), "/d 3 red").body();

        assertThat(body.path("command").asText()).isEqualTo("dice");
        assertThat(body.path("text").asText()).isEqualTo("*rolled*");
        assertThat(body.path("data").path("eyes").toString()).isEqualTo("[1,2.5]");
        assertThat(body.path("data").path("fair").asBoolean()).isTrue();
        assertThat(body.path("data").path("count").asText()).isEqualTo("3");
    }

    @Test
    void whoAcceptsAStreamGetsTheResultAsADocument() throws IOException {
        String session = alice.newSession();

        Result result = alice.post(
                "/api/sessions/" + session + "/messages", "{\"content\":\"/limits\"}", "Accept", "text/event-stream");

        assertThat(result.status()).isEqualTo(200);
        assertThat(result.header("Content-Type")).isEqualTo("application/json");
        assertThat(result.body().path("command").asText()).isEqualTo("limits");
        try (EventReader message =
                alice.stream("POST", "/api/sessions/" + session + "/messages", "{\"content\":\" /limits\"}")) {
            assertThat(message.header("Content-Type")).startsWith("text/event-stream");
            assertThat(message.next()).isNotNull();
        }
    }

    @Test
    void aSpaceBeforeTheSlashMakesAMessageOfIt() {
        Result posted = alice.say(alice.newSession(), " /help");

        assertThat(posted.status()).isEqualTo(202);
        assertThat(posted.body().path("message").path("text").asText()).isEqualTo(" /help");
    }

    @Test
    void chatRunsCommandsInTheSessionThatIsGivenOrCurrentAndBeginsNone() {
        RestClient chatter = server.rest("chatter");

        Result without = chatter.post("/api/chat", "{\"message\":\"/status\"}");
        Result anywhere = chatter.post("/api/chat", "{\"message\":\"/help\"}");
        int begun = chatter.get("/api/sessions").body().path("total").asInt();
        String first = chatter.newSession();
        String second = chatter.newSession();
        chatter.say(second, "hello");
        Result given = chatter.post("/api/chat", "{\"message\":\"/status\",\"session_id\":\"%s\"}".formatted(first));
        Result current = chatter.post("/api/chat", "{\"message\":\"/status\"}");

        assertThat(without.status()).isEqualTo(400);
        assertThat(without.errorCode()).isEqualTo("invalid_command");
        assertThat(without.body().path("error").path("details").path("usage").asText())
                .isEqualTo("/status");
        assertThat(anywhere.status()).isEqualTo(200);
        assertThat(RestTest.fieldsOf(anywhere.body())).containsExactly("command", "text", "data");
        assertThat(begun).isZero();
        assertThat(given.status()).isEqualTo(200);
        assertThat(sessionIn(given.body())).isEqualTo(first);
        assertThat(sessionIn(current.body())).isEqualTo(second);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/hepl                | 400 | unknown_command",
                "/status now          | 400 | invalid_command",
                "/export pdf          | 400 | invalid_command",
                "/reload              | 403 | forbidden",
                "/broken              | 500 | internal"
            })
    void refusalsHaveTheUsualForm(String command, int status, String code) throws IOException {
        String session = alice.newSession();

        Result posted = alice.say(session, command);
        Result chatted =
                alice.post("/api/chat", "{\"message\":\"%s\",\"session_id\":\"%s\"}".formatted(command, session));
        try (SocketClient socket = server.socket("alice")) {
            JsonNode error = socket.ask("message", "session_id", session, "content", command);
            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.path("error_code").asText()).isEqualTo(code);
            assertThat(error.toString()).doesNotContain("a secret");
            assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
        }

        for (Result refused : List.of(posted, chatted)) {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.errorCode()).isEqualTo(code);
            assertThat(refused.text()).doesNotContain("a secret");
        }
    }

    @Test
    void aMistypedCommandNamesTheOneThatMayBeMeant() {
        Result refused = alice.say(alice.newSession(), "/hepl");

        assertThat(refused.body()
                        .path("error")
                        .path("details")
                        .path("suggestion")
                        .asText())
                .isEqualTo("help");
    }

    @Test
    void whatIsWrongWithTheRequestIsWrongWithACommandToo() {
        String messages = "/api/sessions/" + alice.newSession() + "/messages";

        assertThat(alice.post(messages, "{\"content\":\"/help\",\"message_id\":\"1\"}")
                        .status())
                .isEqualTo(400);
        assertThat(alice.post(messages, "{\"content\":\"/help\",\"if_busy\":\"never\"}")
                        .status())
                .isEqualTo(400);
        assertThat(alice.post(messages, "{\"content\":\"/help %s\"}".formatted("x".repeat(5_000)))
                        .errorCode())
                .isEqualTo("invalid_content");
    }

    @Test
    void commandsInSessionsOfOthersFindNothing() throws IOException {
        String session = alice.newSession();
        RestClient mallory = server.rest("mallory");

        assertThat(mallory.say(session, "/status").status()).isEqualTo(404);
        assertThat(mallory.say(session, "/help").status()).isEqualTo(404);
        assertThat(mallory.post("/api/chat", "{\"message\":\"/status\",\"session_id\":\"%s\"}".formatted(session))
                        .status())
                .isEqualTo(404);
        try (SocketClient socket = server.socket("mallory")) {
            assertThat(socket.ask("message", "session_id", session, "content", "/status")
                            .path("error_code")
                            .asText())
                    .isEqualTo("not_found");
        }
    }

    @Test
    void readersRunCommandsThatOnlyRead() {
        String session = alice.newSession();
        alice.send("PUT", "/api/sessions/" + session + "/participants/reader", "{\"access\":\"viewer\"}");
        RestClient reader = server.rest("reader");

        assertThat(reader.say(session, "/status").status()).isEqualTo(200);
        assertThat(reader.say(session, "/clear").status()).isEqualTo(403);
        assertThat(reader.say(session, "hello").status()).isEqualTo(403);
    }

    @Test
    void aSocketIsToldTheResultAndNobodyElse() throws IOException {
        String session = alice.newSession();
        try (SocketClient sender = server.socket("alice");
                SocketClient watcher = server.socket("alice")) {
            sender.ask("join_session", "session_id", session, "position", "1");
            watcher.ask("join_session", "session_id", session, "position", "1");

            JsonNode result = sender.ask("message", "session_id", session, "content", "/?");

            assertThat(RestTest.fieldsOf(result))
                    .containsExactly("type", "ref", "session_id", "command", "text", "data");
            assertThat(result.path("type").asText()).isEqualTo("command_result");
            assertThat(result.path("session_id").asText()).isEqualTo(session);
            assertThat(result.path("command").asText()).isEqualTo("help");
            assertThat(result.path("data").path("commands").size()).isGreaterThan(5);
            alice.post("/api/sessions/" + session + "/events", "{\"name\":\"after\",\"payload\":1}");
            List<JsonNode> toSender = sender.until(frame -> SocketClient.isEvent(frame, "custom"));
            List<JsonNode> toWatcher = watcher.until(frame -> SocketClient.isEvent(frame, "custom"));
            assertThat(typesOf(toSender)).contains("event").doesNotContain("command_result");
            assertThat(typesOf(toWatcher)).contains("event").doesNotContain("command_result");
        }
    }

    @Test
    void aLongCommandHoldsUpNothingThatDoesNotHaveToWaitForIt() throws Exception {
        String session = alice.newSession();
        Conversation answer = server.model.next();
        try (SocketClient socket = server.socket("alice")) {
            socket.ask("join_session", "session_id", session, "position", "0");
            alice.say(session, "a question");
            answer.awaitAsked();
            socket.send("{\"type\":\"message\",\"ref\":\"slow\",\"session_id\":\"%s\",\"content\":\"/slow\"}"
                    .formatted(session));
            assertThat(SLOW_BEGAN.await(20, TimeUnit.SECONDS)).isTrue();

            answer.say("words");
            JsonNode delta = socket.await("delta");
            JsonNode stopped = socket.ask("stop", "session_id", session);

            assertThat(delta.path("text").asText()).isEqualTo("words");
            assertThat(stopped.path("type").asText()).isEqualTo("stopped");
            assertThat(stopped.path("turn_id").isTextual()).isTrue();
            assertThat(SLOW_MAY_END.getCount()).isEqualTo(1);
            SLOW_MAY_END.countDown();
            JsonNode result = socket.await("command_result");
            assertThat(result.path("ref").asText()).isEqualTo("slow");
            assertThat(result.path("text").asText()).isEqualTo("at last");
        }
    }

    @Test
    void statisticsCountTheStreamsThatAreOpen() throws IOException {
        try (TestServer quiet = TestServer.start()) {
            RestClient client = quiet.rest("alice");
            String session = client.newSession();
            assertThat(connections(client)).isZero();
            try (SocketClient socket = quiet.socket("alice");
                    EventReader events = client.stream("GET", "/api/sessions/" + session + "/events", null)) {
                socket.ask("ping");
                events.next();
                assertThat(connections(client)).isEqualTo(2);
            }
            Awaitility.await().until(() -> {
                // That the reader of a stream has gone is seen when there is something to send.
                client.post("/api/sessions/" + session + "/events", "{\"name\":\"x\",\"payload\":1}");
                return connections(client) == 0;
            });
        }
    }

    private static int connections(RestClient client) {
        return client.post("/api/chat", "{\"message\":\"/stat\"}")
                .body()
                .path("data")
                .path("connections")
                .asInt(-1);
    }

    private static String sessionIn(JsonNode result) {
        return result.path("data").path("session_id").asText();
    }

    private static List<String> namesOf(JsonNode commands) {
        return StreamSupport.stream(commands.path("items").spliterator(), false)
                .map(command -> command.path("name").asText())
                .toList();
    }

    private static List<String> typesOf(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("type").asText()).toList();
    }
}
