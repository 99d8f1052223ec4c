package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.live.Timing;
import dev.parley.web.support.Memory;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Readers that do not read: they are sent away, cost no memory, and bother nobody. */
class SlowReaderTest {
    private static final Timing IMPATIENT = new Timing(
            Duration.ofMillis(500),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));

    /** Together more than the buffers of a connection hold, small ones of the client's included. */
    private static final int EVENTS = 700;

    private static final int TINY_BUFFER = 4 * 1024;
    private static final String PAYLOAD = "x".repeat(16_000);

    @Test
    void aReaderThatStallsIsSentAwayAndOthersAreNot() throws Exception {
        try (TestServer server = TestServer.start(TestServer.ROOMY, IMPATIENT)) {
            RestClient alice = server.rest("alice");
            String session = alice.newSession();
            SocketClient stalled = stalled(server, session);
            SocketClient first = server.socket("alice");
            SocketClient second = server.socket("alice");
            List<SocketClient> readers = List.of(first, second);
            for (SocketClient reader : readers) {
                reader.ask("join_session", "session_id", session, "position", "1");
            }

            for (int i = 0; i < EVENTS; i++) {
                publish(alice, session);
                for (SocketClient reader : readers) {
                    JsonNode event = reader.awaitEvent("custom");
                    assertThat(event.path("event").path("seq").asLong()).isEqualTo(i + 3);
                }
            }
            Awaitility.await().until(() -> server.server.openStreams() == 2);

            assertThat(stalled.isCut()).isTrue();
            assertThat(first.ask("ping").path("type").asText()).isEqualTo("pong");
            first.close();
            second.close();
        }
    }

    @Test
    void aReaderThatComesBackInTimeLearnsWhyItWasSentAway() throws Exception {
        try (TestServer server = TestServer.start(TestServer.ROOMY, IMPATIENT)) {
            RestClient alice = server.rest("alice");
            String session = alice.newSession();
            SocketClient stalled = stalled(server, session);
            for (int i = 0; i < EVENTS && server.server.openStreams() > 0; i++) {
                publish(alice, session);
            }
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> server.server.openStreams() == 0);

            SocketClient.Received close = stalled.awaitClose();

            assertThat(close.closeCode()).isEqualTo(4008);
            assertThat(close.closeReason()).isEqualTo("reconnect");
        }
    }

    @Test
    void aStreamOfEventsWhoseReaderStallsIsCut() throws Exception {
        try (TestServer server = TestServer.start(TestServer.ROOMY, IMPATIENT)) {
            RestClient alice = server.rest("alice");
            String session = alice.newSession();
            Socket stalled = new Socket();
            stalled.setReceiveBufferSize(TINY_BUFFER);
            stalled.connect(new InetSocketAddress("127.0.0.1", server.port()));
            stalled.setSoTimeout(10_000);
            stalled.getOutputStream()
                    .write(("GET /api/sessions/%s/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                                    + "Authorization: Bearer %s\r\n\r\n")
                            .formatted(session, server.token("alice"))
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(stalled.getInputStream().read()).isEqualTo('H');
            for (int i = 0; i < EVENTS; i++) {
                publish(alice, session);
            }

            Awaitility.await().until(() -> server.server.openStreams() == 0);
            assertThat(isCut(stalled)).isTrue();
            stalled.close();
        }
    }

    @Test
    void readersThatStallCostNoMemory() throws Exception {
        try (TestServer server = TestServer.start()) {
            RestClient alice = server.rest("alice");
            String session = alice.newSession();
            List<SocketClient> stalled = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                stalled.add(stalled(server, session));
            }
            publish(alice, session);
            long before = Memory.used();

            for (int i = 0; i < EVENTS; i++) {
                publish(alice, session);
            }

            long queuedIfTheyWere = 30L * EVENTS * PAYLOAD.length();
            assertThat(Memory.used() - before).isLessThan(queuedIfTheyWere / 5);
            assertThat(server.server.openStreams()).isEqualTo(30);
            for (SocketClient client : stalled) {
                client.close();
            }
        }
    }

    private static SocketClient stalled(TestServer server, String session) throws IOException {
        SocketClient stalled =
                SocketClient.open(server.port(), "/ws", TINY_BUFFER, "Authorization: Bearer " + server.token("alice"));
        stalled.ask("join_session", "session_id", session, "position", "1");
        return stalled;
    }

    private static void publish(RestClient client, String session) {
        assertThat(client.post(
                                "/api/sessions/" + session + "/events",
                                "{\"name\":\"x\",\"payload\":\"" + PAYLOAD + "\"}")
                        .status())
                .isEqualTo(201);
    }

    private static boolean isCut(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            while (in.read(buffer) >= 0) {
                // drain what was under way
            }
        } catch (java.net.SocketException reset) {
            return true;
        }
        return true;
    }
}
