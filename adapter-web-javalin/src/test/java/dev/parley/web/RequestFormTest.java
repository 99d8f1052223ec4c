package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.RawConnection.Answer;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests as bytes: their lines, headers, framing and paths. What two programs may read in two ways is refused, since one of them may be a
 * proxy that thinks it knows what passes it (request smuggling, CWE-444); most of it by the web server, whose manners these tests pin down.
 */
class RequestFormTest {
    private static final String GET = "GET /health/live HTTP/1.1\r\nHost: x\r\n";
    private static final String NEXT = GET + "\r\n";

    /** Whether the connection can be used on. */
    private enum After {
        OPEN,
        CLOSED
    }

    private static TestServer server;
    private static String authorization;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        authorization = "Authorization: Bearer " + server.token("alice") + "\r\n";
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** @param framing the headers that tell of the body, and what comes behind them */
    private static Arguments post(String name, String framing, int status, After after) {
        String head = "POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAUTHORIZATION";
        return Arguments.of(name, head + framing.replace("\n", "\r\n"), status, after);
    }

    private static Arguments request(String name, String bytes, int status, After after) {
        return Arguments.of(name, bytes, status, after);
    }

    static Stream<Arguments> framings() {
        String chunks = "\n\n2\n{}\n0\n\n";
        return Stream.of(
                post("a length", "Content-Length: 2\n\n{}", 201, After.OPEN),
                post("two equal lengths", "Content-Length: 2\nContent-Length: 2\n\n{}", 400, After.CLOSED),
                post("two lengths", "Content-Length: 2\nContent-Length: 3\n\n{}x", 400, After.CLOSED),
                post("a list of lengths", "Content-Length: 2, 2\n\n{}", 400, After.CLOSED),
                post("a length with a sign", "Content-Length: +2\n\n{}", 400, After.CLOSED),
                post("a length below zero", "Content-Length: -1\n\n{}", 400, After.CLOSED),
                post("a length in hexadecimal", "Content-Length: 0x2\n\n{}", 400, After.CLOSED),
                post("no length at all", "Content-Length: \n\n{}", 400, After.CLOSED),
                post("an endless length", "Content-Length: 99999999999999999999\n\n{}", 400, After.CLOSED),
                post("a length with a space", "Content-Length: 2 2\n\n{}", 400, After.CLOSED),
                post("chunks", "Transfer-Encoding: chunked" + chunks, 201, After.OPEN),
                post("chunks behind a tab", "Transfer-Encoding:\tchunked" + chunks, 201, After.OPEN),
                post("chunks in capitals", "Transfer-Encoding: CHUNKED" + chunks, 201, After.OPEN),
                post(
                        "length, then chunks",
                        "Content-Length: 2\nTransfer-Encoding: chunked" + chunks,
                        400,
                        After.CLOSED),
                post(
                        "chunks, then length",
                        "Transfer-Encoding: chunked\nContent-Length: 2" + chunks,
                        400,
                        After.CLOSED),
                post(
                        "chunks twice",
                        "Transfer-Encoding: chunked\nTransfer-Encoding: chunked" + chunks,
                        400,
                        After.CLOSED),
                post("chunks and more", "Transfer-Encoding: chunked, identity" + chunks, 400, After.CLOSED),
                post("packed chunks", "Transfer-Encoding: gzip, chunked" + chunks, 400, After.OPEN),
                post("no chunks", "Transfer-Encoding: identity\n\n", 400, After.CLOSED),
                post("something like chunks", "Transfer-Encoding: xchunked" + chunks, 400, After.CLOSED),
                post("quoted chunks", "Transfer-Encoding: \"chunked\"" + chunks, 400, After.CLOSED),
                post("a space before the colon", "Transfer-Encoding : chunked" + chunks, 400, After.CLOSED),
                post("a vertical tab", "Transfer-Encoding: \u000bchunked" + chunks, 400, After.CLOSED),
                post("a chunk below zero", "Transfer-Encoding: chunked\n\n-2\n{}\n0\n\n", 400, After.CLOSED),
                post("a chunk with 0x", "Transfer-Encoding: chunked\n\n0x2\n{}\n0\n\n", 400, After.CLOSED),
                post(
                        "an endless chunk",
                        "Transfer-Encoding: chunked\n\n100000000000000002\n{}\n0\n\n",
                        400,
                        After.CLOSED),
                post("a chunk that goes on", "Transfer-Encoding: chunked\n\n2\n{}0\n\n", 400, After.CLOSED),
                post("a chunk with a note", "Transfer-Encoding: chunked\n\n2;a=b\n{}\n0\n\n", 201, After.OPEN),
                post(
                        "a chunk with a long note",
                        "Transfer-Encoding: chunked\n\n2;" + "a".repeat(20_000) + "\n{}\n0\n\n",
                        400,
                        After.CLOSED),
                post(
                        "a length as a trailer",
                        "Transfer-Encoding: chunked\n\n2\n{}\n0\nContent-Length: 5\n\n",
                        201,
                        After.OPEN),
                post("an expectation", "Expect: 100-continue\nContent-Length: 2\n\n{}", 201, After.OPEN),
                post("another expectation", "Expect: the-unexpected\nContent-Length: 2\n\n{}", 417, After.CLOSED),
                request(
                        "chunks ended by line feeds",
                        "POST /api/sessions HTTP/1.1\r\nHost: x\r\nAUTHORIZATIONTransfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
                        400,
                        After.CLOSED),
                request(
                        "a note with a line feed",
                        "POST /api/sessions HTTP/1.1\r\nHost: x\r\nAUTHORIZATIONTransfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n",
                        400,
                        After.CLOSED),
                request(
                        "chunks before their time",
                        "POST /api/sessions HTTP/1.0\r\nAUTHORIZATIONConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        400,
                        After.OPEN));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                request("plain", NEXT, 200, After.OPEN),
                request("a body that nobody reads", GET + "Content-Length: 5\r\n\r\nhello", 200, After.OPEN),
                request("line feeds alone", "GET /health/live HTTP/1.1\nHost: x\n\n", 400, After.CLOSED),
                request("returns alone", "GET /health/live HTTP/1.1\rHost: x\r\r", 400, After.CLOSED),
                request("a folded value", GET + "X: a\r\n b\r\n\r\n", 400, After.CLOSED),
                request("an indented name", "GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400, After.CLOSED),
                request("a space before the colon", GET + "X : a\r\n\r\n", 400, After.CLOSED),
                request("no colon", GET + "X\r\n\r\n", 400, After.CLOSED),
                request("no name", GET + ": a\r\n\r\n", 400, After.CLOSED),
                request("a NUL", GET + "X: a\0b\r\n\r\n", 400, After.CLOSED),
                request("a return inside", GET + "X: a\rb\r\n\r\n", 400, After.CLOSED),
                request("many", GET + "A: b\r\n".repeat(99) + "\r\n", 200, After.OPEN),
                request("too many", GET + "A: b\r\n".repeat(100) + "\r\n", 431, After.OPEN),
                request("too long", GET + "A: " + "b".repeat(20_000) + "\r\n\r\n", 431, After.CLOSED),
                request("no host", "GET / HTTP/1.1\r\n\r\n", 400, After.CLOSED),
                request("no host, long ago", "GET /health/live HTTP/1.0\r\n\r\n", 200, After.CLOSED),
                request("two hosts", GET + "Host: y\r\n\r\n", 400, After.CLOSED),
                request("the same host twice", GET + "Host: x\r\n\r\n", 400, After.CLOSED),
                host(""),
                host("a@b"),
                host("a/b"),
                host("a b"),
                host("a, b"),
                host("a:b"),
                host("a:99999"),
                host("é"));
    }

    private static Arguments host(String host) {
        return request("the host " + host, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", 400, After.CLOSED);
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                line("GET http://x/health/live HTTP/1.1", 200, After.OPEN),
                line("GET http://y/health/live HTTP/1.1", 400, After.OPEN),
                line("TRACE /health/live HTTP/1.1", 405, After.OPEN),
                line("CONNECT x:80 HTTP/1.1", 405, After.OPEN),
                line("CONNECT / HTTP/1.1", 400, After.CLOSED),
                request("CONNECT elsewhere", "CONNECT y:80 HTTP/1.1\r\nHost: y:80\r\n\r\n", 405, After.OPEN),
                line("OPTIONS * HTTP/1.1", 404, After.OPEN),
                line("GET * HTTP/1.1", 400, After.OPEN),
                line("BREW /health/live HTTP/1.1", 405, After.OPEN),
                line("get /health/live HTTP/1.1", 405, After.OPEN),
                line("A".repeat(2_000) + " /health/live HTTP/1.1", 405, After.OPEN),
                line("G{}T /health/live HTTP/1.1", 400, After.CLOSED),
                line("GET\t/health/live\tHTTP/1.1", 400, After.CLOSED),
                line("GET /x y z HTTP/1.1", 400, After.CLOSED),
                line("GET /health/live", 505, After.CLOSED),
                line("GET /health/live HTTP/1.2", 505, After.CLOSED),
                line("GET /health/live HTTP/2.0", 426, After.CLOSED),
                line("GET /health/live HTTP/3", 505, After.CLOSED),
                line("GET /" + "a".repeat(20_000) + " HTTP/1.1", 414, After.CLOSED),
                request("HTTP/0.9", "GET /health/live\r\n", 505, After.CLOSED),
                request("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 426, After.CLOSED),
                request("TLS", "\u0016\u0003\u0001\u0002\0\u0001\0", 400, After.CLOSED));
    }

    private static Arguments line(String line, int status, After after) {
        return request(line, line + "\r\nHost: x\r\n\r\n", status, after);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"framings", "headers", "lines"})
    void requestsHaveOneMeaningOrNone(String name, String request, int status, After after) throws IOException {
        try (RawConnection connection = RawConnection.open(server.port())) {
            Answer answer = connection
                    .send(request.replace("AUTHORIZATION", authorization))
                    .read();

            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            if (status >= 400) {
                assertThat(errorOf(answer).path("status_code").asInt()).isEqualTo(status);
                assertThat(errorOf(answer).path("error_code").asText())
                        .isIn("invalid_request", "method_not_allowed", "not_found", "too_large");
                assertThat(errorOf(answer).path("correlation_id").asText())
                        .isEqualTo(answer.header("X-Correlation-Id"));
            }
            if (after == After.CLOSED) {
                assertThat(connection.isCut()).isTrue();
            } else {
                assertThat(connection.send(NEXT).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatComesBehindAMalformedRequestIsNoRequest() throws IOException {
        String smuggled = "POST /api/sessions HTTP/1.1\r\nHost: x\r\n" + authorization
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        int before = sessions();

        try (RawConnection connection = RawConnection.open(server.port())) {
            connection.send(
                    "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "0\r\n\r\n" + smuggled);
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isCut()).isTrue();
        }

        assertThat(sessions()).isEqualTo(before);
    }

    private static int sessions() {
        return server.rest("alice").get("/api/sessions").body().path("total").asInt();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api%2fme",
                "/api/..;/api/me",
                "/api/../api/me",
                "/api/%2e%2e/api/me",
                "/./api/me",
                "/api/./me",
                "/api/.%2e/me",
                "//api/me",
                "/api//me",
                "/api/me;x=y",
                "/api;x/me",
                "/api/me%00",
                "/api/%00/me",
                "/api/me%",
                "/api/me%zz",
                "/api/m%65",
                "/api/me%20",
                "/api/me%0d%0aX:y",
                "/api/%c0%ae%c0%ae/me",
                "/api/me%ff",
                "/api/me%2500",
                "/api/me%uff0e",
                "/api\\me",
                "/API/me",
                "/api/mé",
                "api/me",
                "/health%2flive",
                "/assets/../../etc/passwd",
                "/assets/..%2f..%2fetc%2fpasswd",
                "/assets/parley/%2e%2e/index.html",
                "/assets/parley/..%5cindex.html",
                "/assets//parley/app.js",
                "/assets/parley//app.js",
                "/assets/parley/app.js;x",
                "/assets/parley/app.js%00.css",
                "/assets/parley/app%2ejs%00",
                "/assets/",
                "/web/index.html",
                "/META-INF/MANIFEST.MF",
            })
    void aPathIsWhatItLooksLikeOrNothing(String path) throws IOException {
        try (RawConnection connection = RawConnection.open(server.port())) {
            Answer answer = connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + authorization + "\r\n")
                    .read();

            assertThat(answer.status()).as(answer.body()).isIn(400, 404);
            assertThat(answer.body()).doesNotContain("alice", "root:", "<html");
        }
    }

    @Test
    void theSchemeOfARequestLineSaysNothing() throws IOException {
        try (RawConnection connection = RawConnection.open(server.port())) {
            Answer login = connection
                    .send("POST https://x/api/login HTTP/1.1\r\nHost: x\r\n" + authorization
                            + "Content-Length: 0\r\n\r\n")
                    .read();

            assertThat(login.status()).isEqualTo(204);
            assertThat(login.header("Set-Cookie")).doesNotContain("Secure");
            assertThat(login.header("Strict-Transport-Security")).isNull();
        }
    }

    @Test
    void headersOfOneConnectionAreNotTakenForEachOther() throws IOException {
        String token = server.token("alice");
        String other = swapped(token);
        for (String header : List.of("Authorization: Bearer ", "Cookie: parley_token=")) {
            for (List<String> order : List.of(List.of(token, other, token), List.of(other, token, other))) {
                try (RawConnection connection = RawConnection.open(server.port())) {
                    for (String sent : order) {
                        Answer answer = connection
                                .send("GET /api/me HTTP/1.1\r\nHost: x\r\n" + header + sent + "\r\n\r\n")
                                .read();
                        assertThat(answer.status()).isEqualTo(sent.equals(token) ? 200 : 401);
                    }
                }
            }
        }
    }

    /** With one letter in the other case. */
    private static String swapped(String token) {
        int at = token.length() - 2;
        while (!Character.isLetter(token.charAt(at))) {
            at--;
        }
        char letter = token.charAt(at);
        char swapped = Character.isUpperCase(letter) ? Character.toLowerCase(letter) : Character.toUpperCase(letter);
        return token.substring(0, at) + swapped + token.substring(at + 1);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        int number = 50;
        StringBuilder requests = new StringBuilder();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            ids.add("id-" + i);
            requests.append(GET).append("X-Correlation-Id: id-").append(i).append("\r\n\r\n");
        }
        try (RawConnection connection = RawConnection.open(server.port())) {
            connection.send(requests.toString());

            for (String id : ids) {
                assertThat(connection.read().header("X-Correlation-Id")).isEqualTo(id);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health/live", "/health/ready", "/assets/parley/app.js"})
    void headIsGetWithoutItsBody(String path) throws IOException {
        try (RawConnection connection = RawConnection.open(server.port())) {
            Answer head = connection
                    .send("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .readHead();
            Answer next = connection.send(NEXT).read();
            Answer get = connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .readHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(next.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
            assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
            assertThat(head.header("Content-Length")).isIn(get.header("Content-Length"), null);
        }
    }

    @Test
    void headTellsWhatGetWould() {
        try (TestServer draining = TestServer.start()) {
            draining.server.drain();

            assertThat(draining.anybody()
                            .send("HEAD", "/health/ready", (String) null)
                            .status())
                    .isEqualTo(503);
        }
    }

    private static JsonNode errorOf(Answer answer) throws IOException {
        return new ObjectMapper().readTree(answer.body()).path("error");
    }
}
