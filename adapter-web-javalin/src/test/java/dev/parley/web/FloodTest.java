package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.web.http.Mount;
import dev.parley.web.live.Timing;
import dev.parley.web.support.LogLines;
import dev.parley.web.support.Memory;
import dev.parley.web.support.Pace;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.Replica;
import dev.parley.web.support.ScriptedModel.Conversation;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Thousands of connections that come and go, clients that read nothing and clients that send their headers in drips, all at the same time,
 * while somebody works. Everything is bounded and stays on this machine.
 */
class FloodTest {
    private static final int CYCLES = 5_000;
    private static final int CYCLERS = 4;
    private static final int SLOW_READERS = 200;
    private static final int SLOW_HEADERS = 500;
    private static final int TINY_BUFFER = 4 * 1024;
    private static final long LEEWAY = 16L * 1024 * 1024;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration BETWEEN_DRIPS = Duration.ofMillis(500);

    /** Together more than the buffers of a connection hold, and as many as the storage keeps. */
    private static final int LOUD_EVENTS = 90;

    private static final String LOUD_PAYLOAD = "x".repeat(16_000);

    /** Slow clients last as long as a good part of the flood and are cut off within it. */
    private static final Timing BRISK = new Timing(
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3));

    private final ObjectMapper json = new ObjectMapper();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger cutReaders = new AtomicInteger();
    private final AtomicInteger cutHeaders = new AtomicInteger();
    private TestServer server;
    private LogLines log;
    private String authorization;

    /** A session with more to tell than fits into a connection's buffers. */
    private String loud;

    @BeforeEach
    void start() {
        server = TestServer.start(
                chat -> {}, web -> web.with(BRISK).with(new Mount("/download", new DownloadServlet())));
        log = LogLines.ofTroubles();
        authorization = "Authorization: Bearer " + server.token("alice") + "\r\n";
        loud = server.rest("alice").newSession();
        for (int i = 0; i < LOUD_EVENTS; i++) {
            server.rest("alice")
                    .post("/api/sessions/" + loud + "/events", "{\"name\":\"x\",\"payload\":\"" + LOUD_PAYLOAD + "\"}");
        }
    }

    @AfterEach
    void stop() {
        log.close();
        server.close();
    }

    /** Gives more than the buffers of a connection hold. */
    private static final class DownloadServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final byte[] piece = new byte[64 * 1024];

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            OutputStream out = response.getOutputStream();
            for (int i = 0; i < 32; i++) {
                out.write(piece);
            }
        }
    }

    @Test
    void aGoodClientIsServedAllTheWhile() throws Exception {
        flood(CYCLES / 20, SLOW_READERS / 20, SLOW_HEADERS / 20);
        long before = Memory.used();
        cutReaders.set(0);
        cutHeaders.set(0);

        int answers = flood(CYCLES, SLOW_READERS, SLOW_HEADERS);

        assertThat(answers).as("answers that streamed meanwhile").isPositive();
        assertThat(cutReaders.get()).as("slow readers were cut off").isGreaterThanOrEqualTo(SLOW_READERS);
        assertThat(cutHeaders.get()).as("slow headers were cut off").isGreaterThanOrEqualTo(SLOW_HEADERS);
        assertThat(server.server.openStreams()).isZero();
        assertThat(log.troubles().stream().distinct().limit(5)).isEmpty();
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(Memory.used() - before).isLessThan(LEEWAY));
    }

    /** Lets all of them loose until the cycles are done and each slow client was cut off at least once; returns how many answers streamed. */
    private int flood(int cycles, int slowReaders, int slowHeaders) throws Exception {
        over.set(false);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> bad = new ArrayList<>();
            for (int i = 0; i < slowReaders; i++) {
                int kind = i;
                bad.add(clients.submit(() -> readSlowly(kind)));
            }
            for (int i = 0; i < slowHeaders; i++) {
                bad.add(clients.submit(this::sendHeadersSlowly));
            }
            Awaitility.await().atMost(LONG).until(() -> server.server.openConnections() >= slowReaders + slowHeaders);
            List<Future<?>> cyclers = new ArrayList<>();
            for (int i = 0; i < CYCLERS; i++) {
                int first = i;
                cyclers.add(clients.submit(() -> comeAndGo(first, cycles)));
            }
            Future<Integer> good = clients.submit(this::work);
            for (Future<?> cycler : cyclers) {
                cycler.get();
            }
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> cutReaders.get() >= slowReaders && cutHeaders.get() >= slowHeaders);
            over.set(true);
            int answers = good.get();
            for (Future<?> client : bad) {
                client.get();
            }
            Awaitility.await().atMost(LONG).until(() -> server.server.openConnections() == 0);
            return answers;
        }
    }

    /** Asks for what it does not read, again and again: a download, a stream of events or a WebSocket. */
    private Void readSlowly(int kind) throws IOException {
        while (!over.get()) {
            try {
                switch (kind % 3) {
                    case 0 -> readSlowly("GET /download HTTP/1.1\r\nHost: x\r\n\r\n");
                    case 1 ->
                        readSlowly(
                                "GET /api/sessions/%s/events?after=1 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n%s\r\n"
                                        .formatted(loud, authorization));
                    default -> watchSlowly();
                }
            } catch (SocketException cut) {
                cutReaders.incrementAndGet();
            }
        }
        return null;
    }

    /** Finds out that it is cut off by sending, since it does not read. */
    private void readSlowly(String request) throws IOException {
        try (RawConnection connection = RawConnection.open(server.port(), TINY_BUFFER)) {
            connection.send(request);
            while (!over.get()) {
                Pace.pause(BETWEEN_DRIPS);
                connection.send("\r\n");
            }
        }
    }

    private void watchSlowly() throws IOException {
        try (SocketClient socket = SocketClient.open(server.port(), "/ws", TINY_BUFFER, authorization.strip())) {
            socket.send("{\"type\":\"join_session\",\"session_id\":\"%s\",\"position\":\"1\"}".formatted(loud));
            while (!over.get()) {
                Pace.pause(BETWEEN_DRIPS);
                socket.send(SocketClient.PONG, new byte[0]);
            }
        }
    }

    private Void sendHeadersSlowly() throws IOException {
        while (!over.get()) {
            try (RawConnection connection = RawConnection.open(server.port(), TINY_BUFFER)) {
                connection.send("GET /health/live HTTP/1.1\r\nHost: x\r\nX: ");
                while (!over.get()) {
                    Pace.pause(BETWEEN_DRIPS);
                    connection.send("x");
                }
            } catch (SocketException cut) {
                cutHeaders.incrementAndGet();
            }
        }
        return null;
    }

    /** Comes, does a little or nothing, and goes without a word. */
    private Void comeAndGo(int first, int cycles) throws IOException {
        for (int i = first; i < cycles; i += CYCLERS) {
            switch (i % 5) {
                case 0 -> RawConnection.open(server.port()).close();
                case 1 -> {
                    try (RawConnection connection = RawConnection.open(server.port())) {
                        connection.send("GET /health/li");
                    }
                }
                case 2 -> {
                    try (RawConnection connection = RawConnection.open(server.port())) {
                        connection.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
                    }
                }
                case 3 -> {
                    try (RawConnection connection = RawConnection.open(server.port())) {
                        connection.send("POST /api/sessions HTTP/1.1\r\nHost: x\r\n" + authorization
                                + "Content-Length: 100\r\n\r\n{");
                        connection.socket().setSoLinger(true, 0);
                    }
                }
                default -> {
                    try (SocketClient socket = SocketClient.open(server.port(), "/ws", authorization.strip())) {
                        assertThat(socket.status()).isEqualTo(101);
                        if (i % 2 == 0) {
                            socket.socket().setSoLinger(true, 0);
                        }
                    }
                }
            }
        }
        return null;
    }

    /** Asks and reads, all the time: every request is answered, and every answer arrives whole. */
    private int work() throws Exception {
        int answers = 0;
        try (RawConnection rest = RawConnection.open(server.port());
                SocketClient socket = server.socket("alice")) {
            String session = request(rest, "POST", "/api/sessions", "{}", 201)
                    .path("session_id")
                    .asText();
            Replica replica = new Replica();
            socket.ask("join_session", "session_id", session, "position", "0");
            while (!over.get()) {
                Conversation answer = server.model.next();
                String position = request(
                                rest, "POST", "/api/sessions/" + session + "/messages", "{\"content\":\"Hi\"}", 202)
                        .path("position")
                        .asText();
                assertThat(position).isNotEmpty();
                answer.awaitAsked();
                StringBuilder said = new StringBuilder("Answer " + answers + ": ");
                answer.say(said.toString());
                for (int word = 0; word < 20; word++) {
                    String piece = "word " + word + " 😀 ";
                    said.append(piece);
                    answer.say(piece);
                    assertThat(request(rest, "GET", "/api/me", "", 200)
                                    .path("user_id")
                                    .asText())
                            .isEqualTo("alice");
                }
                answer.end();
                List<JsonNode> frames = socket.until(frame -> SocketClient.isEvent(frame, "turn.completed"));
                frames.forEach(replica::apply);
                assertThat(replica.texts()).containsValue(said.toString());
                answers++;
            }
        }
        return answers;
    }

    private JsonNode request(RawConnection connection, String method, String path, String body, int status)
            throws IOException {
        RawConnection.Answer answer = connection
                .send("%s %s HTTP/1.1\r\nHost: x\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(method, path, authorization, body.getBytes(StandardCharsets.UTF_8).length, body))
                .read();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }
}
