package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.RecordingTelemetry;
import dev.parley.domain.user.Role;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.management.ManagementPortException;
import dev.parley.web.management.MetricsSource;
import dev.parley.web.management.Operations;
import dev.parley.web.management.Operations.ManagementAddress;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.ShiftedClock;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those who run a server see of it, where, and what it tells those who measure. */
@Timeout(60)
class OperationsTest {
    private static final String MEASURED = "# TYPE parley_turns counter\n";
    private static final MetricsSource METRICS = accept -> new MetricsSource.Exposition(
            String.valueOf(accept).contains("openmetrics") ? "application/openmetrics-text" : "text/plain", MEASURED);

    private final RecordingTelemetry heard = new RecordingTelemetry();
    private final ShiftedClock storageTime = new ShiftedClock();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean away;
    private volatile boolean silent;
    private TestServer server;
    private RestClient management;

    @BeforeEach
    void start() {
        server = TestServer.start(
                chat -> chat.storage(troubled(InMemoryStorage.open(InMemoryStorage.DEFAULT_SESSIONS, storageTime)))
                        .telemetry(heard.telemetry())
                        .healthCheck("tools", () -> new ComponentHealth.Up(Map.of("servers", Map.of()))),
                web -> web,
                new Operations(METRICS, new ManagementAddress("127.0.0.1", 0), true));
        management = new RestClient("http://127.0.0.1:" + server.server.managementPort(), null);
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.close();
    }

    private Storage troubled(Storage storage) {
        SessionStore store = (SessionStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SessionStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isReachable")) {
                        if (silent) {
                            never.await();
                        }
                        return !away;
                    }
                    try {
                        return method.invoke(storage.sessions(), arguments);
                    } catch (InvocationTargetException refusal) {
                        throw refusal.getCause();
                    }
                });
        return storage.withSessions(store);
    }

    @Test
    void metricsAreForAdmins() {
        assertThat(server.anybody().get("/metrics").status()).isEqualTo(401);
        for (Role role : List.of(Role.VIEWER, Role.ANALYST)) {
            Result refused = server.rest("bob", role).get("/metrics");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.errorCode()).isEqualTo("forbidden");
        }

        Result read = server.rest("root", Role.ADMIN).get("/metrics");

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text()).isEqualTo(MEASURED);
        assertThat(read.header("Content-Type")).isEqualTo("text/plain");
        assertThat(read.header("Cache-Control")).isEqualTo("no-store");
        assertThat(server.rest("root", Role.ADMIN)
                        .get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0")
                        .header("Content-Type"))
                .isEqualTo("application/openmetrics-text");
    }

    @Test
    void serverThatMeasuresNothingHasNoMetrics() {
        try (TestServer plain = TestServer.start()) {
            assertThat(plain.rest("root", Role.ADMIN).get("/metrics").status()).isEqualTo(404);
            assertThat(plain.server.managementPort()).isEqualTo(-1);
        }
    }

    @Test
    void managementPortServesMonitorsWithoutATokenAndNothingElse() {
        assertThat(management.get("/metrics").text()).isEqualTo(MEASURED);
        assertThat(management.get("/health/live").body().path("status").asText())
                .isEqualTo("ok");
        assertThat(management.get("/health/ready").body().path("status").asText())
                .isEqualTo("ready");
        assertThat(management.get("/api/health").body().path("components").size())
                .isEqualTo(3);
        RestClient admin = new RestClient(
                "http://127.0.0.1:" + server.server.managementPort(), server.token("root", Duration.ofHours(1)));
        Stream.concat(
                        server.server.routes().stream().map(route -> route.path()),
                        Stream.of("/ws", "/mcp", "/metrics/", "/health", "/%2e%2e/api/me", "//api/me", "/api/me;x"))
                .filter(path -> !List.of("/metrics", "/health/live", "/health/ready", "/api/health")
                        .contains(path))
                .map(path -> path.replaceAll("[{<]\\w+[}>]", "01890000-0000-7000-8000-000000000000"))
                .forEach(path -> {
                    Result refused = admin.get(path);
                    assertThat(refused.status()).as(path).isIn(404, 400);
                    assertThat(refused.errorCode()).as(path).isIn("not_found", "invalid_request");
                });
        assertThat(management.post("/metrics", "{}").status()).isEqualTo(405);
        assertThat(management.post("/api/chat", "{\"message\":\"Hello\"}").status())
                .isEqualTo(404);
    }

    @Test
    void managementPortThatIsTakenIsSaidSo() {
        ManagementAddress taken = new ManagementAddress("127.0.0.1", server.server.managementPort());

        ManagementPortException refused = catchThrowableOfType(
                ManagementPortException.class,
                () -> TestServer.start(chat -> {}, web -> web, new Operations(null, taken, false)));

        assertThat(refused.reason()).isNotBlank();
    }

    @Test
    void healthIsToldToEverybodyAndItsPartsToFew() {
        for (RestClient somebody :
                List.of(server.anybody(), server.rest("alice"), new RestClient(server.origin(), "no token at all"))) {
            Result health = somebody.get("/api/health");
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.text())
                    .isEqualTo("{\"status\":\"up\",\"components\":null,\"version\":null,\"started_at\":null}");
        }
        for (RestClient insider : List.of(server.rest("ann", Role.ANALYST), server.rest("root", Role.ADMIN))) {
            Result health = insider.get("/api/health");
            assertThat(health.body().at("/components/storage/status").asText()).isEqualTo("up");
            assertThat(health.body().at("/components/storage/latency_ms").isNumber())
                    .isTrue();
            assertThat(health.body().at("/components/model/status").asText()).isEqualTo("up");
            assertThat(health.body().at("/components/tools/servers").isObject()).isTrue();
            assertThat(health.body().path("started_at").asText()).endsWith("Z");
        }
    }

    @Test
    void serverWithoutItsStorageCannotServeAndLives() {
        away = true;

        await().until(() -> management.get("/health/ready").status() == 503);

        assertThat(management.get("/health/ready").body().path("status").asText())
                .isEqualTo("storage_unreachable");
        assertThat(management.get("/health/live").status()).isEqualTo(200);
        Result health = server.anybody().get("/api/health");
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.body().path("status").asText()).isEqualTo("down");
        away = false;
        await().until(() -> server.anybody().get("/api/health").status() == 200);
    }

    @Test
    void storageThatIsSilentHoldsNobodyUpForLong() {
        silent = true;
        await().until(() -> server.anybody().get("/health/ready").status() == 503);

        Result health = management.get("/api/health");

        assertThat(health.status()).isEqualTo(503);
        assertThat(health.body().at("/components/storage/reason").asText()).isEqualTo("It does not answer.");
        assertThat(health.body().at("/components/model/status").asText()).isEqualTo("up");
        assertThat(management.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void serverWithoutItsModelServesWhatWasSaid() {
        server.model.ready(false);

        await().until(() ->
                management.get("/api/health").body().path("status").asText().equals("degraded"));

        assertThat(management.get("/api/health").status()).isEqualTo(200);
        assertThat(management
                        .get("/api/health")
                        .body()
                        .at("/components/model/status")
                        .asText())
                .isEqualTo("degraded");
        assertThat(management.get("/health/ready").body().path("model_ready").asBoolean())
                .isFalse();
        assertThat(management.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void serverThatIsAboutToEndSaysSoAndServesOn() throws Exception {
        RestClient alice = server.rest("alice");
        String session = alice.newSession();

        server.server.retire();

        assertThat(management.get("/health/ready").body().path("status").asText())
                .isEqualTo("draining");
        assertThat(server.anybody().get("/health/ready").status()).isEqualTo(503);
        assertThat(server.anybody().get("/api/health").body().path("status").asText())
                .isEqualTo("draining");
        assertThat(server.anybody().get("/health/live").status()).isEqualTo(200);
        assertThat(alice.say(session, "Hello").status()).isEqualTo(202);
        try (EventReader events = alice.stream("GET", "/api/sessions/" + session + "/events?after=0", null)) {
            assertThat(events.status()).isEqualTo(200);
        }
        server.server.drain();
        assertThat(alice.get("/api/sessions/" + session + "/events?after=0", "Accept", "text/event-stream")
                        .status())
                .isEqualTo(503);
    }

    @Test
    void onlyAdminsCleanUp() {
        RestClient alice = server.rest("alice");
        String session = alice.newSession();
        storageTime.forward(Duration.ofMinutes(31));
        String path = "/api/sessions/cleanup/expired";

        assertThat(server.anybody().post(path, "").status()).isEqualTo(401);
        assertThat(alice.post(path, "").status()).isEqualTo(403);
        assertThat(server.rest("ann", Role.ANALYST).post(path, "").errorCode()).isEqualTo("forbidden");

        assertThat(server.rest("root", Role.ADMIN).post(path, "").body().size()).isEqualTo(4);
        assertThat(alice.get("/api/sessions/" + session).body().path("status").asText())
                .isEqualTo("paused");
    }

    @Test
    void requestsAreToldByTheirRoutes() {
        RestClient alice = server.rest("alice");
        String session = alice.newSession();
        alice.get("/api/sessions/" + session);
        alice.get("/api/sessions/01890000-0000-7000-8000-000000000000");
        alice.get("/nowhere/at/all?secret=1");
        server.anybody().get("/api/me");

        awaitTold("requestEnded(POST /api/sessions, 201, ");
        awaitTold("requestEnded(GET /api/sessions/{session_id}, 200, ");
        awaitTold("requestEnded(GET /api/sessions/{session_id}, 404, ");
        awaitTold("requestEnded(GET other, 404, ");
        awaitTold("requestEnded(GET /api/me, 401, ");
        awaitTold("authenticationRefused()");
        assertThat(heard.all().toString()).doesNotContain(session, "nowhere", "secret", "alice");
    }

    @Test
    void connectionsAreToldWithWhyTheyEnded() throws Exception {
        RestClient alice = server.rest("alice");
        String session = alice.newSession();
        alice.say(session, "Hello");
        try (SocketClient socket = server.socket("alice")) {
            socket.send("{\"type\":\"join_session\",\"session_id\":\"%s\",\"position\":\"1\"}".formatted(session));
            socket.send("{\"type\":\"no_such_thing\"}");
            socket.send("{\"type\":\"join_session\",\"session_id\":\"01890000-0000-7000-8000-000000000000\"}");
            awaitTold("connectionOpened(WEBSOCKET)");
            awaitTold("streamResumed(WEBSOCKET)");
            awaitTold("frameEnded(join_session, null, ");
            awaitTold("frameEnded(other, INVALID_REQUEST, ");
            awaitTold("frameEnded(join_session, NOT_FOUND, ");
        }
        awaitTold("connectionClosed(WEBSOCKET, client, ");
        try (EventReader events =
                alice.stream("GET", "/api/sessions/" + session + "/events", null, "Last-Event-ID", "2")) {
            assertThat(events.status()).isEqualTo(200);
            awaitTold("connectionOpened(SSE)");
            awaitTold("streamResumed(SSE)");
            assertThat(heard.all("requestEnded"))
                    .noneMatch(told -> told.toString().contains("/events"));
            server.server.close();
        }
        awaitTold("connectionClosed(SSE, shutting_down, ");
        awaitTold("requestEnded(GET /api/sessions/{session_id}/events, 200, ");
        assertThat(server.server.openStreams()).isZero();
    }

    @Test
    void connectionWithoutAValidTokenIsToldAsRefused() throws Exception {
        try (SocketClient socket =
                SocketClient.open(server.port(), "/ws", "Authorization: Bearer " + "no token at all")) {
            awaitTold("authenticationRefused()");
        }
    }

    private void awaitTold(String beginning) {
        await().untilAsserted(() -> assertThat(heard.all())
                .as(beginning)
                .anyMatch(told -> told.toString().startsWith(beginning)));
    }
}
