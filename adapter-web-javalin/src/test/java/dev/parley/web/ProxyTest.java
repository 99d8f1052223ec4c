package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.http.Mount;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Behind a proxy that is trusted, and what others say who pretend to be one. */
class ProxyTest {
    private static final int CONNECTIONS_PER_ADDRESS = 2;
    private static final String HOST = "chat.example.com";

    private static TestServer behindProxy;
    private static TestServer open;

    private final List<SocketClient> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        ChatLimits limits = TestServer.ROOMY.toBuilder()
                .connectionsPerIp(CONNECTIONS_PER_ADDRESS)
                .build();
        behindProxy = TestServer.start(
                chat -> chat.limits(limits),
                web -> web.with(TrustedProxies.parse(List.of("127.0.0.0/8", "10.0.0.0/8")))
                        .with(new Mount("/seen", new SeenServlet())));
        open = TestServer.start(chat -> chat.limits(limits), web -> web.with(new Mount("/seen", new SeenServlet())));
    }

    @AfterAll
    static void stop() {
        behindProxy.close();
        open.close();
    }

    @AfterEach
    void closeSockets() throws IOException {
        for (SocketClient socket : sockets) {
            socket.close();
        }
        for (TestServer server : List.of(behindProxy, open)) {
            Awaitility.await().until(() -> server.server.openStreams() == 0);
        }
    }

    /** Tells what a servlet learns of its caller. */
    private static final class SeenServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            List<String> forwarded = Collections.list(request.getHeaderNames()).stream()
                    .filter(name -> name.toLowerCase().contains("forwarded"))
                    .toList();
            response.getWriter()
                    .print("%s %s %s %s"
                            .formatted(request.getRemoteAddr(), request.isSecure(), request.getScheme(), forwarded));
        }
    }

    @Test
    void everybodyBehindTheEdgeSeesTheClient() {
        String[] headers = {
            "X-Forwarded-For", "6.6.6.6, 198.51.100.1, 10.0.0.2",
            "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "evil.example",
            "Forwarded", "for=7.7.7.7;proto=http",
        };

        assertThat(behindProxy.anybody().get("/seen", headers).text()).isEqualTo("198.51.100.1 true https []");
        assertThat(open.anybody().get("/seen", headers).text()).isEqualTo("127.0.0.1 false http []");
    }

    @Test
    void headersThatSayNothingSayNothing() throws IOException {
        for (TestServer server : List.of(behindProxy, open)) {
            try (RawConnection connection = RawConnection.open(server.port())) {
                RawConnection.Answer answer = connection
                        .send(
                                "GET /seen HTTP/1.1\r\nHost: x\r\nX-Forwarded-For:\r\nX-Forwarded-Proto:\r\nForwarded:\r\n\r\n")
                        .read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("127.0.0.1 false http []");
            }
        }
    }

    @Test
    void connectionsCountForTheClientBehindTheProxy() throws IOException {
        for (String client : List.of("198.51.100.1", "198.51.100.2")) {
            for (int i = 0; i < CONNECTIONS_PER_ADDRESS; i++) {
                assertThat(connect(behindProxy, client).ask("ping").path("type").asText())
                        .isEqualTo("pong");
            }
            assertThat(connect(behindProxy, client).awaitClose().closeCode()).isEqualTo(4029);
            assertThat(connect(behindProxy, "6.6.6.6, " + client).awaitClose().closeCode())
                    .isEqualTo(4029);
        }
    }

    @Test
    void aForgedAddressCountsForWhoForgedIt() throws IOException {
        for (int i = 0; i < CONNECTIONS_PER_ADDRESS; i++) {
            assertThat(connect(open, "198.51.100." + i).ask("ping").path("type").asText())
                    .isEqualTo("pong");
        }

        assertThat(connect(open, "198.51.100.99").awaitClose().closeCode()).isEqualTo(4029);
    }

    @Test
    void overTlsTheCookieIsSecureAndPlainHttpIsOver() {
        RestClient alice = behindProxy.rest("alice");

        Result secure = alice.post("/api/login", "", "X-Forwarded-Proto", "https");
        Result plain = alice.post("/api/login", "", "X-Forwarded-Proto", "http");
        Result forged = open.rest("alice").post("/api/login", "", "X-Forwarded-Proto", "https");

        assertThat(secure.header("Set-Cookie")).endsWith("; SameSite=Strict; Secure");
        assertThat(secure.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
        for (Result result : List.of(plain, forged)) {
            assertThat(result.header("Set-Cookie")).endsWith("; SameSite=Strict");
            assertThat(result.header("Strict-Transport-Security")).isNull();
        }
    }

    @Test
    void overTlsTheServersOwnPagesHaveAnotherOrigin() throws IOException {
        String cookie = "Cookie: parley_token=" + behindProxy.token("alice");
        String tls = "X-Forwarded-Proto: https";

        assertThat(isTaken(behindProxy, cookie, "Origin: https://" + HOST, tls)).isTrue();
        assertThat(isTaken(behindProxy, cookie, "Origin: http://" + HOST, tls)).isFalse();
        assertThat(isTaken(behindProxy, cookie, "Origin: https://" + HOST)).isFalse();
        assertThat(isTaken(behindProxy, cookie, "Origin: http://" + HOST)).isTrue();
        assertThat(isTaken(behindProxy, cookie, "Origin: https://evil.example", tls, "X-Forwarded-Host: evil.example"))
                .isFalse();
        String own = "Cookie: parley_token=" + open.token("alice");
        assertThat(isTaken(open, own, "Origin: https://" + HOST, tls)).isFalse();
    }

    /** Whether a WebSocket with these headers is let in. */
    private boolean isTaken(TestServer server, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Host: " + HOST);
        all.add("X-Forwarded-For: 198.51.100." + sockets.size());
        try (SocketClient socket = SocketClient.open(server.port(), "/ws", all.toArray(String[]::new))) {
            sockets.add(socket);
            socket.send("{\"type\":\"ping\"}");
            return socket.receive().opcode() == SocketClient.TEXT;
        }
    }

    private SocketClient connect(TestServer server, String forwardedFor) throws IOException {
        SocketClient socket = SocketClient.open(
                server.port(),
                "/ws",
                "Authorization: Bearer " + server.token("alice"),
                "X-Forwarded-For: " + forwardedFor);
        sockets.add(socket);
        return socket;
    }
}
