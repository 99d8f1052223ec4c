package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.domain.NaughtyStrings;
import dev.parley.web.support.Ids;
import dev.parley.web.support.LogLines;
import dev.parley.web.support.Memory;
import dev.parley.web.support.Mutations;
import dev.parley.web.support.RawConnection;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten thousand tokens and ten thousand frames that are not quite right: refused in words, at no cost. */
class MutationTest {
    private static final int NUMBER = 10_000;
    private static final int HANDSHAKES = 500;
    private static final long LEEWAY = 16L * 1024 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What would tell of the inside. */
    private static final Pattern INSIDE =
            Pattern.compile("Exception|java\\.|dev\\.parley|jackson|auth0|jetty|\\bat [a-z]+\\.");

    private static final String SECRET = "a secret that only this test knows, long enough";

    private final Mutations mutations = Mutations.seeded();
    private TestServer server;
    private LogLines log;

    @BeforeEach
    void start() {
        server = TestServer.start();
        log = LogLines.ofTroubles();
    }

    @AfterEach
    void stop() {
        log.close();
        server.close();
    }

    @Test
    void noChangedTokenLetsAnybodyInOrBreaksAnything() throws Exception {
        String token = server.token("alice");
        tryTokens(token, NUMBER / 10);
        long before = Memory.used();

        tryTokens(token, NUMBER);
        for (int i = 0; i < HANDSHAKES; i++) {
            tryHandshake(changedAsText(token), token);
        }

        Awaitility.await().until(() -> server.server.openStreams() == 0);
        assertThat(Memory.used() - before).as("%s", mutations).isLessThan(LEEWAY);
        assertThat(log.troubles()).as("%s", mutations).isEmpty();
    }

    private void tryTokens(String token, int number) throws Exception {
        RawConnection connection = RawConnection.open(server.port());
        for (int i = 0; i < number; i++) {
            boolean signedByUs = mutations.random().nextInt(4) == 0;
            String changed = signedByUs ? changedInside(token) : changedAsText(token);
            RawConnection.Answer answer = connection
                    .send("GET /api/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + changed + "\r\n\r\n")
                    .read();

            assertThat(answer.status())
                    .as("%s: %s", mutations, changed)
                    .isIn(changed.equals(token) ? List.of(200) : List.of(400, 401, signedByUs ? 200 : 401));
            assertThat(INSIDE.matcher(answer.body()).find())
                    .as("%s: %s", mutations, answer.body())
                    .isFalse();
            assertThat(MAPPER.readTree(answer.body()).isObject()).isTrue();
            if (answer.status() == 400) {
                connection.close();
                connection = RawConnection.open(server.port());
            }
        }
        connection.close();
    }

    private void tryHandshake(String changed, String token) throws IOException {
        String line = mutations.random().nextBoolean()
                ? "Authorization: Bearer " + changed
                : "Sec-WebSocket-Protocol: parley.v1, bearer." + changed;
        try (SocketClient socket = SocketClient.open(server.port(), "/ws", line)) {
            if (socket.status() == 101 && !changed.equals(token)) {
                SocketClient.Received close = socket.awaitClose();
                assertThat(close.closeCode()).as("%s: %s", mutations, changed).isEqualTo(4401);
                assertThat(close.closeReason()).isEqualTo("stop");
            } else if (socket.status() != 101) {
                assertThat(socket.status()).as("%s: %s", mutations, changed).isEqualTo(400);
            }
        }
    }

    /** Or in its header, and signed by somebody else. */
    private String changedAsText(String token) throws GeneralSecurityException {
        if (mutations.random().nextInt(3) > 0) {
            return headerSafe(mutations.mutate(token));
        }
        String[] parts = token.split("\\.");
        return signed(mutations.mutate(decoded(parts[0])), decoded(parts[1]), "another key, of thirty-two bytes");
    }

    /** And signed by us, so that its claims are looked at. Most say that it is too old; a change may say that it is not. */
    private String changedInside(String token) throws GeneralSecurityException {
        String[] parts = token.split("\\.");
        String claims = decoded(parts[1]).replaceAll("\"exp\":[0-9]+", "\"exp\":1");
        return signed(mutations.mutate(decoded(parts[0])), mutations.mutate(claims), SECRET);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String signed(String header, String claims, String secret) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String content = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return content + "." + base64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
    }

    /** What a header cannot have would be refused by the web server already. */
    private static String headerSafe(String token) {
        StringBuilder safe = new StringBuilder();
        token.chars()
                .map(unit -> unit & 0xFF)
                .map(unit -> unit < 0x21 || unit == 0x7F ? '?' : unit)
                .limit(8_000)
                .forEach(unit -> safe.append((char) unit));
        return safe.toString();
    }

    @Test
    void noChangedFrameBreaksAnything() throws IOException {
        String ended = server.rest("alice").newSession();
        server.rest("alice").post("/api/sessions/" + ended + "/end", "");
        List<String> frames = framesAbout(ended);
        tryFrames(frames, NUMBER / 10);
        long before = Memory.used();

        tryFrames(frames, NUMBER);

        Awaitility.await().until(() -> server.server.openStreams() == 0);
        assertThat(Memory.used() - before).as("%s", mutations).isLessThan(LEEWAY);
        assertThat(log.troubles()).as("%s", mutations).isEmpty();
        assertThat(server.rest("alice").get("/api/me").status()).isEqualTo(200);
    }

    private static List<String> framesAbout(String session) {
        String about = "\"session_id\":\"" + session + "\"";
        return List.of(
                "{\"type\":\"start_session\",\"ref\":\"r\",\"title\":\"T\",\"metadata\":{\"a\":[1,2.5,null]},\"when_full\":\"reject\"}",
                "{\"type\":\"join_session\",\"ref\":\"r\"," + about + ",\"position\":\"0\"}",
                "{\"type\":\"leave_session\",\"ref\":\"r\"," + about + "}",
                "{\"type\":\"message\",\"ref\":\"r\"," + about + ",\"content\":\"Hi 😀\",\"message_id\":\""
                        + Ids.NOBODYS + "\",\"if_busy\":\"interrupt\"}",
                "{\"type\":\"stop\",\"ref\":\"r\"," + about + ",\"turn_id\":\"" + Ids.NOBODYS + "\"}",
                "{\"type\":\"feedback_response\",\"ref\":\"r\"," + about + ",\"request_id\":\"" + Ids.NOBODYS
                        + "\",\"answer\":{\"approved\":true,\"edited_arguments\":\"{}\"}}",
                "{\"type\":\"typing\",\"ref\":\"r\"," + about + ",\"active\":true}",
                "{\"type\":\"pause_session\",\"ref\":\"r\"," + about + "}",
                "{\"type\":\"resume_session\",\"ref\":\"r\"," + about + ",\"when_full\":\"reject\"}",
                "{\"type\":\"custom_event\",\"ref\":\"r\"," + about + ",\"name\":\"a.b\",\"payload\":{\"x\":[1e5]}}",
                "{\"type\":\"authenticate\",\"ref\":\"r\",\"token\":\"a.b.c\"}",
                "{\"type\":\"ping\",\"ref\":\"r\"}");
    }

    private void tryFrames(List<String> frames, int number) throws IOException {
        List<String> naughty = NaughtyStrings.all();
        SocketClient socket = server.socket("alice");
        for (int i = 0; i < number; i++) {
            String frame = mutations.random().nextInt(10) == 0
                    ? mutations.any(frames).replace("\"r\"", MAPPER.writeValueAsString(mutations.any(naughty)))
                    : mutations.mutate(mutations.any(frames));
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            if (mutations.random().nextInt(20) == 0 && bytes.length > 0) {
                bytes[mutations.random().nextInt(bytes.length)] ^=
                        (byte) (1 << mutations.random().nextInt(8));
            }
            socket.send(SocketClient.TEXT, bytes);
            socket.send("{\"type\":\"ping\",\"ref\":\"sync-" + i + "\"}");
            if (!isServedOn(socket, "sync-" + i, frame)) {
                socket.close();
                socket = server.socket("alice");
            }
        }
        socket.close();
    }

    /** Reads to the reply to the ping; a connection may end instead, if the frame was no frame at all. */
    private boolean isServedOn(SocketClient socket, String sync, String frame) throws IOException {
        while (true) {
            SocketClient.Received received = socket.receive();
            if (received.opcode() == SocketClient.CLOSE) {
                assertThat(received.closeCode()).as("%s: %s", mutations, frame).isIn(1002, 1007);
                assertThat(received.closeReason()).doesNotContain("Exception").hasSizeLessThan(60);
                return false;
            }
            JsonNode reply = MAPPER.readTree(received.payload());
            if (reply.path("type").asText().equals("error")) {
                assertThat(reply.path("error_code").asText())
                        .as("%s: %s", mutations, frame)
                        .isNotEqualTo("internal");
                assertThat(INSIDE.matcher(reply.path("error_message").asText()).find())
                        .as("%s: %s", mutations, reply)
                        .isFalse();
            }
            if (reply.path("ref").asText().equals(sync)) {
                return true;
            }
        }
    }
}
