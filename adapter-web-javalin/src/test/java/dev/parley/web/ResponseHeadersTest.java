package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.http.Mount;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.Ids;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What answers tell browsers, whatever was asked. */
class ResponseHeadersTest {
    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "X-Frame-Options", "DENY",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Permissions-Policy",
                    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
                            + " microphone=(), midi=(), payment=(), usb=()");

    private static final String NOTHING_GOES =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(chat -> {}, web -> web.with(new Mount("/theirs.js", new ScriptServlet())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A script for pages elsewhere. */
    private static final class ScriptServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
            response.setContentType("text/javascript");
            response.getWriter().print("0");
        }
    }

    @Test
    void everyAnswerHasThem() {
        var alice = server.rest("alice");
        Map<String, Result> answers = new LinkedHashMap<>();
        answers.put("a document", alice.get("/api/me"));
        answers.put("something new", alice.post("/api/sessions", "{}"));
        answers.put("nothing", alice.post("/api/login", ""));
        answers.put("a refusal", alice.get("/api/sessions/" + Ids.NOBODYS));
        answers.put("no token", server.anybody().get("/api/me"));
        answers.put("no such path", alice.get("/nothing"));
        answers.put("no such method", alice.delete("/api/me"));
        answers.put("no method at all", alice.send("TRACE", "/api/me", (String) null));
        answers.put("a bad body", alice.post("/api/sessions", "{"));
        answers.put("a token in the URL", alice.get("/api/me?token=x"));
        answers.put("health", alice.get("/health/live"));
        answers.put("no WebSocket", alice.get("/ws"));
        answers.put("a preflight", preflight("http://evil.example", "GET", "x"));
        server.ids.failOnce(() -> new StackOverflowError("a secret"));
        answers.put("a defect", alice.post("/api/sessions", "{}"));
        assertThat(answers.get("a defect").status()).isEqualTo(500);

        answers.forEach((name, answer) -> {
            assertThat(headers(answer)).as(name).containsAllEntriesOf(ALWAYS);
            assertThat(answer.header("Content-Security-Policy")).as(name).isEqualTo(NOTHING_GOES);
            assertThat(answer.header("Cross-Origin-Resource-Policy")).as(name).isEqualTo("same-origin");
            assertThat(headers(answer)).as(name).doesNotContainKeys("Server", "X-Powered-By");
            assertThat(answer.header("Strict-Transport-Security")).as(name).isNull();
        });
    }

    @Test
    void thePageHasItsOwnPolicy() {
        Result page = server.anybody().get("/");
        Result asset = server.anybody().get("/assets/parley/app.js");
        Result known = server.anybody().get("/assets/parley/app.js", "If-None-Match", asset.header("ETag"));

        assertThat(known.status()).isEqualTo(304);
        for (Result answer : List.of(page, asset, known)) {
            assertThat(headers(answer)).containsAllEntriesOf(ALWAYS);
        }
        assertThat(page.response().headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; script-src 'self' 'nonce-")
                .contains("; frame-ancestors 'none'; require-trusted-types-for 'script'");
    }

    @Test
    void aScriptForPagesElsewhereSaysSo() {
        Result mounted = server.anybody().get("/theirs.js");

        assertThat(mounted.response().headers().allValues("Cross-Origin-Resource-Policy"))
                .containsExactly("cross-origin");
    }

    @Test
    void theWidgetIsForEveryPage() {
        Result script = server.anybody().get("/widget.js");
        String base = script.text().replaceFirst("(?s).*base: \"([^\"]+)\".*", "$1");
        Result module = server.anybody().get(base + "parley/widget/main.js");
        Result known = server.anybody().get("/widget.js", "If-None-Match", script.header("ETag"));
        Result forOurOwn = server.anybody().get(base + "parley/widget/main.js", "Origin", TestServer.FOREIGN_PAGE);

        assertThat(script.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(module.header("Cache-Control")).contains("immutable");
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.header("Content-Type"))
                .as("browsers would take it for the type of what they have")
                .isNull();
        for (Result answer : List.of(script, module, known, forOurOwn)) {
            assertThat(headers(answer)).containsAllEntriesOf(ALWAYS);
            assertThat(answer.response().headers().allValues("Cross-Origin-Resource-Policy"))
                    .containsExactly("cross-origin");
            assertThat(answer.response().headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("*");
        }
    }

    @Test
    void everyPageMayAskWhetherItMayHaveTheWidget() {
        for (String origin : List.of(TestServer.FOREIGN_PAGE, "http://evil.example", "null", server.origin())) {
            Result answer = server.anybody().get("/widget/origin", "Origin", origin);

            assertThat(answer.body().get("origin").asText()).isEqualTo(origin);
            assertThat(answer.body().get("allowed").asBoolean())
                    .as(origin)
                    .isEqualTo(List.of(TestServer.FOREIGN_PAGE, server.origin()).contains(origin));
            assertThat(answer.response().headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("*");
        }
    }

    @Test
    void streamsAndHandshakesHaveThemToo() throws IOException {
        String session = server.rest("alice").newSession();
        try (EventReader stream = server.rest("alice").stream("GET", "/api/sessions/" + session + "/events", null);
                SocketClient socket = server.socket("alice")) {
            ALWAYS.forEach((name, value) -> {
                assertThat(stream.header(name)).isEqualTo(value);
                assertThat(socket.header(name)).isEqualTo(value);
            });
        }
    }

    @Test
    void onlyConfiguredOriginsMayReadAndEveryCacheIsTold() {
        Map<String, Boolean> origins = new LinkedHashMap<>();
        origins.put(TestServer.FOREIGN_PAGE, true);
        origins.put("null", false);
        origins.put("HTTP://LOCALHOST:5173", false);
        origins.put(TestServer.FOREIGN_PAGE + "0", false);
        origins.put(TestServer.FOREIGN_PAGE + "/", false);
        origins.put(TestServer.FOREIGN_PAGE + ".evil.example", false);
        origins.put("http://evil.example/" + TestServer.FOREIGN_PAGE, false);
        origins.put("https://localhost:5173", false);
        origins.put("http://localhost", false);
        origins.put("http://xlocalhost:5173", false);
        origins.put(TestServer.FOREIGN_PAGE + ", http://evil.example", false);
        origins.put("*", false);

        origins.forEach((origin, allowed) -> {
            Result answer = server.rest("alice").get("/api/me", "Origin", origin);
            Result preflight = preflight(origin, "DELETE", "x-mine");
            for (Result result : List.of(answer, preflight)) {
                assertThat(Optional.ofNullable(result.header("Access-Control-Allow-Origin")))
                        .as(origin)
                        .isEqualTo(allowed ? Optional.of(origin) : Optional.empty());
                assertThat(result.header("Access-Control-Allow-Credentials")).isEqualTo(allowed ? "true" : null);
                assertThat(result.response().headers().allValues("Vary"))
                        .as(origin)
                        .contains("Origin");
            }
            assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo(allowed ? "x-mine" : null);
        });
        assertThat(server.rest("alice").get("/api/me").response().headers().allValues("Vary"))
                .contains("Origin");
    }

    @Test
    void aPreflightIsAnsweredWhateverItAsksFor() {
        Result longest = preflight(TestServer.FOREIGN_PAGE, "GET", "x".repeat(1_024));
        Result tooLong = preflight(TestServer.FOREIGN_PAGE, "GET", "x".repeat(15_000));
        Result strange = preflight(TestServer.FOREIGN_PAGE, "GET", "x; \"y\"");

        assertThat(longest.header("Access-Control-Allow-Headers")).hasSize(1_024);
        for (Result result : List.of(tooLong, strange)) {
            assertThat(result.status()).isEqualTo(204);
            assertThat(result.header("Access-Control-Allow-Headers")).isNull();
        }
    }

    private static Result preflight(String origin, String method, String headers) {
        return server.anybody()
                .send(
                        "OPTIONS",
                        "/api/me",
                        (String) null,
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        method,
                        "Access-Control-Request-Headers",
                        headers);
    }

    private static Map<String, String> headers(Result answer) {
        Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.response().headers().map().forEach((name, values) -> headers.put(name, String.join(" | ", values)));
        return headers;
    }
}
