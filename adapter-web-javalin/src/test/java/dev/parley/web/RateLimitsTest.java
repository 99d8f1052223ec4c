package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.Charge;
import dev.parley.application.StartSession;
import dev.parley.application.testkit.Together;
import dev.parley.domain.ChatException;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryRateLimiter;
import dev.parley.web.http.Mount;
import dev.parley.web.http.RequestIdentity;
import dev.parley.web.rest.Door;
import dev.parley.web.rest.Route;
import dev.parley.web.socket.Command;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of requests in a minute, as clients meet them. Time stands still unless a test lets it pass. */
class RateLimitsTest {
    private static final int CLIENTS = 64;

    private static final ChatLimits LIMITS = TestServer.ROOMY.toBuilder()
            .userReadsPerMinute(60)
            .customEventsPerMinute(120)
            .queuedTurns(CLIENTS)
            .build();

    private final AtomicLong nanos = new AtomicLong();
    private TestServer server;
    private RestClient alice;

    @BeforeEach
    void start() {
        server = TestServer.start(
                chat -> chat.limits(LIMITS).rateLimiter(new InMemoryRateLimiter(nanos::get)),
                web -> web.with(new Mount("/tool", identity -> new CountedServlet(identity, this))));
        alice = server.rest("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A servlet of the application that counts what it is asked. */
    private static final class CountedServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient RequestIdentity identity;
        private final transient RateLimitsTest test;

        CountedServlet(RequestIdentity identity, RateLimitsTest test) {
            this.identity = identity;
            this.test = test;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                Charge charge = request.getMethod().equals("GET") ? Charge.READ : Charge.WRITE;
                Caller caller = identity.caller(request, test.server.parley.rateLimits(), charge);
                response.getWriter().print(caller.user());
            } catch (ChatException.Limited refusal) {
                response.setStatus(429);
            }
        }
    }

    private void elapse(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private String newSession(String user) {
        return server.parley
                .sessions()
                .start(Caller.of(user), StartSession.PLAIN)
                .session()
                .id()
                .toString();
    }

    /** How often something works before it does not. */
    private static int times(BooleanSupplier works) {
        int times = 0;
        while (works.getAsBoolean()) {
            times++;
        }
        return times;
    }

    private static boolean isAdmitted(Result result) {
        if (result.status() == 429) {
            assertThat(result.errorCode()).isEqualTo("rate_limited");
            return false;
        }
        return true;
    }

    private static Result addTask(RestClient client) {
        return client.post("/api/tasks", "{\"title\":\"Milk\"}");
    }

    private void useUp(RestClient client) {
        assertThat(times(() -> isAdmitted(addTask(client)))).isEqualTo(20);
        times(() -> isAdmitted(client.get("/api/me")));
    }

    // How many

    @Test
    void asManyOf64RequestsAtOnceAreAdmittedAsASessionTakes() {
        String session = newSession("alice");

        List<Integer> statuses = Together.results(
                CLIENTS, number -> alice.say(session, "Hello " + number).status());

        assertThat(statuses).filteredOn(status -> status == 202).hasSize(10);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(CLIENTS - 10);
    }

    @Test
    void asManyOf64RequestsAtOnceAreAdmittedAsAChannelTakes() {
        List<Integer> statuses =
                Together.results(CLIENTS, number -> addTask(alice).status());

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(20);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(CLIENTS - 20);
        assertThat(server.parley.tasks().list(Caller.of("alice"), null, 100, 0).total())
                .isEqualTo(20);
    }

    @Test
    void asManyOf64FramesAtOnceAreAdmittedAsASessionTakes() throws Exception {
        String session = newSession("alice");
        List<SocketClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(server.socket("alice"));
        }

        List<JsonNode> replies = Together.results(
                CLIENTS,
                number -> clients.get(number).ask("message", "session_id", session, "content", "Hello " + number));

        assertThat(replies)
                .filteredOn(reply -> reply.path("type").asText().equals("ack"))
                .hasSize(10);
        assertThat(replies)
                .filteredOn(reply -> reply.path("error_code").asText().equals("rate_limited"))
                .hasSize(CLIENTS - 10);
        for (SocketClient client : clients) {
            client.close();
        }
    }

    @Test
    void requestsAndFramesCountTogether() throws Exception {
        String session = newSession("alice");
        try (SocketClient socket = server.socket("alice")) {
            for (int i = 0; i < 5; i++) {
                assertThat(alice.say(session, "Hello").status()).isEqualTo(202);
                assertThat(socket.ask("message", "session_id", session, "content", "Hello")
                                .path("type")
                                .asText())
                        .isEqualTo("ack");
            }
            assertThat(alice.say(session, "Hello").status()).isEqualTo(429);
            assertThat(socket.ask("message", "session_id", session, "content", "Hello")
                            .path("error_code")
                            .asText())
                    .isEqualTo("rate_limited");
        }
    }

    // Whose

    @Test
    void foreignSessionsAreNotUsedUp() {
        String session = newSession("alice");
        RestClient eve = server.rest("eve");

        assertThat(times(() -> isAdmitted(eve.say(session, "Hello")))).isEqualTo(20);
        assertThat(times(() -> isAdmitted(eve.post("/api/sessions/" + session + "/events", "{}"))))
                .isZero();

        assertThat(times(() -> isAdmitted(alice.say(session, "Hello")))).isEqualTo(10);
        assertThat(alice.post("/api/sessions/" + session + "/events", "{\"name\":\"a\",\"payload\":1}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void viewersDoNotUseUpASession() throws Exception {
        String session = newSession("alice");
        server.parley.sessions().share(Caller.of("alice"), SessionId.parse(session), new UserId("bob"), Access.VIEWER);
        try (SocketClient bob = server.socket("bob")) {
            int refused = 0;
            String code = "forbidden";
            while (code.equals("forbidden")) {
                code = bob.ask("message", "session_id", session, "content", "Hello")
                        .path("error_code")
                        .asText();
                refused++;
            }
            assertThat(refused).isEqualTo(21);
            assertThat(code).isEqualTo("rate_limited");
        }
        assertThat(times(() -> isAdmitted(alice.say(session, "Hello")))).isEqualTo(10);
    }

    @Test
    void idsThatNameNothingCountForTheSenderAlone() {
        for (String id : List.of(UUID.randomUUID().toString(), "no-id", newSession("bob"))) {
            alice.say(id, "Hello");
        }

        assertThat(addTask(alice).header("RateLimit"))
                .startsWith("\"user\";r=26;")
                .contains("\"channel\";r=16;");
    }

    @Test
    void messageWithoutASessionCountsForTheOneThatItGoesTo() {
        String session = newSession("alice");

        assertThat(times(() -> isAdmitted(alice.post("/api/chat", "{\"message\":\"Hello\"}"))))
                .isEqualTo(10);
        assertThat(alice.say(session, "Hello").status()).isEqualTo(429);
        assertThat(alice.post("/api/chat", "{\"message\":\"Hello\"}").header("RateLimit-Policy"))
                .contains("\"session\"");
    }

    // What

    @Test
    void readingDoesNotUseUpWriting() {
        String session = newSession("alice");

        assertThat(times(() -> isAdmitted(alice.get("/api/sessions/" + session))))
                .isEqualTo(60);
        assertThat(times(() -> isAdmitted(alice.say(session, "Hello")))).isEqualTo(10);
    }

    @Test
    void writingDoesNotUseUpReading() {
        String session = newSession("alice");
        times(() -> isAdmitted(alice.say(session, "Hello")));
        times(() -> isAdmitted(addTask(alice)));

        assertThat(times(() -> isAdmitted(alice.get("/api/sessions/" + session + "/messages"))))
                .isEqualTo(60);
    }

    @Test
    void customEventsHaveABucketOfTheirOwn() throws Exception {
        String session = newSession("alice");
        String events = "/api/sessions/" + session + "/events";
        Result first = alice.post(events, "{\"name\":\"a\",\"payload\":1}");
        try (SocketClient socket = server.socket("alice")) {
            assertThat(socket.ask("custom_event", "session_id", session, "name", "a", "payload", "b")
                            .path("type")
                            .asText())
                    .isEqualTo("ack");
        }

        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"events\";q=120;w=60");
        assertThat(times(() -> isAdmitted(alice.post(events, "{\"name\":\"a\",\"payload\":1}"))))
                .isEqualTo(118);
        assertThat(addTask(alice).status()).isEqualTo(201);
    }

    @Test
    void malformedRequestsCountToo() {
        String session = newSession("alice");

        assertThat(times(() -> isAdmitted(alice.post("/api/sessions/" + session + "/messages", "{"))))
                .isEqualTo(10);
        assertThat(times(() -> isAdmitted(alice.post("/api/chat", "{\"unknown\":1}"))))
                .isEqualTo(10);
        assertThat(times(() -> isAdmitted(alice.get("/api/tasks?unknown=1")))).isEqualTo(60);
    }

    @Test
    void malformedFramesCountToo() throws Exception {
        try (SocketClient socket = server.socket("alice")) {
            int sent = 0;
            String code = "invalid_request";
            while (code.equals("invalid_request")) {
                code = socket.ask("start_session", "unknown", "1")
                        .path("error_code")
                        .asText();
                sent++;
            }

            assertThat(sent).isEqualTo(21);
            assertThat(code).isEqualTo("rate_limited");
        }
    }

    @Test
    void stoppingAndLookingAndLeavingAreNeverRefused() throws Exception {
        String session = newSession("alice");
        try (SocketClient socket = server.socket("alice")) {
            socket.ask("join_session", "session_id", session);
            useUp(alice);
            assertThat(socket.ask("join_session", "session_id", session)
                            .path("error_code")
                            .asText())
                    .isEqualTo("rate_limited");

            for (int i = 0; i < 50; i++) {
                assertThat(alice.post("/api/sessions/" + session + "/stop", "{}")
                                .status())
                        .isEqualTo(200);
                assertThat(alice.get("/api/limits?session_id=" + session).status())
                        .isEqualTo(200);
                assertThat(alice.say(session, "/limits").status()).isEqualTo(200);
                assertThat(alice.post("/api/chat", "{\"message\":\"/limit\"}").status())
                        .isEqualTo(200);
                assertThat(alice.get("/health/ready").status()).isEqualTo(200);
                assertThat(alice.post("/api/login", "").status()).isEqualTo(204);
                assertThat(alice.delete("/api/login").status()).isEqualTo(204);
                assertThat(socket.ask("stop", "session_id", session)
                                .path("type")
                                .asText())
                        .isEqualTo("stopped");
                assertThat(socket.ask("get_rate_limit_status").path("type").asText())
                        .isEqualTo("rate_limit_status");
                assertThat(socket.ask("message", "session_id", session, "content", "/limits")
                                .path("type")
                                .asText())
                        .isEqualTo("command_result");
                assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
            }
            assertThat(socket.ask("leave_session", "session_id", session)
                            .path("type")
                            .asText())
                    .isEqualTo("session_left");
            assertThat(socket.ask("authenticate", "token", server.token("alice"))
                            .path("type")
                            .asText())
                    .isEqualTo("authenticated");
        }
    }

    @Test
    void runningTurnIsStoppedHoweverMuchWasSent() throws Exception {
        String session = newSession("alice");
        var conversation = server.model.next();
        alice.say(session, "Talk");
        conversation.awaitAsked().say("As far as this");
        useUpSession(session);

        assertThat(alice.post("/api/sessions/" + session + "/stop", "{}")
                        .body()
                        .path("turn_id")
                        .isTextual())
                .isTrue();
        conversation.awaitInterrupted();
    }

    private void useUpSession(String session) {
        assertThat(times(() -> isAdmitted(alice.send("PATCH", "/api/sessions/" + session, "{}"))))
                .isEqualTo(9);
    }

    @Test
    void commandsCostWhatMessagesCost() {
        String session = newSession("alice");

        assertThat(times(() -> isAdmitted(alice.say(session, "/status")))).isEqualTo(10);
    }

    @Test
    void servletsBesideTheRoutesCountTheirCallers() {
        Result first = alice.post("/tool", "");

        assertThat(first.text()).isEqualTo("alice");
        assertThat(first.header("RateLimit")).isEqualTo("\"user\";r=29;t=2, \"channel\";r=19;t=3");
        assertThat(times(() -> alice.post("/tool", "").status() == 200)).isEqualTo(19);
        assertThat(alice.post("/tool", "").header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(addTask(alice).status()).isEqualTo(429);
        assertThat(times(() -> alice.get("/tool").status() == 200)).isEqualTo(60);
    }

    // Whoever adds a route or a frame says what it costs, or it costs what others of its kind do.

    @Test
    void everyRouteCostsWhatItDoes() {
        List<String> free = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (Route<?> route : server.server.routes()) {
            String name = route.method() + " " + route.path();
            switch (route.charge()) {
                case NONE -> free.add(name);
                case EVENT -> events.add(name);
                case READ -> assertThat(route.method().name()).as(name).isEqualTo("GET");
                case WRITE -> assertThat(route.method().name()).as(name).isNotEqualTo("GET");
            }
        }

        assertThat(free.stream().filter(name -> name.contains(" /api/")))
                .containsExactlyInAnyOrder(
                        "POST /api/sessions/{session_id}/stop",
                        "GET /api/limits",
                        "GET /api/health",
                        "POST /api/login",
                        "DELETE /api/login");
        assertThat(server.server.routes())
                .filteredOn(route -> !route.path().startsWith("/api/"))
                .allSatisfy(route -> {
                    assertThat(route.door()).isEqualTo(Door.OPEN);
                    assertThat(route.charge()).isEqualTo(Charge.NONE);
                });
        assertThat(events).containsExactly("POST /api/sessions/{session_id}/events");
    }

    @Test
    void everyFrameCostsWhatItDoes() {
        assertThat(server.server.commands())
                .filteredOn(command -> command.charge() == Charge.NONE)
                .extracting(Command::type)
                .containsExactlyInAnyOrder("leave_session", "stop", "get_rate_limit_status", "authenticate", "ping");
        assertThat(server.server.commands())
                .filteredOn(command -> command.charge() == Charge.READ)
                .extracting(Command::type)
                .containsExactlyInAnyOrder("join_session", "typing");
        assertThat(server.server.commands())
                .filteredOn(command -> command.charge() == Charge.EVENT)
                .extracting(Command::type)
                .containsExactly("custom_event");
    }

    // What is told

    @Test
    void headersTellPoliciesAndWhatIsLeft() {
        String session = newSession("alice");

        Result result = alice.say(session, "Hello");

        assertThat(result.header("RateLimit-Policy"))
                .isEqualTo("\"user\";q=30;w=60, \"channel\";q=20;w=60, \"session\";q=10;w=60");
        assertThat(result.header("RateLimit"))
                .isEqualTo("\"user\";r=29;t=2, \"channel\";r=19;t=3, \"session\";r=9;t=6");
        assertThat(result.header("X-RateLimit-Limit")).isEqualTo("10");
        assertThat(result.header("X-RateLimit-Remaining")).isEqualTo("9");
        assertThat(result.header("X-RateLimit-Reset")).isEqualTo("6");
        assertThat(result.header("Retry-After")).isNull();
    }

    @Test
    void headersAreThereHoweverTheRequestEnds() throws Exception {
        String session = newSession("alice");
        String reading = "\"read\";q=60;w=60";

        assertThat(alice.get("/api/me").header("RateLimit-Policy")).isEqualTo(reading);
        assertThat(alice.get("/api/sessions/" + UUID.randomUUID()).header("RateLimit-Policy"))
                .isEqualTo(reading);
        assertThat(alice.get("/api/sessions/" + session + "/export").header("RateLimit-Policy"))
                .isEqualTo(reading);
        assertThat(alice.post("/api/tasks", "{").header("RateLimit")).contains("\"channel\";r=19;t=3");
        try (var stream = alice.stream("GET", "/api/sessions/" + session + "/events", null)) {
            assertThat(stream.header("RateLimit-Policy")).isEqualTo(reading);
        }
    }

    @Test
    void whatCostsNothingHasNoHeaders() {
        for (Result result : List.of(
                alice.get("/api/limits"),
                alice.get("/health/live"),
                alice.get("/"),
                server.anybody().get("/api/me"))) {
            assertThat(result.header("RateLimit")).isNull();
            assertThat(result.header("RateLimit-Policy")).isNull();
            assertThat(result.header("X-RateLimit-Limit")).isNull();
        }
    }

    @Test
    void refusalOverHttpSaysWhenToTryAgain() {
        String session = newSession("alice");
        times(() -> isAdmitted(alice.say(session, "Hello")));

        Result refused = alice.say(session, "Hello");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("6");
        assertThat(refused.header("RateLimit"))
                .isEqualTo("\"user\";r=20;t=20, \"channel\";r=10;t=30, \"session\";r=0;t=60");
        assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
        JsonNode error = refused.body().path("error");
        assertThat(error.path("error_code").asText()).isEqualTo("rate_limited");
        assertThat(error.path("error_message").asText()).endsWith("try again in 6 seconds.");
        assertThat(error.path("details").toString())
                .isEqualTo(alice.say(session, "Hello")
                        .body()
                        .path("error")
                        .path("details")
                        .toString());
        assertDetails(error.path("details"), "session", 10, 6);
    }

    @Test
    void refusalOverTheWebSocketSaysTheSame() throws Exception {
        String session = newSession("alice");
        times(() -> isAdmitted(alice.say(session, "Hello")));
        try (SocketClient socket = server.socket("alice")) {
            JsonNode error = socket.ask("message", "session_id", session, "content", "Hello");

            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.path("error_code").asText()).isEqualTo("rate_limited");
            assertThat(error.path("error_message").asText()).endsWith("try again in 6 seconds.");
            assertDetails(error.path("details"), "session", 10, 6);
        }
    }

    private static void assertDetails(JsonNode details, String bucket, int limit, int retryAfter) {
        assertThat(details.size()).isEqualTo(4);
        assertThat(details.path("bucket").asText()).isEqualTo(bucket);
        assertThat(details.path("limit").asInt()).isEqualTo(limit);
        assertThat(details.path("window_seconds").asInt()).isEqualTo(60);
        assertThat(details.path("retry_after_seconds").asInt()).isEqualTo(retryAfter);
    }

    @Test
    void whoComesBackWhenToldIsAdmitted() {
        useUp(alice);
        Result refused = addTask(alice);

        elapse(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After")))
                .minusMillis(1));
        assertThat(addTask(alice).status()).isEqualTo(429);
        elapse(Duration.ofMillis(1));
        assertThat(addTask(alice).status()).isEqualTo(201);
        assertThat(addTask(alice).status()).isEqualTo(429);
    }

    @Test
    void connectionThatJoinsAtOnceIsRefusedToo() throws Exception {
        String session = newSession("alice");
        times(() -> isAdmitted(alice.get("/api/me")));
        try (SocketClient socket = SocketClient.open(
                server.port(), "/ws?session_id=" + session, "Authorization: Bearer " + server.token("alice"))) {
            assertThat(socket.await("error").path("error_code").asText()).isEqualTo("rate_limited");
            elapse(Duration.ofSeconds(1));
            assertThat(socket.ask("join_session", "session_id", session)
                            .path("type")
                            .asText())
                    .isEqualTo("session_joined");
        }
    }

    @Test
    void limitsAreToldWithWhatIsLeft() throws Exception {
        String session = newSession("alice");
        alice.say(session, "Hello");
        Result result = alice.get("/api/limits?session_id=" + session);

        assertThat(result.body().path("limits").path("user_requests_per_minute").asInt())
                .isEqualTo(30);
        assertThat(result.body().path("limits").path("retention_seconds").asLong())
                .isEqualTo(2_592_000);
        assertThat(result.body().path("buckets").toString()).isEqualTo("""
                        [{"bucket":"user","limit":30,"window_seconds":60,"remaining":29,"reset_seconds":2},\
                        {"bucket":"channel","limit":20,"window_seconds":60,"remaining":19,"reset_seconds":3},\
                        {"bucket":"session","limit":10,"window_seconds":60,"remaining":9,"reset_seconds":6},\
                        {"bucket":"read","limit":60,"window_seconds":60,"remaining":60,"reset_seconds":0},\
                        {"bucket":"events","limit":120,"window_seconds":60,"remaining":120,"reset_seconds":0}]""");
        try (SocketClient socket = server.socket("alice")) {
            JsonNode frame = socket.ask("get_rate_limit_status", "session_id", session);
            assertThat(frame.path("type").asText()).isEqualTo("rate_limit_status");
            assertThat(frame.path("limits")).isEqualTo(result.body().path("limits"));
            assertThat(frame.path("buckets")).isEqualTo(result.body().path("buckets"));
        }
        assertThat(alice.get("/api/limits").body().path("buckets").findValuesAsText("bucket"))
                .containsExactly("user", "channel", "read");
    }

    @Test
    void limitsOfForeignSessionsAreNotTold() throws Exception {
        String session = newSession("alice");
        try (SocketClient eve = server.socket("eve")) {
            assertThat(server.rest("eve")
                            .get("/api/limits?session_id=" + session)
                            .status())
                    .isEqualTo(404);
            assertThat(server.rest("eve").get("/api/limits?session_id=x").status())
                    .isEqualTo(400);
            assertThat(eve.ask("get_rate_limit_status", "session_id", session)
                            .path("error_code")
                            .asText())
                    .isEqualTo("not_found");
        }
    }

    @Test
    void serverWithoutALimiterLimitsNothing() {
        try (TestServer open = TestServer.start()) {
            RestClient bob = open.rest("bob");
            for (int i = 0; i < 40; i++) {
                Result result = addTask(bob);
                assertThat(result.status()).isEqualTo(201);
                assertThat(result.header("RateLimit")).isNull();
            }
            assertThat(bob.get("/api/limits").body().path("buckets").size()).isZero();
        }
    }

    // Live sessions

    @Test
    void fullServerSendsElsewhereWhoeverWantsAnotherSession() throws Exception {
        try (TestServer small = TestServer.start(
                        TestServer.ROOMY.toBuilder().liveSessions(1).build());
                SocketClient socket = small.socket("alice");
                SocketClient other = small.socket("bob")) {
            RestClient bob = small.rest("bob");
            String session = bob.newSession();
            String live = socket.ask("start_session")
                    .path("session")
                    .path("session_id")
                    .asText();

            Result refused = bob.say(session, "Hello");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.errorCode()).isEqualTo("unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(bob.get("/api/sessions/" + session + "/events", "Accept", "text/event-stream")
                            .status())
                    .isEqualTo(503);
            assertThat(other.ask("join_session", "session_id", session)
                            .path("error_code")
                            .asText())
                    .isEqualTo("unavailable");
            assertThat(other.ask("start_session").path("error_code").asText()).isEqualTo("unavailable");
            assertThat(bob.get("/api/sessions").body().path("total").asInt()).isEqualTo(1);
            assertThat(bob.get("/api/sessions/" + session).status()).isEqualTo(200);

            assertThat(socket.ask("message", "session_id", live, "content", "Hello")
                            .path("type")
                            .asText())
                    .isEqualTo("ack");
            socket.awaitEvent("turn.completed");
            socket.ask("leave_session", "session_id", live);
            await().until(() -> small.parley.openFeeds() == 0);
            assertThat(other.ask("join_session", "session_id", session)
                            .path("type")
                            .asText())
                    .isEqualTo("session_joined");
        }
    }
}
