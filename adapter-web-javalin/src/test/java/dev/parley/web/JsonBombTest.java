package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.domain.JsonText;
import dev.parley.web.support.Memory;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that is small and costs much: by its depth, its numbers, its names. */
class JsonBombTest {
    private static final int LONG = 60_000;
    private static final String DEEP = "[".repeat(JsonText.MAX_DEPTH + 1) + "1" + "]".repeat(JsonText.MAX_DEPTH + 1);

    private static TestServer server;
    private static RestClient alice;
    private static String session;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        alice = server.rest("alice");
        session = alice.newSession();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Values that no parser should follow to their end. */
    static List<String> bombs() {
        return List.of(
                "[".repeat(LONG),
                "{\"a\":".repeat(LONG / 5),
                "[{\"a\":".repeat(LONG / 6),
                "[".repeat(LONG / 2) + "]".repeat(LONG / 2),
                DEEP,
                "1".repeat(LONG),
                "-0." + "1".repeat(LONG),
                "1e" + "1".repeat(LONG),
                "1".repeat(JsonText.MAX_NUMBER_LENGTH + 1),
                "{\"" + "x".repeat(LONG) + "\":1}",
                "{\"" + "\\u0061".repeat(LONG / 6) + "\":1}",
                "{\"" + "x".repeat(JsonText.MAX_NAME_LENGTH + 1) + "\":1}");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void valuesThatAreKeptHaveBounds(String bomb) throws IOException {
        assertRefused(alice.post("/api/sessions", "{\"metadata\":{\"a\":" + bomb + "}}"));
        assertRefused(alice.send("PATCH", "/api/sessions/" + session, "{\"metadata\":{\"a\":" + bomb + "}}"));
        assertRefused(alice.post("/api/sessions/" + session + "/events", "{\"name\":\"a\",\"payload\":" + bomb + "}"));
        for (String frame : List.of(
                "{\"type\":\"start_session\",\"metadata\":{\"a\":%s}}",
                "{\"type\":\"custom_event\",\"session_id\":\"%s\",\"name\":\"a\",\"payload\":%%s}"
                        .formatted(session))) {
            try (SocketClient socket = server.socket("alice")) {
                socket.send(frame.formatted(bomb));
                JsonNode error = socket.read();
                assertThat(error.path("error_code").asText()).isEqualTo("invalid_json");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void soHasWhatIsNotEvenAskedFor(String bomb) {
        for (String body : List.of("%s", "{\"title\":%s}", "{\"unknown\":%s}")) {
            Result refused = alice.post("/api/sessions", body.formatted(bomb));
            assertThat(refused.errorCode()).as(refused.text()).isIn("invalid_json", "invalid_request");
            assertThat(refused.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e1000000000",
                "1E+999999999",
                "-1e-1000000000",
                "0e1000000000",
                "1.0",
                "1e0",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999999999999999999999",
            })
    void numbersAreNotUnfolded(String number) {
        for (String body : List.of(
                "{\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"expires_in_seconds\":%s}",
                "{\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"minimum\":%s}}")) {
            Result refused = alice.post("/api/sessions/" + session + "/feedback", body.formatted(number));
            assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        }
        assertThat(alice.post("/api/sessions/" + session + "/fork", "{\"after_seq\":%s}".formatted(number))
                        .status())
                .isEqualTo(400);
        for (String query : List.of("limit=", "offset=", "before=")) {
            assertThat(alice.get("/api/sessions/" + session + "/messages?" + query + number.replace("+", "%2B"))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatFitsIsTaken() {
        String payload = "[".repeat(JsonText.MAX_DEPTH - 1) + "1e1000000000," + "1".repeat(JsonText.MAX_NUMBER_LENGTH)
                + ",{\"" + "x".repeat(JsonText.MAX_NAME_LENGTH) + "\":1}" + "]".repeat(JsonText.MAX_DEPTH - 1);

        Result published =
                alice.post("/api/sessions/" + session + "/events", "{\"name\":\"a\",\"payload\":" + payload + "}");

        assertThat(published.status()).as(published.text()).isEqualTo(201);
        assertThat(alice.get("/api/sessions/" + session + "/events").text()).contains("\"payload\":" + payload);
    }

    @Test
    void manyItemsAreCountedNotCollected() {
        String nulls = IntStream.range(0, 10_000).mapToObj(i -> "null").collect(Collectors.joining(","));
        long before = Memory.used();

        for (int i = 0; i < 50; i++) {
            assertThat(alice.post(
                                    "/api/sessions/" + session + "/feedback",
                                    "{\"question\":\"?\",\"kind\":{\"type\":\"choice\",\"options\":[" + nulls + "]}}")
                            .status())
                    .isEqualTo(400);
        }

        assertThat(Memory.used() - before).isLessThan(4 * 1024 * 1024);
    }

    @Test
    void namesThatCollideAreNamesLikeOthers() {
        // All strings of n times Aa or BB have the same hash code.
        String members = Stream.iterate(List.of(""), JsonBombTest::doubled).skip(11).findFirst().orElseThrow().stream()
                .map(name -> "\"" + name + "\":0")
                .collect(Collectors.joining(","));

        Result published =
                alice.post("/api/sessions/" + session + "/events", "{\"name\":\"a\",\"payload\":{" + members + "}}");

        assertThat(published.status()).isIn(201, 400);
        assertThat(published.errorCode()).isNotEqualTo("internal");
    }

    private static List<String> doubled(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(name + "Aa", name + "BB"))
                .toList();
    }

    @Test
    void nobodyRemembersNames() {
        String padding = "x".repeat(JsonText.MAX_NAME_LENGTH - 20);
        sendNames(100, "warm" + padding);
        long before = Memory.used();

        sendNames(800, padding);

        assertThat(Memory.used() - before).isLessThan(4 * 1024 * 1024);
    }

    /** Ten names of their own in each request. */
    private static void sendNames(int requests, String padding) {
        for (int i = 0; i < requests; i++) {
            int request = i;
            String members = IntStream.range(0, 10)
                    .mapToObj(name -> "\"" + request + "-" + name + padding + "\":0")
                    .collect(Collectors.joining(","));
            assertThat(alice.post("/api/sessions", "{" + members + "}").status())
                    .isEqualTo(400);
        }
    }

    private static void assertRefused(Result result) {
        assertThat(result.errorCode()).as(result.text()).isEqualTo("invalid_json");
        assertThat(result.status()).isEqualTo(400);
        assertThat(result.text()).doesNotContain("xxxxxxxxxx", "jackson", "Exception");
    }
}
