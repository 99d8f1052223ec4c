package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.http.Mount;
import dev.parley.web.live.Timing;
import dev.parley.web.support.Pace;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time: to send, to read, and to go. */
class SlowClientTest {
    private static final Duration LONG = Duration.ofSeconds(15);

    private static final Timing IMPATIENT = new Timing(
            Duration.ofMillis(800),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofSeconds(20),
            Duration.ofMillis(600));

    /** More than the buffers of a connection hold, and less than they would hold if nobody said how large they are. */
    private static final int DOWNLOAD = 2 * 1024 * 1024;

    private static final String GET = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    private static TestServer server;
    private static WaitingServlet waiting;

    @BeforeAll
    static void start() {
        waiting = new WaitingServlet();
        server = TestServer.start(
                chat -> {},
                web -> web.with(IMPATIENT)
                        .with(new Mount("/download", new DownloadServlet()))
                        .with(new Mount("/waiting", waiting)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Awaitility.await().atMost(LONG).until(() -> server.server.openConnections() == 0);
    }

    /** Gives more than anybody takes at once. */
    private static final class DownloadServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentLength(DOWNLOAD);
            byte[] piece = new byte[64 * 1024];
            OutputStream out = response.getOutputStream();
            for (int sent = 0; sent < DOWNLOAD; sent += piece.length) {
                out.write(piece);
            }
        }
    }

    /** Takes as long as it is told to. */
    private static final class WaitingServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(1));

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                gate.get().await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            response.getWriter().print("done");
        }
    }

    @Test
    void headersOfTheFirstRequestMayNotDrip() throws IOException {
        try (RawConnection client = RawConnection.open(server.port())) {
            client.send("GET /health/live HTTP/1.1\r\nX: ");

            assertThat(client.isCutWhileDripping("a", LONG)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /health/live HTTP/1.1\r\nHost: x\r\nX: ", "G", ""})
    void headersOfFurtherRequestsMayNotDripEither(String beginning) throws IOException {
        try (RawConnection client = RawConnection.open(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).read().status()).isEqualTo(200);
            }
            client.send(beginning);

            assertThat(client.isCutWhileDripping("a", LONG)).isTrue();
        }
    }

    @Test
    void whatBeginsBehindARequestIsWatchedLikeAnyOther() throws IOException {
        try (RawConnection client = RawConnection.open(server.port())) {
            client.send(GET + "GET /health/live HTTP/1.1\r\nX: ");
            assertThat(client.read().status()).isEqualTo(200);

            assertThat(client.isCutWhileDripping("a", LONG)).isTrue();
        }
    }

    @Test
    void emptyLinesBetweenRequestsAreNoRequests() throws IOException {
        try (RawConnection client = RawConnection.open(server.port())) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);

            assertThat(client.isCutWhileDripping("\r\n", LONG)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /health/live HTTP/1.0\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET /x HTTP/1.1\r\n\r\n",
            })
    void whoWasToldTheLastWordHasToGo(String last) throws IOException {
        try (RawConnection client = RawConnection.open(server.port())) {
            client.send(last).read();

            assertThat(client.isCutWhileDripping("a", LONG)).isTrue();
        }
    }

    @Test
    void whoWasSentAwayHasToGo() throws IOException {
        try (SocketClient client = SocketClient.open(server.port(), "/ws")) {
            assertThat(client.awaitClose().closeCode()).isEqualTo(4401);
            byte[] frame = SocketClient.frame(SocketClient.TEXT, new byte[1000], true);
            AtomicReference<IOException> cut = new AtomicReference<>();

            Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> {
                try {
                    client.sendRaw(frame);
                } catch (IOException failure) {
                    cut.set(failure);
                }
                return cut.get() != null;
            });
        }
    }

    @Test
    void bodiesMayNotDrip() throws IOException {
        try (RawConnection client = RawConnection.open(server.port())) {
            client.send("POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + server.token("alice") + "\r\nContent-Length: 60000\r\n\r\n");

            assertThat(client.isCutWhileDripping("a", LONG)).isTrue();
        }
    }

    @Test
    void aDownloadThatIsNotReadIsCutOff() throws IOException {
        try (RawConnection client = RawConnection.open(server.port(), 4096)) {
            client.send("GET /download HTTP/1.1\r\nHost: x\r\n\r\n");

            Awaitility.await().atMost(LONG).until(() -> server.server.openConnections() == 0);
            assertThat(client.isCut()).isTrue();
        }
    }

    @Test
    void aDownloadThatIsReadInDripsIsCutOff() throws IOException {
        try (RawConnection client = RawConnection.open(server.port(), 4096)) {
            client.send("GET /download HTTP/1.1\r\nHost: x\r\n\r\n");
            long deadline = System.nanoTime() + LONG.toNanos();
            while (server.server.openConnections() > 0 && System.nanoTime() - deadline < 0) {
                client.skip(10);
                Pace.pause(Duration.ofMillis(50));
            }

            assertThat(server.server.openConnections()).isZero();
        }
    }

    @Test
    void aDownloadThatTakesLongArrivesWhole() throws IOException {
        int pieces = 64;
        try (RawConnection client = RawConnection.open(server.port(), 64 * 1024)) {
            client.send("GET /download HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(200);
            for (int i = 0; i < pieces; i++) {
                assertThat(client.skip(DOWNLOAD / pieces)).isEqualTo(DOWNLOAD / pieces);
                Pace.pause(IMPATIENT.stall().dividedBy(16));
            }

            assertThat(client.send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerMayTakeLongerThanItsRequest() throws IOException {
        try (RawConnection client = RawConnection.open(server.port());
                SocketClient socket = server.socket("alice")) {
            client.send("GET /waiting HTTP/1.1\r\nHost: x\r\n\r\n");
            Pace.pause(IMPATIENT.arrival().multipliedBy(3));
            waiting.gate.get().countDown();

            assertThat(client.read().body()).isEqualTo("done");
            assertThat(client.send(GET).read().status()).isEqualTo(200);
            assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
        }
    }

    @Test
    void connectionsOnWhichNothingHappensAreClosed() throws IOException {
        Timing brief = new Timing(
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(45),
                Duration.ofMillis(300),
                Duration.ofSeconds(15));
        try (TestServer impatient = TestServer.start(TestServer.ROOMY, brief);
                RawConnection client = RawConnection.open(impatient.port())) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);

            assertThat(client.isCut()).isTrue();
        }
    }
}
