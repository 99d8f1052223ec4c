package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.live.Timing;
import dev.parley.web.support.EventReader;
import dev.parley.web.support.Ids;
import dev.parley.web.support.Memory;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.ScriptedModel.Conversation;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why and how connections end. */
class SocketEndTest {
    private static final Timing RESTLESS = new Timing(
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofMillis(1500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    private final List<SocketClient> opened = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() {
        ChatLimits limits = TestServer.ROOMY.toBuilder().connectionsPerIp(3).build();
        server = TestServer.start(limits, RESTLESS);
    }

    @AfterEach
    void stop() throws IOException {
        for (SocketClient socket : opened) {
            socket.close();
        }
        server.close();
    }

    private SocketClient connect(String user) throws IOException {
        return open(server.port(), "/ws", "Authorization: Bearer " + server.token(user));
    }

    /** Opens a connection that is closed after the test. */
    private SocketClient open(int port, String path, String... headers) throws IOException {
        SocketClient socket = SocketClient.open(port, path, headers);
        opened.add(socket);
        return socket;
    }

    @Test
    void withoutAValidTokenNobodyStays() throws IOException {
        for (String header : List.of(
                "X: none",
                "Authorization: Bearer x",
                "Authorization: Basic x",
                "Sec-WebSocket-Protocol: parley.v1, bearer.x",
                "Cookie: parley_token=x\r\nOrigin: " + server.origin())) {
            try (SocketClient socket = open(server.port(), "/ws", header)) {
                assertThat(socket.status()).isEqualTo(101);
                SocketClient.Received close = socket.awaitClose();
                assertThat(close.closeCode()).as(header).isEqualTo(4401);
                assertThat(close.closeReason()).isEqualTo("stop");
            }
        }
        try (SocketClient socket = open(server.port(), "/ws?token=" + server.token("alice"))) {
            assertThat(socket.awaitClose().closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void whoWasSentAwayCannotLinger() throws IOException {
        try (SocketClient lingering = open(server.port(), "/ws")) {
            assertThat(lingering.awaitClose().closeCode()).isEqualTo(4401);
            assertThat(lingering.isCut()).isTrue();
        }
    }

    @Test
    void pagesOfOtherSitesDoNotStay() throws IOException {
        String bearer = "Authorization: Bearer " + server.token("alice");
        String cookie = "Cookie: parley_token=" + server.token("alice");
        for (List<String> headers : List.of(
                List.of(bearer, "Origin: http://evil.example"),
                List.of(bearer, "Origin: null"),
                List.of(cookie, "Origin: http://evil.example"),
                List.of(cookie, "Origin: " + server.origin() + "0"),
                List.of(cookie))) {
            try (SocketClient socket = open(server.port(), "/ws", headers.toArray(String[]::new))) {
                assertThat(socket.awaitClose().closeCode()).as("%s", headers).isEqualTo(4403);
            }
        }
        for (List<String> headers : List.of(
                List.of(bearer),
                List.of(bearer, "Origin: " + server.origin()),
                List.of(cookie, "Origin: " + TestServer.FOREIGN_PAGE))) {
            try (SocketClient socket = open(server.port(), "/ws", headers.toArray(String[]::new))) {
                assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
            }
        }
    }

    @Test
    void anUnknownSessionInTheUrlEndsTheConnection() throws IOException {
        String foreign = server.rest("bob").newSession();
        for (String session : List.of(Ids.NOBODYS, foreign)) {
            try (SocketClient socket = open(
                    server.port(), "/ws?session_id=" + session, "Authorization: Bearer " + server.token("alice"))) {
                assertThat(socket.awaitClose().closeCode()).isEqualTo(4001);
            }
        }
    }

    @Test
    void anAddressHasSoManyConnections() throws IOException {
        List<SocketClient> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sockets.add(connect("user" + i));
            assertThat(sockets.getLast().ask("ping").path("type").asText()).isEqualTo("pong");
        }

        assertThat(connect("one-more").awaitClose().closeCode()).isEqualTo(4029);
        sockets.removeFirst().close();
        Awaitility.await().until(() -> server.server.openStreams() == 2);
        sockets.add(connect("alice"));
        assertThat(sockets.getLast().ask("ping").path("type").asText()).isEqualTo("pong");
    }

    @Test
    void aConnectionEndsWithItsToken() throws IOException {
        SocketClient refreshed = connect("alice");
        SocketClient expiring = connect("alice");
        String session = server.rest("alice").newSession();
        EventReader stream = server.rest("alice").stream("GET", "/api/sessions/" + session + "/events", null);
        assertThat(expiring.ask("ping").path("type").asText()).isEqualTo("pong");
        assertThat(stream.next().type()).isEqualTo("event");
        JsonNode authenticated = refreshed.ask("authenticate", "token", server.token("alice", Duration.ofHours(9)));
        assertThat(authenticated.path("type").asText()).isEqualTo("authenticated");

        server.clock.forward(Duration.ofHours(2));

        assertThat(expiring.awaitClose().closeCode()).isEqualTo(4401);
        assertThat(stream.all()).isEmpty();
        assertThat(refreshed.ask("ping").path("type").asText()).isEqualTo("pong");
    }

    @Test
    void clientsThatAnswerPingsStayAndOthersDoNot() throws IOException {
        SocketClient alive = connect("alice");
        SocketClient dead = connect("alice");

        while (alive.pings() < 10) {
            alive.send("{\"type\":\"typing\",\"session_id\":\"x\",\"active\":true}");
            alive.read();
        }
        assertThat(dead.isCut()).isTrue();
        Awaitility.await().until(() -> server.server.openStreams() == 1);
        assertThat(alive.ask("ping").path("type").asText()).isEqualTo("pong");
    }

    @Test
    void aFloodOfFramesIsAbuse() throws Exception {
        String session = server.rest("alice").newSession();
        SocketClient socket = connect("alice");
        byte[] frame = SocketClient.frame(
                SocketClient.TEXT,
                "{\"type\":\"message\",\"session_id\":\"%s\",\"content\":\"%s\"}"
                        .formatted(session, "x".repeat(5_000))
                        .getBytes(StandardCharsets.US_ASCII),
                true);
        Thread flood = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    socket.sendRaw(frame);
                }
            } catch (IOException cut) {
                // as it should
            }
        });

        SocketClient.Received close = closeOrCut(socket);

        assertThat(close == null ? 1008 : close.closeCode()).isEqualTo(1008);
        socket.close();
        flood.join();
        Awaitility.await().until(() -> server.server.openStreams() == 0);
    }

    @Test
    void aFloodOfPingsFromAReaderThatDoesNotReadIsBounded() throws Exception {
        SocketClient socket =
                SocketClient.open(server.port(), "/ws", 4096, "Authorization: Bearer " + server.token("alice"));
        byte[] ping = SocketClient.frame(SocketClient.PING, new byte[125], true);
        ByteBuffer many = ByteBuffer.allocate(ping.length * 1000);
        while (many.hasRemaining()) {
            many.put(ping);
        }
        long before = Memory.used();
        Thread flood = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 500; i++) {
                    socket.sendRaw(many.array());
                }
            } catch (IOException cut) {
                // as well as it may
            }
        });
        flood.join(Duration.ofSeconds(5));

        assertThat(Memory.used() - before).isLessThan(20 * 1024 * 1024);
        socket.close();
        flood.join();
    }

    @Test
    void noConnectionsWhileTheModelIsAway() throws IOException {
        server.model.ready(false);

        try (SocketClient refused = connect("alice")) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
        }
        assertThat(server.anybody().get("/health/ready").text())
                .isEqualTo("{\"status\":\"ready\",\"model_ready\":false}");
        server.model.ready(true);
        try (SocketClient taken = connect("alice")) {
            assertThat(taken.status()).isEqualTo(101);
        }
    }

    @Test
    void goingDownLetsAnswersEnd() throws Exception {
        RestClient alice = server.rest("alice");
        String session = alice.newSession();
        SocketClient socket = connect("alice");
        socket.ask("join_session", "session_id", session, "position", "1");
        Conversation answer = server.model.next();
        alice.say(session, "hello");
        answer.awaitAsked().say("one ");
        socket.await("delta");

        server.server.drain();
        assertThat(server.anybody().get("/health/ready").status()).isEqualTo(503);
        assertThat(server.anybody().get("/health/live").status()).isEqualTo(200);
        assertThat(connect("alice").status()).isEqualTo(503);
        EventReader refused = alice.stream("GET", "/api/sessions/" + session + "/events", null);
        assertThat(refused.status()).isEqualTo(503);
        answer.say("two").end();
        Thread stopping = Thread.ofVirtual().start(() -> {
            server.parley.drain(Duration.ofSeconds(10));
            server.server.close();
        });

        List<JsonNode> frames = socket.until(frame -> SocketClient.isEvent(frame, "turn.completed"));
        assertThat(frames)
                .anySatisfy(frame -> assertThat(frame.path("event")
                                .path("payload")
                                .path("message")
                                .path("text")
                                .asText())
                        .isEqualTo("one two"));
        SocketClient.Received close = socket.awaitClose();
        assertThat(close.closeCode()).isEqualTo(1012);
        assertThat(close.closeReason()).isEqualTo("reconnect");
        socket.close();
        stopping.join();
    }

    @Test
    void stoppingWithoutNoticeSaysSo() throws Exception {
        String session = server.rest("alice").newSession();
        SocketClient socket = connect("alice");
        EventReader stream = server.rest("alice").stream("GET", "/api/sessions/" + session + "/events", null);
        assertThat(stream.next().id()).isEqualTo("1");
        Thread stopping = Thread.ofVirtual().start(server.server::close);

        assertThat(socket.awaitClose().closeCode()).isEqualTo(1001);
        assertThat(stream.next()).isNull();
        socket.close();
        stopping.join();
    }

    private static SocketClient.Received closeOrCut(SocketClient socket) {
        try {
            return socket.awaitClose();
        } catch (IOException cut) {
            return null;
        }
    }
}
