package dev.parley.launcher;

import static dev.parley.launcher.Everywhere.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.delivery.DeliverySettings;
import dev.parley.domain.channel.RetryPolicy;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.settings.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody is asked over a system of their own, by a server as people run it. */
@Timeout(60)
class WebhookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Pattern CODE = Pattern.compile("^\\d{4} \\d{4}$", Pattern.MULTILINE);

    private final HttpClient http = HttpClient.newHttpClient();
    private WebhookReceiver receiver;
    private Wiring wiring;
    private RestClient anna;

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() throws Exception {
        receiver = new WebhookReceiver(SECRET);
    }

    @AfterEach
    void stop() {
        wiring.close();
        receiver.close();
        http.close();
    }

    private void serve(Map<String, String> more) throws InterruptedException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "PARLEY_PORT", "0",
                "PARLEY_STORAGE", "memory",
                "PARLEY_MODEL", "offline",
                "PARLEY_DATA_DIR", folder.toString(),
                "PARLEY_WEBHOOK_SECRET", SECRET,
                "PARLEY_LIMIT_USER_READS_PER_MINUTE", "0",
                // Looks for what is due twice in a second.
                "PARLEY_LIMIT_LEASE", "PT1.5S"));
        variables.putAll(more);
        RetryPolicy hurried = new RetryPolicy(5, Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofMillis(100));
        DeliverySettings usual = DeliverySettings.defaults();
        Settings settings = Everywhere.delivering(
                Settings.parse(variables, Map.of()),
                new DeliverySettings(usual.mode(), hurried, usual.margin(), usual.atOnce()));
        wiring = new Wiring(settings, Tokens.rules(settings));
        URI server = URI.create("http://127.0.0.1:" + wiring.port());
        String token = Tokens.mint(settings).mint(new UserId("anna"), Role.VIEWER, Duration.ofHours(1));
        anna = new RestClient(http, () -> server, token);
    }

    @Test
    void questionIsBroughtAgainAfterAFailureAndItsOutcomeFollows() throws Exception {
        serve(Map.of("PARLEY_WEBHOOK_PRIVATE", "on"));
        confirmAddress();
        receiver.fail(1);

        String session = anna.startSession();
        String question = anna.insist(
                        "POST",
                        "/api/sessions/" + session + "/feedback",
                        "{\"question\":\"Which colour?\",\"kind\":{\"type\":\"free_text\"}}",
                        201)
                .path("request_id")
                .asText();

        eventually()
                .untilAsserted(() ->
                        assertThat(delivery(session, question)).isEqualTo(Map.of("status", "sent", "attempts", "2")));
        List<WebhookReceiver.Message> asked = receiver.messages("feedback.requested");
        assertThat(asked).extracting(WebhookReceiver.Message::answered).containsExactly(500, 200);
        assertThat(asked).extracting(WebhookReceiver.Message::id).doesNotHaveDuplicates();
        assertThat(asked)
                .allSatisfy(message ->
                        assertThat(message.data().path("request_id").asText()).isEqualTo(question));

        anna.insist(
                "POST",
                "/api/sessions/" + session + "/feedback/" + question + "/respond",
                "{\"answer\":{\"text\":\"blue\"}}",
                200);

        eventually().untilAsserted(() -> assertThat(delivery(session, question)).containsEntry("status", "superseded"));
        assertThat(receiver.messages("feedback.answered")).singleElement().satisfies(outcome -> {
            assertThat(outcome.data().path("request_id").asText()).isEqualTo(question);
            assertThat(outcome.data().at("/response/author_id").asText()).isEqualTo("anna");
            assertThat(outcome.data().at("/response/channel").asText()).isEqualTo("web");
            assertThat(outcome.data().at("/response/answer/text").asText()).isEqualTo("blue");
            assertThat(outcome.data().path("asked_in").asText())
                    .isEqualTo(asked.getLast().id());
        });
        assertThat(receiver.messages()).hasSize(4);
        assertThat(deliveryEvents(session)).containsExactly("sent", "superseded");
    }

    /** The address is of use once the code that came there is told. */
    private void confirmAddress() throws Exception {
        setAddress();
        assertThat(anna.send("POST", "/api/me/channels/webhook/verification", "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(receiver.messages()).singleElement().satisfies(note -> {
            assertThat(note.answered()).isEqualTo(200);
            Matcher code = CODE.matcher(note.data().path("text").asText());
            assertThat(code.find()).isTrue();
            anna.insist(
                    "PUT", "/api/me/channels/webhook/verification", "{\"code\":\"%s\"}".formatted(code.group()), 200);
        });
    }

    private void setAddress() {
        anna.insist("PUT", "/api/me/channels/webhook", "{\"address\":\"%s\"}".formatted(receiver.url()), 200);
    }

    private Map<String, String> delivery(String session, String question) {
        JsonNode delivery =
                anna.get("/api/sessions/" + session + "/feedback/" + question).at("/request/deliveries/0");
        return Map.of(
                "status", delivery.path("status").asText(),
                "attempts", delivery.path("attempts").asText());
    }

    private List<String> deliveryEvents(String session) {
        return anna
                .get("/api/sessions/" + session + "/events?after=0&limit=100")
                .path("items")
                .findValues("delivery")
                .stream()
                .map(delivery -> delivery.path("status").asText())
                .toList();
    }

    @Test
    void thisMachineIsNotCalledUnlessTheSettingsAllowIt() throws Exception {
        serve(Map.of());
        setAddress();

        HttpResponse<String> refused = anna.send("POST", "/api/me/channels/webhook/verification", "");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("is refused by the channel");
        assertThat(receiver.messages()).isEmpty();
    }
}
