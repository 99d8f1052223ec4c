package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.port.Outgoing;
import dev.parley.application.testkit.RecordingChannel;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Role;
import dev.parley.web.support.LogLines;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.ScriptedModel;
import dev.parley.web.support.TestServer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How people set over REST how they want to be reached. */
class ChannelsTest {
    private static final Pattern CODE = Pattern.compile("\n([0-9]{4} [0-9]{4})\n");

    private final RecordingChannel email = new RecordingChannel(ChannelKind.EMAIL);
    private TestServer server;
    private RestClient alice;

    @BeforeEach
    void start() {
        server = TestServer.start(email);
        alice = server.rest("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Result put(String body) {
        return alice.send("PUT", "/api/me/channels/email", body);
    }

    private Result verify(String code) {
        return alice.send("PUT", "/api/me/channels/email/verification", "{\"code\":\"%s\"}".formatted(code));
    }

    @Test
    void addressIsSetProvedTestedAndRemoved() {
        Result set = put(
                "{\"address\":\"alice@EXAMPLE.com\",\"quiet_hours\":{\"from\":\"22:00\",\"until\":\"07:00\",\"time_zone\":\"Europe/Berlin\"}}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body())
                .hasToString(
                        "{\"kind\":\"email\",\"address\":\"alice@example.com\",\"priority\":1,\"quiet_hours\":{\"from\":\"22:00\",\"until\":\"07:00\",\"time_zone\":\"Europe/Berlin\"},\"enabled\":true,\"verified_at\":null,\"write_to\":null}");
        assertThat(alice.post("/api/me/channels/email/test", "{}").status()).isEqualTo(409);

        assertThat(alice.post("/api/me/channels/email/verification", "{}").status())
                .isEqualTo(204);
        Matcher code = CODE.matcher(email.lastNote("alice@example.com").text());
        assertThat(code.find()).isTrue();
        assertThat(verify("0000").errorCode()).isEqualTo("invalid_code");
        JsonNode verified = verify(code.group(1)).body();
        assertThat(verified.path("verified_at").asText()).endsWith("Z");

        JsonNode list = alice.get("/api/me/channels").body();
        assertThat(list.path("items").get(0)).isEqualTo(verified);
        assertThat(list.path("kinds")).hasToString("[\"email\"]");
        assertThat(alice.post("/api/me/channels/email/test", "{}").status()).isEqualTo(204);
        assertThat(alice.delete("/api/me/channels/email").status()).isEqualTo(204);
        assertThat(alice.get("/api/me/channels").body().path("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"address\":\"alice\"}",
                "{\"address\":\"a@b.example\\r\\nBcc: eve@example.com\"}",
                "{\"address\":\"a@b.example\",\"priority\":4}",
                "{\"address\":\"a@b.example\",\"priority\":0}",
                "{\"address\":\"a@b.example\",\"verified\":true}",
                "{\"address\":\"a@b.example\",\"quiet_hours\":{\"from\":\"22:00\",\"until\":\"22:00\",\"time_zone\":\"UTC\"}}",
                "{\"address\":\"a@b.example\",\"quiet_hours\":{\"from\":\"25:00\",\"until\":\"07:00\",\"time_zone\":\"UTC\"}}",
                "{\"address\":\"a@b.example\",\"quiet_hours\":{\"from\":\"22:00\",\"until\":\"07:00\",\"time_zone\":\"Moon/Base\"}}",
                "{\"address\":\"a@b.example\",\"quiet_hours\":{\"from\":\"22:00\",\"until\":\"07:00\"}}"
            })
    void malformedSettingsAreRefused(String body) {
        assertThat(put(body).status()).isEqualTo(400);
        assertThat(alice.get("/api/me/channels").body().path("items")).isEmpty();
    }

    @Test
    void kindsThatAreNoneOrNotThereAreRefused() {
        assertThat(alice.send("PUT", "/api/me/channels/pigeon", "{\"address\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(alice.send("PUT", "/api/me/channels/web", "{\"address\":\"x\"}")
                        .status())
                .isEqualTo(400);
        Result slack = alice.send("PUT", "/api/me/channels/slack", "{\"address\":\"U024BE7LH\"}");
        assertThat(slack.status()).isEqualTo(409);
        assertThat(slack.errorCode()).isEqualTo("invalid_state");
    }

    @Test
    void administratorMapsAddresses() {
        RestClient root = server.rest("root", Role.ADMIN);
        Result set = root.send(
                "PUT", "/api/users/bob/channels/email", "{\"address\":\"bob@example.com\",\"verified\":true}");

        assertThat(set.body().path("verified_at").isNull()).isFalse();
        assertThat(root.get("/api/users/bob/channels").body().path("items").get(0))
                .isEqualTo(set.body());
        assertThat(root.post("/api/users/bob/channels/email/test", "{}").status())
                .isEqualTo(204);
        assertThat(server.rest("bob")
                        .get("/api/me/channels")
                        .body()
                        .path("items")
                        .get(0)
                        .path("address"))
                .isEqualTo(set.body().path("address"));
        assertThat(set.body().path("write_to").isNull()).isTrue();
        assertThat(root.send(
                                "PUT",
                                "/api/users/eve/channels/email",
                                "{\"address\":\"BOB@example.com\",\"verified\":true}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void addressesAndCodesAreNotLogged() {
        try (LogLines log = LogLines.open()) {
            put("{\"address\":\"alice-secret@example.com\"}");
            alice.post("/api/me/channels/email/verification", "{}");
            server.rest("root", Role.ADMIN)
                    .send("PUT", "/api/users/bob/channels/email", "{\"address\":\"bob-secret@example.com\"}");

            assertThat(String.join("\n", log.all())).doesNotContain("secret@", "example.com");
        }
    }

    @Test
    void lastAnswerIsSentToTheCallerOverTheirChannel() {
        put("{\"address\":\"alice@example.com\"}");
        alice.post("/api/me/channels/email/verification", "{}");
        Matcher code = CODE.matcher(email.lastNote("alice@example.com").text());
        assertThat(code.find()).isTrue();
        verify(code.group(1));
        String session =
                alice.post("/api/sessions", "{}").body().path("session_id").asText();
        String send = "/api/sessions/" + session + "/send";
        assertThat(alice.post(send, "{\"channel\":\"email\"}").errorCode()).isEqualTo("invalid_state");
        alice.post("/api/chat", "{\"message\":\"hello\",\"session_id\":\"" + session + "\"}");

        Result accepted = alice.post(send, "{\"channel\":\"email\"}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body().path("status").asText()).isEqualTo("pending");
        Awaitility.await()
                .until(() -> email.sent().stream()
                        .filter(Outgoing.Answer.class::isInstance)
                        .map(sent -> ((Outgoing.Answer) sent).text())
                        .toList()
                        .equals(List.of(ScriptedModel.echoOf("hello"))));
        assertThat(alice.post(send, "{\"channel\":\"slack\"}").status()).isEqualTo(409);
        assertThat(alice.post(send, "{\"channel\":\"web\"}").status()).isEqualTo(400);
        assertThat(alice.post(send, "{\"channel\":\"pigeon\"}").status()).isEqualTo(400);
        assertThat(server.rest("bob").post(send, "{\"channel\":\"email\"}").status())
                .isEqualTo(404);
    }
}
