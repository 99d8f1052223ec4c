package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.Reachable;
import dev.parley.application.testkit.ScriptedChannel;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.UserId;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.support.RestClient;
import dev.parley.web.support.RestClient.Result;
import dev.parley.web.support.TestServer;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How questions get to people over channels, as clients ask for it and see it. */
class DeliveriesTest {
    private static final Storage STORAGE = InMemoryStorage.open();
    private static final ScriptedChannel EMAIL = new ScriptedChannel(ChannelKind.EMAIL);
    private static final ScriptedChannel SLACK = new ScriptedChannel(ChannelKind.SLACK);

    private static TestServer server;
    private static RestClient alice;
    private String session;

    @BeforeAll
    static void start() {
        server = TestServer.start(chat -> chat.storage(STORAGE).channel(EMAIL).channel(SLACK), web -> web);
        alice = server.rest("alice");
        Reachable.over(STORAGE, new UserId("alice"), ChannelKind.EMAIL, 1);
        Reachable.over(STORAGE, new UserId("alice"), ChannelKind.SLACK, 2);
        Reachable.over(STORAGE, new UserId("bob"), ChannelKind.SLACK, 1);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void begin() {
        session = alice.newSession();
    }

    private String path() {
        return "/api/sessions/" + session + "/feedback";
    }

    private Result ask(String more) {
        return alice.post(path(), "{\"question\":\"Which one?\",\"kind\":{\"type\":\"free_text\"}" + more + "}");
    }

    private JsonNode deliveries(String question) {
        return alice.get(path() + "/" + question).body().at("/request/deliveries");
    }

    private List<String> channels(String question) {
        return deliveries(question).findValuesAsText("channel");
    }

    private void awaitSent(String question, String... channels) {
        Awaitility.await()
                .until(() -> channels(question).equals(List.of(channels))
                        && deliveries(question).findValuesAsText("status").stream()
                                .allMatch("sent"::equals));
    }

    @Test
    void deliveryLooksAsDocumentedAndNamesNoAddress() {
        Result asked = ask("");
        assertThat(asked.status()).isEqualTo(201);
        assertThat(asked.body().path("deliveries").isEmpty()).isTrue();
        String question = asked.body().path("request_id").asText();
        awaitSent(question, "email");

        JsonNode delivery = deliveries(question).path(0);
        assertThat(RestTest.fieldsOf(delivery))
                .containsExactly(
                        "channel", "recipient_id", "status", "attempts", "updated_at", "error", "next_attempt_at");
        assertThat(delivery.path("recipient_id").asText()).isEqualTo("alice");
        assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
        assertThat(delivery.path("next_attempt_at").isNull()).isTrue();
        Result list = alice.get(path());
        assertThat(list.body().at("/items/0/deliveries")).isEqualTo(deliveries(question));
        assertThat(alice.get("/api/feedback").body().at("/items/0/deliveries")).isEqualTo(deliveries(question));
        assertThat(list.text()).doesNotContain("alice@example.com");
        Result log = alice.get("/api/sessions/" + session + "/events?limit=100");
        assertThat(log.body().path("items").findValuesAsText("type")).contains("feedback.delivery");
        assertThat(log.text()).doesNotContain("alice@example.com");
    }

    @Test
    void questionSaysHowItIsDelivered() {
        String everywhere = ask(",\"delivery\":{\"mode\":\"parallel\"}")
                .body()
                .path("request_id")
                .asText();
        awaitSent(everywhere, "email", "slack");
        String slack = ask(",\"delivery\":{\"channels\":[\"slack\"]}")
                .body()
                .path("request_id")
                .asText();
        awaitSent(slack, "slack");
        String nowhere = ask(",\"delivery\":{\"channels\":[\"web\"]}")
                .body()
                .path("request_id")
                .asText();
        assertThat(STORAGE.deliveries().due(10)).isEmpty();
        assertThat(channels(nowhere)).isEmpty();
    }

    @Test
    void namedPersonSeesTheirOwnDelivery() {
        String question = ask(",\"responders\":[\"alice\",\"bob\"],\"delivery\":{\"channels\":[\"slack\"]}")
                .body()
                .path("request_id")
                .asText();
        awaitSent(question, "slack", "slack");

        assertThat(server.rest("bob")
                        .get(path() + "/" + question)
                        .body()
                        .at("/request/deliveries")
                        .findValuesAsText("recipient_id"))
                .containsExactly("bob");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mode\":\"both\"}                 | delivery.mode",
                "{\"channels\":[\"pigeon\"]}         | delivery.channels",
                "{\"channels\":[\"\"]}               | delivery.channels"
            })
    void wordsThatThereAreNotAreRefused(String delivery, String field) {
        Result refused = ask(",\"delivery\":" + delivery);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains(field);
    }
}
