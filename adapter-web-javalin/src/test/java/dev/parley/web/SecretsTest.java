package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import dev.parley.web.http.Mount;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.LogLines;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens and the secret that signs them appear in no log line, no answer and no close reason, whatever happens. */
class SecretsTest {
    private static final String SECRET = "hush-this-signs-tokens-and-nobody-may-see-it";

    private final List<String> secrets = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private LogLines log;
    private TestServer server;
    private WebSettings settings;
    private String token;

    @BeforeEach
    void start() {
        log = LogLines.open();
        server = TestServer.start(chat -> {}, web -> {
            settings = web.with(TokenRules.of(TokenSecret.of(SECRET))).with(new Mount("/broken", new BrokenServlet()));
            return settings;
        });
        token = secret(server.token("alice"));
        secrets.add(SECRET);
        secrets.add(Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void nothingWasTold() {
        server.close();
        List<String> lines = log.all();
        log.close();

        assertThat(lines.stream().filter(line -> line.startsWith("DEBUG dev.parley")))
                .as("debug lines are captured")
                .isNotEmpty();
        assertThat(seen).as("answers are captured").isNotEmpty();
        for (String secret : secrets) {
            assertThat(lines.stream().filter(line -> line.contains(secret))).isEmpty();
            assertThat(seen.stream().filter(answer -> answer.contains(secret))).isEmpty();
        }
    }

    /** Fails with all that it was sent. */
    private static final class BrokenServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException {
            throw new ServletException("broken");
        }
    }

    /** Something that nobody may see, and each half of it: what is cut is not safe. */
    private String secret(String text) {
        secrets.add(text.substring(0, text.length() / 2));
        secrets.add(text.substring(text.length() / 2));
        return text;
    }

    /** Tokens that are wrong in one way each. */
    private List<String> badTokens() {
        String foreign = new TokenMint(TokenRules.of(TokenSecret.of("x".repeat(32))), server.clock)
                .mint(new UserId("mallory"), Role.ADMIN, Duration.ofHours(1));
        String expired = server.token("bob", Duration.ofSeconds(1));
        server.clock.forward(Duration.ofMinutes(1));
        String changed = token.substring(0, token.length() - 6) + "AAAAAA";
        return List.of(
                secret(foreign),
                secret(expired),
                changed,
                secret("not-a-token-but-still-a-secret"),
                secret("eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0."),
                secret("bnVsbA.bnVsbA.bnVsbA"),
                secret("long-secret-" + "y".repeat(5_000)));
    }

    private Result note(Result result) {
        seen.add(result.response().headers().map() + result.text());
        return result;
    }

    @Test
    void ordinaryWorkTellsNothing() throws IOException {
        RestClient alice = new RestClient(server.origin(), token);
        String session = alice.newSession();
        note(alice.get("/api/me"));
        note(alice.say(session, "Hello"));
        note(alice.get("/api/sessions/" + session));
        note(alice.get("/api/sessions/" + session + "/export"));
        note(alice.get("/api/sessions/" + session + "/messages?limit=x"));
        note(alice.get("/api/commands"));
        try (EventReader stream = alice.stream("GET", "/api/sessions/" + session + "/events?after=0", null)) {
            seen.add(stream.next().data().toString());
        }
        try (SocketClient socket =
                SocketClient.open(server.port(), "/ws", "Sec-WebSocket-Protocol: parley.v1, bearer." + token)) {
            seen.add(String.valueOf(socket.header("Sec-WebSocket-Protocol")));
            seen.add(socket.ask("join_session", "session_id", session).toString());
            seen.add(socket.ask("authenticate", "token", secret(server.token("alice", Duration.ofHours(2))))
                    .toString());
        }
        // A stream whose reader went is noticed when something is written to it, at the latest the next sign of life.
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> server.server.openStreams() == 0);
    }

    @Test
    void aLoginTellsTheTokenToTheCookieAlone() {
        Result login = server.anybody().post("/api/login", "", "Authorization", "Bearer " + token);

        assertThat(login.response().headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .contains(token);
        seen.add(login.text());
        login.response().headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Set-Cookie")) {
                seen.add(name + values);
            }
        });
        note(server.anybody().delete("/api/login", "Cookie", "parley_token=" + token));
        note(server.anybody().post("/api/login", "", "Authorization", "Bearer nonsense"));
    }

    @Test
    void refusalsTellNothing() throws IOException {
        for (String bad : badTokens()) {
            RestClient anybody = server.anybody();
            Result header = note(anybody.get("/api/me", "Authorization", "Bearer " + bad));
            Result cookie = note(anybody.get("/api/me", "Cookie", "parley_token=" + bad));
            Result login = note(anybody.post("/api/login", "", "Authorization", "Bearer " + bad));
            Result basic = note(anybody.get("/api/me", "Authorization", "Basic " + bad));
            Result key = note(anybody.get("/api/me", "Idempotency-Key", bad, "X-Correlation-Id", token));
            for (Result refused : List.of(header, cookie, login, basic, key)) {
                assertThat(refused.status()).isEqualTo(401);
            }
            for (String line : List.of(
                    "Authorization: Bearer " + bad,
                    "Sec-WebSocket-Protocol: parley.v1, bearer." + bad,
                    "Cookie: parley_token=" + bad + "\r\nOrigin: " + server.origin())) {
                try (SocketClient socket = SocketClient.open(server.port(), "/ws", line)) {
                    SocketClient.Received close = socket.awaitClose();
                    assertThat(close.closeCode()).isEqualTo(4401);
                    seen.add(close.closeReason());
                }
            }
            try (SocketClient socket =
                    SocketClient.open(server.port(), "/ws", "Authorization: Bearer " + secret(server.token("alice")))) {
                JsonNode refused = socket.ask("authenticate", "token", bad);
                assertThat(refused.path("error_code").asText()).isEqualTo("unauthenticated");
                seen.add(refused.toString());
            }
        }
    }

    @Test
    void aTokenInAUrlIsRefusedInWordsAndForgotten() throws IOException {
        for (String path : List.of("/api/me", "/", "/health/live", "/nothing", "/broken", "/assets/parley/app.js")) {
            for (String name : List.of("token", "access_token", "TOKEN", "jwt", "x=1&token")) {
                Result refused =
                        note(server.anybody().get(path + "?" + name + "=" + token, "Authorization", "Bearer " + token));
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.errorCode()).isEqualTo("invalid_request");
                assertThat(refused.body().path("error").path("error_message").asText())
                        .startsWith("A token must not be in the URL; send it as Authorization: Bearer <token>");
            }
        }
        for (String authorization : List.of("X: none", "Authorization: Bearer " + token)) {
            try (SocketClient socket = SocketClient.open(server.port(), "/ws?token=" + token, authorization)) {
                JsonNode error = socket.read();
                assertThat(error.path("error_code").asText()).isEqualTo("unauthenticated");
                assertThat(error.path("error_message").asText()).startsWith("A token must not be in the URL");
                SocketClient.Received close = socket.awaitClose();
                assertThat(close.closeCode()).isEqualTo(4401);
                seen.add(error + close.closeReason());
            }
        }
        note(server.anybody().get("/api/me?q=" + token, "Authorization", "Bearer " + token));
        note(server.anybody().get("/api/sessions/" + token, "Authorization", "Bearer " + token));
    }

    @Test
    void defectsTellNothing() throws IOException {
        RestClient alice = new RestClient(server.origin(), token);
        String session = alice.newSession();
        server.ids.throwOnce(() -> new IllegalStateException("a defect"));
        assertThat(note(alice.post("/api/sessions", "{}")).status()).isEqualTo(500);
        server.ids.failOnce(() -> new OutOfMemoryError("a defect"));
        assertThat(note(alice.post("/api/sessions", "{}")).status()).isEqualTo(500);
        assertThat(note(alice.get("/broken")).status()).isEqualTo(500);
        try (SocketClient socket = SocketClient.open(server.port(), "/ws", "Authorization: Bearer " + token)) {
            server.ids.throwOnce(() -> new IllegalStateException("a defect"));
            socket.send("{\"type\":\"start_session\",\"ref\":\"r\"}");
            JsonNode error = socket.read();
            assertThat(error.path("error_code").asText()).isEqualTo("internal");
            seen.add(error.toString());
        }
        assertThat(log.troubles()).hasSizeGreaterThanOrEqualTo(3).anyMatch(line -> line.contains("a defect"));
        note(alice.get("/api/sessions/" + session));
    }

    @Test
    void malformedRequestsTellNothing() throws IOException {
        for (String request : List.of(
                "GET /api/me HTTP/1.1\r\nAuthorization: Bearer %s\r\n\r\n",
                "GET /api/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nX : y\r\n\r\n",
                "GET /%%00?token=%s HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/me?token=%s HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /api/me HTTP/1.1\r\nHost: %s\0\r\n\r\n",
                "POST /api/me?token=%s HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET http://other/?token=%s HTTP/1.1\r\nHost: x\r\n\r\n",
                "%s\r\n\r\n")) {
            try (RawConnection connection = RawConnection.open(server.port())) {
                RawConnection.Answer answer =
                        connection.send(request.formatted(token)).read();
                assertThat(answer.status()).isBetween(400, 505);
                seen.add(answer.head() + answer.body());
            }
        }
        server.anybody().get("/api/me", "Authorization", "Bearer nonsense");
    }

    @Test
    void settingsDoNotPrintTheSecret() {
        seen.add(settings.toString() + settings.tokens() + settings.tokens().keys());
        server.anybody().get("/api/me", "Authorization", "Bearer nonsense");
    }
}
