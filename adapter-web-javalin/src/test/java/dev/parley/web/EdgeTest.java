package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request meets, whatever it asks for: tokens, origins, correlation ids, limits, and the envelope of refusals. */
class EdgeTest {
    private static TestServer server;
    private static RestClient alice;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        alice = server.rest("alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer x", "Bearer ", "Bearer", "Basic YWxpY2U6eA==", "x", ""})
    void withoutAValidTokenNobodyComesIn(String authorization) {
        Result refused = server.anybody().get("/api/me", "Authorization", authorization);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.errorCode()).isEqualTo("unauthenticated");
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(server.anybody().get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void anUnsignedTokenWithANullHeaderIsRefusedLikeAnyOther() {
        assertThat(server.anybody()
                        .get("/api/me", "Authorization", "Bearer bnVsbA.e30.")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTokenMayLiveInACookie() {
        Result login = alice.post("/api/login", "");
        String cookie = login.header("Set-Cookie");
        String pair = cookie.substring(0, cookie.indexOf(';'));

        assertThat(login.status()).isEqualTo(204);
        assertThat(cookie).matches("parley_token=[^;]+; Path=/; Max-Age=3[56][0-9]{2}; HttpOnly; SameSite=Strict");
        assertThat(server.anybody()
                        .get("/api/me", "Cookie", pair)
                        .body()
                        .path("user_id")
                        .asText())
                .isEqualTo("alice");
        Result logout = server.anybody().delete("/api/login", "Cookie", pair);
        assertThat(logout.status()).isEqualTo(204);
        assertThat(logout.header("Set-Cookie"))
                .isEqualTo("parley_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
        assertThat(server.anybody()
                        .post("/api/login", "", "Cookie", pair, "Origin", server.origin())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void otherSitesCannotActByCookie() {
        String cookie = "parley_token=" + server.token("alice");
        RestClient browser = server.anybody();

        assertThat(browser.post("/api/sessions", "{}", "Cookie", cookie, "Origin", server.origin())
                        .status())
                .isEqualTo(201);
        assertThat(browser.post("/api/sessions", "{}", "Cookie", cookie, "Origin", TestServer.FOREIGN_PAGE)
                        .status())
                .isEqualTo(201);
        for (String origin : List.of(
                "http://evil.example",
                "null",
                server.origin() + ".evil.example",
                "https://127.0.0.1:" + server.port())) {
            Result refused = browser.post("/api/sessions", "{}", "Cookie", cookie, "Origin", origin);
            assertThat(refused.status()).as(origin).isEqualTo(403);
            assertThat(refused.errorCode()).isEqualTo("forbidden");
        }
        assertThat(browser.post("/api/sessions", "{}", "Cookie", cookie).status())
                .isEqualTo(403);
        assertThat(browser.get("/api/me", "Cookie", cookie, "Origin", "http://evil.example")
                        .status())
                .isEqualTo(200);
        assertThat(alice.post("/api/sessions", "{}").status()).isEqualTo(201);
    }

    @Test
    void pagesOfConfiguredOriginsMayReadAnswers() {
        Result allowed = alice.get("/api/me", "Origin", TestServer.FOREIGN_PAGE);
        Result foreign = alice.get("/api/me", "Origin", "http://evil.example");
        Result preflight = server.anybody()
                .send(
                        "OPTIONS",
                        "/api/sessions",
                        (String) null,
                        "Origin",
                        TestServer.FOREIGN_PAGE,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization, content-type");

        assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(TestServer.FOREIGN_PAGE);
        assertThat(allowed.header("Access-Control-Expose-Headers"))
                .contains("Location", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Correlation-Id");
        assertThat(allowed.header("Vary")).contains("Origin");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isNull();
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("authorization, content-type");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PATCH", "DELETE");
        Result evil = server.anybody()
                .send(
                        "OPTIONS",
                        "/api/sessions",
                        (String) null,
                        "Origin",
                        "http://evil.example",
                        "Access-Control-Request-Method",
                        "POST");
        assertThat(evil.header("Access-Control-Allow-Methods")).isNull();
        assertThat(evil.header("Access-Control-Allow-Origin")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"abc-123._X, true", "a b, false", "ü, false"})
    void correlationIdsAreTakenOver(String id, boolean taken) {
        Result result = alice.get("/api/me", "X-Correlation-Id", id.replace("ü", "%"));

        if (taken) {
            assertThat(result.header("X-Correlation-Id")).isEqualTo(id);
        } else {
            assertThat(result.header("X-Correlation-Id")).isNotEqualTo(id).matches("[A-Za-z0-9._-]{1,64}");
        }
        assertThat(alice.get("/api/me", "X-Correlation-Id", "x".repeat(65)).header("X-Correlation-Id"))
                .hasSize(36);
        assertThat(alice.get("/nothing", "X-Correlation-Id", "mine")
                        .body()
                        .path("error")
                        .path("correlation_id")
                        .asText())
                .isEqualTo("mine");
    }

    @Test
    void whatDoesNotFitIsRefusedInTheSameEnvelope() {
        Result unknown = alice.get("/api/nothing");
        Result method = alice.delete("/api/sessions");
        Result type = alice.post("/api/sessions", "title=x", "Content-Type", "application/x-www-form-urlencoded");
        Result latin = alice.post("/api/sessions", "{}", "Content-Type", "application/json; charset=iso-8859-1");
        Result accept = alice.get("/api/me", "Accept", "text/html");
        Result head = alice.send("HEAD", "/api/me", (String) null);
        Result override = alice.get("/api/sessions", "X-HTTP-Method-Override", "POST");

        assertThat(List.of(unknown.status(), method.status(), type.status(), latin.status(), accept.status()))
                .containsExactly(404, 405, 415, 415, 406);
        assertThat(List.of(
                        unknown.errorCode(),
                        method.errorCode(),
                        type.errorCode(),
                        latin.errorCode(),
                        accept.errorCode()))
                .containsExactly(
                        "not_found",
                        "method_not_allowed",
                        "unsupported_media_type",
                        "unsupported_media_type",
                        "not_acceptable");
        assertThat(method.header("Allow")).contains("GET", "POST");
        assertThat(head.status()).isEqualTo(405);
        assertThat(override.status()).isEqualTo(200);
        assertThat(alice.post("/api/sessions", "{}", "Content-Type", "application/json;charset=UTF-8")
                        .status())
                .isEqualTo(201);
        assertThat(alice.get("/api/me", "Accept", "text/html, */*;q=0.1").status())
                .isEqualTo(200);
        assertThat(alice.get("/ws").errorCode()).isEqualTo("invalid_request");
    }

    @Test
    void whatTheWebServerRefusesItselfLooksTheSame() throws IOException {
        for (String request : List.of(
                "GET /x y z HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
                "GET /other HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")) {
            RawConnection.Answer answer = exchange(request);

            assertThat(new ObjectMapper()
                            .readTree(answer.body())
                            .path("error")
                            .path("correlation_id")
                            .asText())
                    .as(answer.body())
                    .isNotEmpty()
                    .isEqualTo(answer.header("X-Correlation-Id"));
            assertThat(answer.head() + answer.body()).doesNotContainIgnoringCase("Jetty", "Server: ", "X-Powered-By");
        }
    }

    @Test
    void upgradesOtherThanToWebSocketAreIgnored() throws IOException {
        RawConnection.Answer answer =
                exchange("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void noHandshakeLeavesAnHttpSessionBehind() throws IOException {
        for (String path : List.of("/ws", "/other")) {
            try (SocketClient socket =
                    SocketClient.open(server.port(), path, "Authorization: Bearer " + server.token("alice"))) {
                assertThat(socket.header("Set-Cookie")).isNull();
            }
        }
        assertThat(alice.get("/api/me").header("Set-Cookie")).isNull();
    }

    @Test
    void theLargestMessageIsTakenInItsLongestSpelling() throws IOException {
        String session = alice.newSession();
        String spelled = "\\ud83d\\ude00".repeat(5_000);
        assertThat(spelled).hasSize(60_000);

        Result posted = alice.say(session, "x");
        Result largest = alice.post("/api/sessions/" + session + "/messages", "{\"content\":\"" + spelled + "\"}");
        try (SocketClient socket = server.socket("alice")) {
            socket.send("{\"type\":\"message\",\"ref\":\"r\",\"session_id\":\"%s\",\"content\":\"%s\"}"
                    .formatted(session, spelled));
            assertThat(socket.read().path("type").asText()).isEqualTo("ack");
        }

        assertThat(posted.status()).isEqualTo(202);
        assertThat(largest.status()).isEqualTo(202);
        assertThat(largest.body().path("message").path("text").asText()).isEqualTo("😀".repeat(5_000));
    }

    @ParameterizedTest
    @CsvSource({"4999, 202", "5000, 202", "5001, 400"})
    void charactersAreCodePoints(int codePoints, int status) {
        String session = alice.newSession();

        assertThat(alice.say(session, "😀".repeat(codePoints)).status()).isEqualTo(status);
        assertThat(alice.say(session, "x".repeat(codePoints)).status()).isEqualTo(status);
    }

    @Test
    void limitsThatGrowLetLargerDocumentsIn() {
        ChatLimits limits = TestServer.ROOMY.toBuilder()
                .userMessageCodePoints(20_000)
                .metadataBytes(500_000)
                .build();
        try (TestServer roomy = TestServer.start(limits)) {
            RestClient client = roomy.rest("alice");
            String metadata = "{\"a\":\"" + "x".repeat(499_900) + "\"}";

            assertThat(client.say(client.newSession(), "\\ud83d\\ude00".repeat(100))
                            .status())
                    .isEqualTo(202);
            assertThat(client.post("/api/sessions", "{\"metadata\":" + metadata + "}")
                            .status())
                    .isEqualTo(201);
        }
    }

    private static RawConnection.Answer exchange(String request) throws IOException {
        try (RawConnection connection = RawConnection.open(server.port())) {
            return connection.send(request).read();
        }
    }
}
