package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.web.support.Ids;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.SocketClient;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, how, and that nothing changes by it. {@code SID} stands for a session, {@code BIG} for 5,001 emoji. */
class BadInputTest {
    private static final String BIG = "😀".repeat(5_001);

    private static TestServer server;
    private static RestClient alice;
    private static String session;
    private static String stateBefore;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        alice = server.rest("alice");
        session = alice.newSession();
        stateBefore = state();
    }

    @AfterEach
    void nothingChanged() {
        assertThat(state()).isEqualTo(stateBefore);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POST  | /api/sessions/SID/messages | {                                          | 400 | invalid_json",
                "POST  | /api/sessions/SID/messages | {\"content\":\"a\"} x                      | 400 | invalid_json",
                "POST  | /api/sessions/SID/messages | {\"content\":\"a\",\"content\":\"b\"}      | 400 | invalid_json",
                "POST  | /api/sessions/SID/messages | []                                         | 400 | invalid_request",
                "POST  | /api/sessions/SID/messages | {}                                         | 400 | invalid_request",
                "POST  | /api/sessions/SID/messages | {\"content\":null}                         | 400 | invalid_request",
                "POST  | /api/sessions/SID/messages | {\"content\":5}                            | 400 | invalid_request",
                "POST  | /api/sessions/SID/messages | {\"content\":\"a\",\"foo\":1}              | 400 | invalid_request",
                "POST  | /api/sessions/SID/messages | {\"content\":\"a\",\"if_busy\":\"never\"}  | 400 | invalid_request",
                "POST  | /api/sessions/SID/messages | {\"content\":\"a\",\"message_id\":\"1\"}   | 400 | invalid_request",
                "POST  | /api/sessions/SID/messages | {\"content\":\"\"}                         | 400 | invalid_content",
                "POST  | /api/sessions/SID/messages | {\"content\":\"BIG\"}                      | 400 | invalid_content",
                "POST  | /api/sessions/SID/messages | {\"content\":\"a\\u0000b\"}                | 400 | invalid_content",
                "POST  | /api/sessions/SID/messages | {\"content\":\"a\\ud800\"}                 | 400 | invalid_content",
                "POST  | /api/sessions/SID/messages | {\"content\":\"\\udc00\\ud800\"}           | 400 | invalid_content",
                "POST  | /api/sessions/SID/messages?x=1 | {\"content\":\"a\"}                    | 400 | invalid_request",
                "POST  | /api/sessions/NONE/messages| {\"content\":\"a\"}                        | 404 | not_found",
                "POST  | /api/sessions/5/messages   | {\"content\":\"a\"}                        | 400 | invalid_request",
                "POST  | /api/chat                  | {\"message\":\"BIG\",\"session_id\":\"SID\"} | 400 | invalid_content",
                "POST  | /api/chat                  | {\"message\":\"\\u0000\",\"session_id\":\"SID\"} | 400 | invalid_content",
                "POST  | /api/chat                  | {\"message\":\"a\",\"session_id\":\"NONE\"}| 404 | not_found",
                "POST  | /api/chat                  | {\"content\":\"a\"}                        | 400 | invalid_request",
                "POST  | /api/sessions              | {\"title\":\"\\ud800\"}                    | 400 | invalid_content",
                "POST  | /api/sessions              | {\"profile\":\"None Such\"}                | 400 | invalid_request",
                "POST  | /api/sessions              | {\"profile\":\"none\"}                     | 400 | invalid_request",
                "POST  | /api/sessions              | {\"metadata\":[]}                          | 400 | invalid_request",
                "POST  | /api/sessions              | {\"metadata\":{\"a\":1,\"a\":2}}           | 400 | invalid_json",
                "POST  | /api/sessions              | {\"metadata\":{\"a\":\"\\ud800\"}}         | 400 | invalid_json",
                "POST  | /api/sessions              | {\"when_full\":\"x\"}                      | 400 | invalid_request",
                "PATCH | /api/sessions/SID          | {\"status\":\"paused\"}                    | 400 | invalid_request",
                "PATCH | /api/sessions/SID          | {\"metadata\":\"x\"}                       | 400 | invalid_request",
                "PUT   | /api/sessions/SID          | {\"title\":\"x\"}                          | 400 | invalid_request",
                "POST  | /api/sessions/SID/pause    | {\"x\":1}                                  | 400 | invalid_request",
                "POST  | /api/sessions/SID/stop     | {\"turn_id\":\"x\"}                        | 400 | invalid_request",
                "POST  | /api/sessions/SID/stop     | {\"turn_id\":\"NONE\"}                     | 404 | not_found",
                "POST  | /api/sessions/SID/fork     | {\"after_seq\":-1}                         | 400 | invalid_request",
                "POST  | /api/sessions/SID/fork     | {\"after_seq\":99}                         | 400 | invalid_request",
                "POST  | /api/sessions/SID/fork     | {\"after_seq\":\"1\"}                      | 400 | invalid_request",
                "POST  | /api/sessions/SID/fork     | {\"after_seq\":99999999999999999999}       | 400 | invalid_request",
                "POST  | /api/sessions/SID/events   | {\"name\":\"Not a name\",\"payload\":1}    | 400 | invalid_request",
                "POST  | /api/sessions/SID/events   | {\"name\":\"x\"}                           | 400 | invalid_request",
                "POST  | /api/sessions/SID/events   | {\"name\":\"x\",\"payload\":\"\\u0000\"}   | 400 | invalid_json",
                "POST  | /api/sessions/SID/feedback | {}                                        | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\"}                      | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"kind\":{\"type\":\"free_text\"}}      | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{}}          | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":\"free_text\"} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"essay\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":5}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"x\":1}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"minimum\":0}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"minimum\":3,\"maximum\":2}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"maximum\":5001}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"maximum\":1.5}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"pattern\":\"(\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"pattern\":\"\"}} | 400 | invalid_content",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\",\"options\":[\"a\",\"b\"]}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"clarification\",\"minimum\":1}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"choice\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"choice\",\"options\":[\"a\"]}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"choice\",\"options\":[\"a\",\"a\"]}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"choice\",\"options\":[\"a\",null]}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"choice\",\"options\":[\"a\",\"\\ud800\"]}} | 400 | invalid_content",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"choice\",\"options\":\"a\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"approval\",\"editable\":\"yes\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"approval\",\"call\":{\"id\":\"1\",\"name\":\"x\",\"arguments\":\"{}\"}}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"\",\"kind\":{\"type\":\"free_text\"}} | 400 | invalid_content",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"\\u0000\",\"kind\":{\"type\":\"free_text\"}} | 400 | invalid_content",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"BIG\",\"kind\":{\"type\":\"free_text\"}} | 400 | invalid_content",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"responders\":[null]} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"responders\":[\"a b\"]} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"responders\":\"bob\"} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"expires_in_seconds\":0} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"expires_in_seconds\":-9223372036854775808} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"expires_in_seconds\":9223372036854775807} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"expires_in_seconds\":172801} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"request_id\":\"1\"} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"default_answer\":{}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"default_answer\":{\"approved\":true}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"},\"default_answer\":{\"text\":\"\"}} | 400 | invalid_request",
                "POST  | /api/sessions/NONE/feedback | {\"question\":\"?\",\"kind\":{\"type\":\"free_text\"}} | 404 | not_found",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {}                            | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":null}             | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":\"yes\"}          | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{}}               | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"text\":\"a\",\"approved\":true}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"text\":\"a\",\"reason\":\"b\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"reason\":\"b\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"text\":5}}     | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"options\":[\"a\",null]}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"approved\":\"yes\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"approved\":true,\"edited_arguments\":{}}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"words\":\"a\"}} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"text\":\"a\"},\"response_id\":\"1\"} | 400 | invalid_request",
                "POST  | /api/sessions/SID/feedback/NONE/respond | {\"answer\":{\"text\":\"a\"}} | 404 | not_found",
                "POST  | /api/sessions/SID/feedback/x/respond    | {\"answer\":{\"text\":\"a\"}} | 400 | invalid_request",
                "PUT   | /api/sessions/SID/participants/bob     | {\"access\":\"owner\"}         | 400 | invalid_request",
                "PUT   | /api/sessions/SID/participants/a%20b   | {\"access\":\"viewer\"}        | 400 | invalid_request",
                "PUT   | /api/sessions/SID/participants/alice   | {\"access\":\"viewer\"}        | 409 | invalid_state",
            })
    void bodiesAreRefused(String method, String path, String body, int status, String code) {
        assertRefused(alice.send(method, filled(path), filled(body)), status, code);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/sessions/NONE                        | 404 | not_found",
                "/api/sessions/x                           | 400 | invalid_request",
                "/api/sessions/SIDx                        | 400 | invalid_request",
                "/api/sessions/SID/messages?limit=0        | 400 | invalid_request",
                "/api/sessions/SID/messages?limit=101      | 400 | invalid_request",
                "/api/sessions/SID/messages?limit=ten      | 400 | invalid_request",
                "/api/sessions/SID/messages?limit=%31%30x  | 400 | invalid_request",
                "/api/sessions/SID/messages?limit=1&limit=2| 400 | invalid_request",
                "/api/sessions/SID/messages?offset=-1      | 400 | invalid_request",
                "/api/sessions/SID/messages?offset=9999999999 | 400 | invalid_request",
                "/api/sessions/SID/messages?order=up       | 400 | invalid_request",
                "/api/sessions/SID/messages?before=x       | 400 | invalid_request",
                "/api/sessions/SID/messages?page=2         | 400 | invalid_request",
                "/api/sessions?status=broken               | 400 | invalid_request",
                "/api/sessions?q=%00                       | 400 | invalid_content",
                "/api/sessions?cursor=7                     | 400 | invalid_request",
                "/api/sessions?cursor=2026-01-31T12:00:00Z  | 400 | invalid_request",
                "/api/sessions?cursor=2026-01-32T12:00:00Z_0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f | 400 | invalid_request",
                "/api/sessions?cursor=%2b292278994-08-17T07:12:55Z_0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f | 400 | invalid_request",
                "/api/sessions?cursor=2026-01-31T12:00:00Z_0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4 | 400 | invalid_request",
                "/api/sessions?cursor=2026-01-31T12:00:00Z_%27%20or%201=1%20--%20aaaaaaaaaaaaaaaaaaaaaaa | 400 | invalid_request",
                "/api/sessions?cursor=%00 | 400 | invalid_request",
                "/api/sessions?offset=1&cursor=2026-01-31T12:00:00Z_0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f | 400 | invalid_request",
                "/api/usage?from=yesterday                  | 400 | invalid_request",
                "/api/usage?from=2026-02-30                 | 400 | invalid_request",
                "/api/usage?to=%2b12345-01-01               | 400 | invalid_request",
                "/api/usage?to=-001-01-01                   | 400 | invalid_request",
                "/api/usage?from=2026-02-02&to=2026-02-01   | 400 | invalid_request",
                "/api/usage?from=2025-01-01&to=2026-01-02   | 400 | invalid_request",
                "/api/usage?user=a%20b                      | 400 | invalid_request",
                "/api/usage?user=bob                        | 403 | forbidden",
                "/api/sessions?q=%ff                       | 400 | invalid_request",
                "/api/sessions?q=%ed%a0%80                 | 400 | invalid_request",
                "/api/sessions/SID/events?after=-1         | 400 | invalid_position",
                "/api/sessions/SID/events?after=x          | 400 | invalid_position",
                "/api/sessions/SID/events?after=01         | 400 | invalid_position",
                "/api/sessions/SID/events?after=1.2.3      | 400 | invalid_position",
                "/api/sessions/SID/events?after=99999999999999999999 | 400 | invalid_position",
                "/api/sessions/SID/export?format=pdf       | 400 | invalid_request",
                "/api/sessions/SID/feedback?status=open    | 400 | invalid_request",
                "/api/sessions/SID/feedback?limit=101      | 400 | invalid_request",
                "/api/sessions/SID/feedback?page=1         | 400 | invalid_request",
                "/api/sessions/NONE/feedback               | 404 | not_found",
                "/api/sessions/SID/feedback/NONE           | 404 | not_found",
                "/api/sessions/SID/feedback/x              | 400 | invalid_request",
                "/api/feedback?status=PENDING              | 400 | invalid_request",
                "/api/feedback?offset=-1                   | 400 | invalid_request",
                "/api/feedback?session_id=SID              | 400 | invalid_request",
                "/api/me?x                                 | 400 | invalid_request",
                "/api/nothing                              | 404 | not_found",
            })
    void queriesAreRefused(String path, int status, String code) {
        assertRefused(alice.get(filled(path)), status, code);
    }

    @Test
    void malformedUtf8IsRefused() {
        byte[] latin1 = "{\"content\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] loneSurrogate = {
            '{', '"', 'c', 'o', 'n', 't', 'e', 'n', 't', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'
        };

        assertRefused(alice.send("POST", filled("/api/sessions/SID/messages"), latin1), 400, "invalid_json");
        assertRefused(alice.send("POST", filled("/api/sessions/SID/messages"), loneSurrogate), 400, "invalid_json");
    }

    @Test
    void aPositionAheadOfTheLogIsAnsweredWithTheState() {
        JsonNode log = alice.get(filled("/api/sessions/SID/events?after=99")).body();

        assertThat(log.path("items").get(0).path("type").asText()).isEqualTo("reset");
        assertThat(log.path("position").asText()).isEqualTo("1");
    }

    @Test
    void anOffsetAheadOfTheDraftJustWaits() {
        assertThat(alice.get(filled("/api/sessions/SID/events?after=1.500")).text())
                .isEqualTo("{\"items\":[],\"position\":\"1.500\"}");
    }

    @Test
    void foreignersSeeNothing() {
        RestClient mallory = server.rest("mallory");
        String path = "/api/sessions/" + session;

        assertRefused(mallory.get(path), 404, "not_found");
        assertRefused(mallory.get(path + "/messages"), 404, "not_found");
        assertRefused(mallory.get(path + "/events"), 404, "not_found");
        assertRefused(mallory.get(path + "/events", "Accept", "text/event-stream"), 404, "not_found");
        assertRefused(mallory.get(path + "/context"), 404, "not_found");
        assertRefused(mallory.get(path + "/export"), 404, "not_found");
        assertRefused(mallory.say(session, "hi"), 404, "not_found");
        assertRefused(RestTest.chat(mallory, session, "hi"), 404, "not_found");
        for (String action : new String[] {"pause", "resume", "end", "stop", "fork", "restore"}) {
            assertRefused(mallory.post(path + "/" + action, ""), 404, "not_found");
        }
        assertRefused(mallory.post(path + "/events", "{\"name\":\"x\",\"payload\":1}"), 404, "not_found");
        assertRefused(mallory.send("PATCH", path, "{\"title\":\"x\"}"), 404, "not_found");
        assertRefused(mallory.send("PUT", path, "{\"title\":\"x\",\"metadata\":{}}"), 404, "not_found");
        assertRefused(mallory.send("PUT", path + "/participants/mallory", "{\"access\":\"editor\"}"), 404, "not_found");
        assertRefused(mallory.delete(path + "/participants/mallory"), 404, "not_found");
        assertRefused(mallory.delete(path), 404, "not_found");
        assertThat(mallory.get("/api/sessions").body().path("total").asInt()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"type\":\"dance\",\"ref\":\"R\"}                                                 | invalid_request",
                "{\"ref\":\"R\"}                                                                    | invalid_request",
                "{\"type\":5,\"ref\":\"R\"}                                                         | invalid_request",
                "{\"type\":\"ping\",\"ref\":\"R\",\"x\":1}                                          | invalid_request",
                "{\"type\":\"join_session\",\"ref\":\"R\"}                                          | invalid_request",
                "{\"type\":\"join_session\",\"ref\":\"R\",\"session_id\":5}                         | invalid_request",
                "{\"type\":\"join_session\",\"ref\":\"R\",\"session_id\":\"x\"}                     | invalid_request",
                "{\"type\":\"join_session\",\"ref\":\"R\",\"session_id\":\"NONE\"}                  | not_found",
                "{\"type\":\"join_session\",\"ref\":\"R\",\"session_id\":\"SID\",\"position\":\"x\"}| invalid_position",
                "{\"type\":\"join_session\",\"ref\":\"R\",\"session_id\":\"SID\",\"position\":\"-1\"}| invalid_position",
                "{\"type\":\"join_session\",\"ref\":\"R\",\"session_id\":\"SID\",\"position\":1}    | invalid_request",
                "{\"type\":\"message\",\"ref\":\"R\",\"session_id\":\"SID\",\"content\":\"\"}       | invalid_content",
                "{\"type\":\"message\",\"ref\":\"R\",\"session_id\":\"SID\",\"content\":\"BIG\"}    | invalid_content",
                "{\"type\":\"message\",\"ref\":\"R\",\"session_id\":\"SID\",\"content\":\"\\u0000\"}| invalid_content",
                "{\"type\":\"message\",\"ref\":\"R\",\"session_id\":\"SID\",\"content\":\"\\udfff\"}| invalid_content",
                "{\"type\":\"message\",\"ref\":\"R\",\"session_id\":\"NONE\",\"content\":\"a\"}     | not_found",
                "{\"type\":\"message\",\"ref\":\"R\",\"session_id\":\"SID\",\"content\":\"a\",\"message_id\":\"a\"} | invalid_request",
                "{\"type\":\"message\",\"ref\":\"R\",\"session_id\":\"SID\",\"content\":\"a\",\"if_busy\":\"a\"}    | invalid_request",
                "{\"type\":\"stop\",\"ref\":\"R\",\"session_id\":\"NONE\"}                          | not_found",
                "{\"type\":\"stop\",\"ref\":\"R\",\"session_id\":\"SID\",\"turn_id\":\"NONE\"}      | not_found",
                "{\"type\":\"stop\",\"ref\":\"R\"}                                                  | invalid_request",
                "{\"type\":\"typing\",\"ref\":\"R\",\"session_id\":\"SID\",\"active\":\"yes\"}      | invalid_request",
                "{\"type\":\"typing\",\"ref\":\"R\",\"session_id\":\"SID\"}                         | invalid_request",
                "{\"type\":\"pause_session\",\"ref\":\"R\",\"session_id\":\"NONE\"}                 | not_found",
                "{\"type\":\"end_session\",\"ref\":\"R\",\"session_id\":\"NONE\"}                   | not_found",
                "{\"type\":\"start_session\",\"ref\":\"R\",\"metadata\":5}                          | invalid_request",
                "{\"type\":\"start_session\",\"ref\":\"R\",\"profile\":\"none\"}                    | invalid_request",
                "{\"type\":\"custom_event\",\"ref\":\"R\",\"session_id\":\"SID\",\"name\":\"A\",\"payload\":1} | invalid_request",
                "{\"type\":\"custom_event\",\"ref\":\"R\",\"session_id\":\"SID\",\"name\":\"a\"}    | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"request_id\":\"NONE\"} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"answer\":{\"text\":\"a\"}} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"request_id\":\"NONE\",\"answer\":{\"text\":\"a\"}} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"request_id\":\"x\",\"answer\":{\"text\":\"a\"}} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"request_id\":\"NONE\",\"answer\":{}} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"request_id\":\"NONE\",\"answer\":{\"options\":[null]}} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"request_id\":\"NONE\",\"answer\":{\"text\":\"a\",\"options\":[]}} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"request_id\":\"NONE\",\"answer\":{\"text\":\"a\"},\"response_id\":\"a\"} | invalid_request",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"SID\",\"request_id\":\"NONE\",\"answer\":{\"text\":\"a\"}} | not_found",
                "{\"type\":\"feedback_response\",\"ref\":\"R\",\"session_id\":\"NONE\",\"request_id\":\"NONE\",\"answer\":{\"text\":\"a\"}} | not_found",
                "{\"type\":\"authenticate\",\"ref\":\"R\",\"token\":\"x\"}                          | unauthenticated",
            })
    void framesAreRefusedAndTheConnectionStays(String frame, String code) throws IOException {
        try (SocketClient socket = server.socket("alice")) {
            socket.send(filled(frame));
            JsonNode error = socket.read();

            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.path("ref").asText()).isEqualTo("R");
            assertThat(error.path("error_code").asText()).isEqualTo(code);
            assertThat(error.path("error_message").asText()).isNotBlank().doesNotContain("dev.parley", "Exception");
            assertThat(error.path("details").isObject()).isTrue();
            assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
        }
    }

    @Test
    void aRefThatBreaksTheRulesIsNotRepeated() throws IOException {
        try (SocketClient socket = server.socket("alice")) {
            for (String ref : new String[] {"\"" + "x".repeat(65) + "\"", "\"\\ud800\"", "5"}) {
                socket.send("{\"type\":\"ping\",\"ref\":" + ref + "}");
                JsonNode error = socket.read();
                assertThat(error.path("type").asText()).isEqualTo("error");
                assertThat(error.path("ref").isNull()).isTrue();
            }
            socket.send("{\"type\":\"ping\",\"ref\":\"" + "😀".repeat(64) + "\"}");
            assertThat(socket.read().path("ref").asText()).isEqualTo("😀".repeat(64));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "", "{", "{\"type\":\"ping\"}}", "{\"type\":\"ping\",\"type\":\"ping\"}", "[1,"})
    void whatIsNotJsonEndsTheConnection(String text) throws IOException {
        try (SocketClient socket = server.socket("alice")) {
            socket.send(text);

            assertThat(socket.read().path("error_code").asText()).isEqualTo("invalid_json");
            assertThat(socket.awaitClose().closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "null", "\"ping\"", "[{\"type\":\"ping\"}]"})
    void jsonThatIsNoFrameIsRefused(String text) throws IOException {
        try (SocketClient socket = server.socket("alice")) {
            socket.send(text);

            assertThat(socket.read().path("error_code").asText()).isEqualTo("invalid_request");
            assertThat(socket.ask("ping").path("type").asText()).isEqualTo("pong");
        }
    }

    @Test
    void messagesThatAreNotTextEndTheConnection() throws IOException {
        try (SocketClient binary = server.socket("alice");
                SocketClient malformed = server.socket("alice");
                SocketClient surrogate = server.socket("alice")) {
            binary.send(SocketClient.BINARY, new byte[] {1, 2, 3});
            malformed.send(SocketClient.TEXT, new byte[] {'"', (byte) 0xFF, '"'});
            surrogate.send(SocketClient.TEXT, new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'});

            assertThat(binary.awaitClose().closeCode()).isEqualTo(1003);
            assertThat(malformed.awaitClose().closeCode()).isEqualTo(1007);
            assertThat(surrogate.awaitClose().closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void framesThatAreTooLargeEndTheConnection() throws IOException {
        try (SocketClient whole = server.socket("alice");
                SocketClient inParts = server.socket("alice")) {
            byte[] half = "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
            whole.send("x".repeat(100_000));
            inParts.sendRaw(SocketClient.frame(SocketClient.TEXT, half, false));
            inParts.sendRaw(SocketClient.frame(0, half, true));

            assertThat(whole.awaitClose().closeCode()).isEqualTo(1009);
            assertThat(inParts.awaitClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void bodiesThatAreTooLargeAreRefused() {
        assertRefused(alice.say(session, "x".repeat(100_000)), 413, "too_large");
    }

    private static void assertRefused(Result result, int status, String code) {
        JsonNode error = result.body().path("error");
        assertThat(result.errorCode()).as(result.text()).isEqualTo(code);
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.body().path("data").isNull()).isTrue();
        assertThat(error.path("status_code").asInt()).isEqualTo(status);
        assertThat(error.path("details").isObject()).isTrue();
        assertThat(error.path("correlation_id").asText()).isEqualTo(result.header("X-Correlation-Id"));
        assertThat(error.path("error_message").asText()).isNotBlank().doesNotContain("dev.parley", "Exception");
        assertThat(result.text()).doesNotContain("\tat ");
    }

    private static String filled(String text) {
        return text.replace("SID", session).replace("NONE", Ids.NOBODYS).replace("BIG", BIG);
    }

    private static String state() {
        return alice.get("/api/sessions/" + session).text()
                + alice.get("/api/sessions").body().path("total");
    }
}
