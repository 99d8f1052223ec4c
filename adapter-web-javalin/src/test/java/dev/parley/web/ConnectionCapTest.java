package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.limit.ChatLimits;
import dev.parley.web.connection.TrustedProxies;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections there may be; what is too much is closed without a word. */
class ConnectionCapTest {
    private static final int MAXIMUM = 5;
    private static final String GET = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    private final List<RawConnection> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (RawConnection connection : opened) {
            connection.close();
        }
    }

    @Test
    void anAddressHasSoManyConnections() throws IOException {
        try (TestServer server = start(limits -> limits.httpConnectionsPerIp(MAXIMUM), TrustedProxies.NONE)) {
            List<RawConnection> served = openServed(server, MAXIMUM);

            assertThat(open(server).isCut()).isTrue();
            assertThat(open(server).isCut()).isTrue();
            for (RawConnection connection : served) {
                assertThat(connection.send(GET).read().status()).isEqualTo(200);
            }
            served.getFirst().close();
            Awaitility.await().until(() -> server.server.openConnections() == MAXIMUM - 1);
            openServed(server, 1);
            assertThat(open(server).isCut()).isTrue();
        }
    }

    @Test
    void webSocketsCountAsTheConnectionsTheyAre() throws IOException {
        try (TestServer server = start(limits -> limits.httpConnectionsPerIp(MAXIMUM), TrustedProxies.NONE)) {
            List<SocketClient> sockets = new ArrayList<>();
            for (int i = 0; i < MAXIMUM; i++) {
                sockets.add(server.socket("alice"));
            }

            assertThat(open(server).isCut()).isTrue();
            for (SocketClient socket : sockets) {
                assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
                socket.close();
            }
            Awaitility.await().until(() -> server.server.openConnections() == 0);
            openServed(server, MAXIMUM);
        }
    }

    @Test
    void aTrustedProxySpeaksForManyAndMayHaveAnyNumber() throws IOException {
        TrustedProxies loopback = TrustedProxies.parse(List.of("127.0.0.1"));
        try (TestServer server = start(limits -> limits.httpConnectionsPerIp(MAXIMUM), loopback)) {
            openServed(server, 4 * MAXIMUM);
        }
    }

    @Test
    void aNodeHasSoManyConnectionsInAll() throws IOException {
        TrustedProxies loopback = TrustedProxies.parse(List.of("127.0.0.1"));
        try (TestServer server = start(limits -> limits.connections(MAXIMUM), loopback)) {
            List<RawConnection> served = openServed(server, MAXIMUM);

            assertThat(open(server).isCut()).isTrue();
            served.getLast().close();
            Awaitility.await().until(() -> server.server.openConnections() == MAXIMUM - 1);
            openServed(server, 1);
        }
    }

    @Test
    void zeroIsAnyNumber() throws IOException {
        try (TestServer server = start(limits -> limits.httpConnectionsPerIp(0).connections(0), TrustedProxies.NONE)) {
            openServed(server, 50);
        }
    }

    @Test
    void atTheSameTimeTheyAreNoMoreThanOneAfterTheOther() throws Exception {
        try (TestServer server = start(limits -> limits.httpConnectionsPerIp(MAXIMUM), TrustedProxies.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<RawConnection>> attempts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                attempts.add(() -> RawConnection.open(server.port()));
            }
            for (Future<RawConnection> attempt : threads.invokeAll(attempts)) {
                opened.add(attempt.get());
            }

            long served = opened.stream().filter(ConnectionCapTest::isServed).count();
            assertThat(served).isEqualTo(MAXIMUM);
            assertThat(server.server.openConnections()).isEqualTo(MAXIMUM);
        }
    }

    @Test
    void handshakesAtTheSameTimeLetNoMoreWebSocketsIn() throws Exception {
        try (TestServer server =
                        start(limits -> limits.connectionsPerIp(MAXIMUM).httpConnectionsPerIp(0), TrustedProxies.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<SocketClient>> attempts = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                attempts.add(() -> server.socket("alice"));
            }
            int taken = 0;
            for (Future<SocketClient> attempt : threads.invokeAll(attempts)) {
                SocketClient socket = attempt.get();
                socket.send("{\"type\":\"ping\"}");
                SocketClient.Received answer = socket.receive();
                if (answer.opcode() == SocketClient.TEXT) {
                    taken++;
                } else {
                    assertThat(answer.closeCode()).isEqualTo(4029);
                }
            }

            assertThat(taken).isEqualTo(MAXIMUM);
            assertThat(server.server.openStreams()).isEqualTo(MAXIMUM);
        }
    }

    private static boolean isServed(RawConnection connection) {
        try {
            return connection.send(GET).read().status() == 200;
        } catch (IOException cut) {
            return false;
        }
    }

    private List<RawConnection> openServed(TestServer server, int number) throws IOException {
        List<RawConnection> served = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            served.add(open(server));
            assertThat(served.getLast().send(GET).read().status()).isEqualTo(200);
        }
        return served;
    }

    private RawConnection open(TestServer server) throws IOException {
        RawConnection connection = RawConnection.open(server.port());
        opened.add(connection);
        return connection;
    }

    private static TestServer start(UnaryOperator<ChatLimits.Builder> limits, TrustedProxies proxies) {
        return TestServer.start(
                chat -> chat.limits(limits.apply(TestServer.ROOMY.toBuilder()).build()), web -> web.with(proxies));
    }
}
