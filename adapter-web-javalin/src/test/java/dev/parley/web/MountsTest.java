package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.ChatException;
import dev.parley.domain.user.Caller;
import dev.parley.web.http.Mount;
import dev.parley.web.http.RequestIdentity;
import dev.parley.web.live.Timing;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.TestServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servlets beside the routes. */
class MountsTest {
    private static final Timing IMPATIENT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofSeconds(30),
            Duration.ofMillis(600));

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                chat -> {},
                web -> web.with(IMPATIENT)
                        .with(new Mount("/who", WhoServlet::new))
                        .with(new Mount("/hooks/*", new EchoServlet())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Tells who calls. */
    private static final class WhoServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient RequestIdentity identity;

        WhoServlet(RequestIdentity identity) {
            this.identity = identity;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                Caller caller = identity.caller(request);
                response.getWriter()
                        .print("%s %s %s %s"
                                .formatted(
                                        caller.user(),
                                        caller.role().wireName(),
                                        identity.isFromAllowedOrigin(request),
                                        Thread.currentThread().isVirtual()));
            } catch (ChatException.Unauthenticated refusal) {
                response.setStatus(401);
            } catch (ChatException.Forbidden refusal) {
                response.setStatus(403);
            }
        }
    }

    /** Gives back what it got, keeps an HTTP session, or fails. */
    private static final class EchoServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                byte[] body = request.getInputStream().readAllBytes();
                response.getWriter().print(request.getPathInfo() + " " + body.length);
            } catch (RuntimeException defect) {
                // As servlets do that answer their own defects: a body that is refused is none.
                response.setStatus(500);
            }
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            switch (String.valueOf(request.getPathInfo())) {
                case "/session" ->
                    response.getWriter().print(request.getSession().isNew());
                case "/broken" -> throw new ServletException("a secret of the application");
                default -> response.sendError(404, "a secret of the application");
            }
        }
    }

    @Test
    void aServletIsServedOnItsPathAlone() {
        RestClient alice = server.rest("alice");

        assertThat(alice.get("/who").text()).isEqualTo("alice viewer true true");
        assertThat(alice.get("/who/else").status()).isEqualTo(404);
        assertThat(alice.get("/who/else").errorCode()).isEqualTo("not_found");
        assertThat(alice.post("/hooks/a/b", "abc").text()).isEqualTo("/a/b 3");
        assertThat(alice.post("/hooks", "abc").text()).isEqualTo("null 3");
        assertThat(alice.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void callersAreKnownByTheirTokenAsEverywhere() {
        RestClient anybody = server.anybody();
        String cookie = "parley_token=" + server.token("alice");

        assertThat(anybody.get("/who").status()).isEqualTo(401);
        assertThat(anybody.get("/who", "Authorization", "Bearer nonsense").status())
                .isEqualTo(401);
        assertThat(anybody.get("/who", "Authorization", "Bearer nonsense", "Cookie", cookie)
                        .status())
                .isEqualTo(401);
        assertThat(anybody.get("/who", "Cookie", cookie).text()).startsWith("alice ");
        assertThat(anybody.post("/who", "", "Cookie", cookie, "Origin", server.origin())
                        .text())
                .isEqualTo("alice viewer true true");
        assertThat(anybody.post("/who", "", "Cookie", cookie, "Origin", TestServer.FOREIGN_PAGE)
                        .text())
                .isEqualTo("alice viewer true true");
    }

    @Test
    void otherSitesCannotActByCookie() {
        String cookie = "parley_token=" + server.token("alice");

        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "QUERY")) {
            assertThat(server.anybody()
                            .send(method, "/who", (String) null, "Cookie", cookie)
                            .status())
                    .as(method)
                    .isEqualTo(403);
            assertThat(server.anybody()
                            .send(method, "/who", (String) null, "Cookie", cookie, "Origin", "http://evil.example")
                            .status())
                    .as(method)
                    .isEqualTo(403);
        }
    }

    @Test
    void pagesOfOtherSitesAreTold() {
        assertThat(server.rest("alice")
                        .get("/who", "Origin", "http://evil.example")
                        .text())
                .isEqualTo("alice viewer false true");
        assertThat(server.rest("alice").get("/who", "Origin", "null").text()).isEqualTo("alice viewer false true");
    }

    @Test
    void theEdgeIsTheSameAsEverywhere() {
        Result allowed =
                server.rest("alice").get("/who", "Origin", TestServer.FOREIGN_PAGE, "X-Correlation-Id", "mine");

        assertThat(allowed.header("X-Correlation-Id")).isEqualTo("mine");
        assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(TestServer.FOREIGN_PAGE);
        assertThat(allowed.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void noHttpSessionIsKept() {
        Result first = server.anybody().get("/hooks/session");

        assertThat(first.text()).isEqualTo("true");
        assertThat(first.header("Set-Cookie")).isNull();
    }

    @Test
    void failuresAreToldInTheOneEnvelopeWithoutSecrets() {
        Result broken = server.anybody().get("/hooks/broken", "X-Correlation-Id", "mine");
        Result refused = server.anybody().get("/hooks/x");

        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.errorCode()).isEqualTo("internal");
        assertThat(broken.body().path("error").path("correlation_id").asText()).isEqualTo("mine");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.errorCode()).isEqualTo("not_found");
        assertThat(broken.text() + refused.text()).doesNotContain("a secret", "Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hooks/x", "/api/tasks"})
    void bodiesThatDripAreNotWaitedForHereOrThere(String path) throws IOException {
        String head = "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 60000\r\n\r\n"
                .formatted(path, server.token("alice"));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(50);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            assertThat(answerWhileDripping(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void bodiesHaveAnEnd() throws IOException {
        assertThat(server.anybody().post("/hooks/x", "x".repeat(1024 * 1024)).text())
                .isEqualTo("/x 1048576");
        String head = "POST /hooks/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 17; i++) {
                socket.getOutputStream().write(chunk);
            }
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "who", "/who/", "/*", "/who*", "/a//b", "/../api", "/who?x", "*.do"})
    void onlyPathsAreMountedOn(String path) {
        assertThatThrownBy(() -> new Mount(path, new EchoServlet()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write it like /mcp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/mine", "/api/*", "/ws", "/assets/*", "/health", "/who"})
    void nothingIsMountedOverSomethingElse(String path) {
        UnaryOperator<WebSettings> mounts =
                web -> web.with(new Mount("/who", new EchoServlet())).with(new Mount(path, new EchoServlet()));

        assertThatThrownBy(() -> TestServer.start(chat -> {}, mounts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing can be mounted on " + path);
    }

    private static String answerWhileDripping(Socket socket) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        byte[] answer = new byte[64];
        while (System.nanoTime() - deadline < 0) {
            try {
                socket.getOutputStream().write('a');
            } catch (SocketException cut) {
                // the answer may still be there to read
            }
            try {
                int length = socket.getInputStream().read(answer);
                return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
            } catch (SocketTimeoutException stillOpen) {
                // drip on
            }
        }
        return "";
    }
}
