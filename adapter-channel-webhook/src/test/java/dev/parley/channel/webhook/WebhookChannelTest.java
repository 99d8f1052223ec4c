package dev.parley.channel.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.application.net.ReachableAddresses;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.MessageChannelContract;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.testkit.SettableTime;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.AnswerOutcome;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real requests to a real server. */
class WebhookChannelTest implements MessageChannelContract {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final UUID ATTEMPT = UUID.fromString("0198f3c2-7c00-7d0d-a111-6f5e4d3c2b1a");
    private static final FeedbackRequest QUESTION = FeedbackRequest.ask(
            new FeedbackRequestId(UUID.fromString("0198f3c2-7c00-7d0d-a111-000000000001")),
            new SessionId(UUID.fromString("0198f3c2-7c00-7d0d-a111-000000000002")),
            null,
            "Which colour?",
            new FeedbackKind.Choice(List.of("red", "green"), false),
            Set.of(),
            null,
            Instant.parse("2026-01-02T03:04:05Z"),
            Duration.ofHours(48),
            Duration.ofHours(4));

    private final SettableTime time = new SettableTime();
    private final Receiver receiver = new Receiver();
    private final WebhookChannel channel = channel(true, Duration.ofSeconds(20), SECRET);

    private WebhookChannel channel(boolean privateToo, Duration timeout, String... secrets) {
        List<WebhookSecret> parsed = new ArrayList<>();
        for (String secret : secrets) {
            parsed.add(WebhookSecret.parse(secret));
        }
        return new WebhookChannel(new WebhookSettings(parsed, privateToo, timeout), time);
    }

    @AfterEach
    void close() {
        channel.close();
        receiver.close();
    }

    @Override
    public MessageChannel channel() {
        return channel;
    }

    @Override
    public String address() {
        return receiver.url();
    }

    @Override
    public List<String> arrived() {
        return receiver.requests().stream()
                .map(request -> read(request.body()))
                .map(WebhookChannelTest::texts)
                .toList();
    }

    private static String texts(JsonNode node) {
        if (node.isValueNode()) {
            return node.asText();
        }
        List<String> texts = new ArrayList<>();
        node.forEach(child -> texts.add(texts(child)));
        return String.join("\n", texts);
    }

    @Override
    public void breakDown() {
        receiver.answers(500);
    }

    @Override
    public void closeAddress() {
        receiver.answers(410);
    }

    @Override
    public void standStill() {
        receiver.standsStill();
    }

    @Override
    public List<String> secrets() {
        return List.of(SECRET, receiver.url(), "s3cret", "k3y", "localhost");
    }

    private static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private Outgoing.Question question() {
        return question(receiver.url());
    }

    private static Outgoing.Question question(String url) {
        return new Outgoing.Question(
                ATTEMPT, url, new UserId("anna"), QUESTION, "Holidays", false, true, new Receipt("earlier"));
    }

    @Test
    void questionIsAPostOfJsonThatIsSigned() throws Exception {
        assertThat(channel.send(question())).isEqualTo(new Receipt(ATTEMPT.toString()));

        assertThat(receiver.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/hooks/k3y?token=s3cret");
            assertThat(request.headers())
                    .containsEntry("content-type", "application/json")
                    .containsEntry("webhook-id", ATTEMPT.toString())
                    .containsEntry(
                            "webhook-timestamp", Long.toString(time.instant().getEpochSecond()))
                    .containsEntry(
                            "webhook-signature",
                            "v1," + hmac(SECRET, ATTEMPT, time.instant().getEpochSecond(), request.body()));
            assertThat(read(request.body())).isEqualTo(MAPPER.readTree("""
                    {"type": "feedback.requested", "timestamp": "2026-01-02T03:04:05.678901Z", "data": {
                        "recipient_id": "anna", "session_title": "Holidays",
                        "request_id": "0198f3c2-7c00-7d0d-a111-000000000001",
                        "session_id": "0198f3c2-7c00-7d0d-a111-000000000002",
                        "question": "Which colour?",
                        "kind": {"type": "choice", "options": ["red", "green"], "multiple": false},
                        "status": "pending", "created_at": "2026-01-02T03:04:05Z", "expires_at": "2026-01-04T03:04:05Z",
                        "again": true, "asked_in": "earlier"}}
                    """));
        });
    }

    /** Made without the code under test. */
    private static String hmac(String secret, UUID id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            String signed = id + "." + timestamp + "." + new String(body, StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The example of the specification. */
    @Test
    void signatureIsThatOfStandardWebhooks() {
        assertThat(WebhookSecret.parse(SECRET)
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1614265330,
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whileReceiversChangeOverThereAreTwoSignatures() throws Exception {
        String other = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        try (WebhookChannel both = channel(true, Duration.ofSeconds(20), SECRET, other)) {
            both.send(question());
        }
        assertThat(receiver.requests()
                        .getFirst()
                        .headers()
                        .get("webhook-signature")
                        .split(" "))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void endOfAQuestionIsToldWithTheAnswerThatWon() throws Exception {
        AnswerOutcome.Won won = (AnswerOutcome.Won) QUESTION.answer(
                ATTEMPT,
                new UserId("carol"),
                ChannelKind.SLACK,
                new FeedbackAnswer.Selection(List.of("red")),
                Instant.parse("2026-01-02T04:00:00Z"));
        channel.send(new Outgoing.Decided(
                ATTEMPT, receiver.url(), new UserId("anna"), won.request(), new Receipt("earlier")));

        JsonNode body = read(receiver.requests().getFirst().body());
        assertThat(body.path("type").asText()).isEqualTo("feedback.answered");
        assertThat(body.at("/data/asked_in").asText()).isEqualTo("earlier");
        assertThat(body.at("/data/response")).isEqualTo(MAPPER.readTree("""
                {"author_id": "carol", "channel": "slack", "answer": {"options": ["red"]}, "at": "2026-01-02T04:00:00Z"}"""));
        assertThat(body.at("/data/default_answer").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void everySuccessMeansThatItWasTaken(int status) throws Exception {
        receiver.answers(status);

        assertThat(channel.send(question())).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "301, false", "302, false", "307, false", "308, false", "400, false", "401, false", "403, false", "404, false",
        "408, false", "409, false", "410, true", "429, false", "500, false", "502, false", "503, false", "504, false"
    })
    void everythingElseIsAFailureAndOnlyGoneIsLasting(int status, boolean lasting) {
        receiver.answers(status, "Location", receiver.url(), "Retry-After", "0");

        UndeliveredException failure = catchThrowableOfType(UndeliveredException.class, () -> channel.send(question()));

        assertThat(failure.isLasting()).isEqualTo(lasting);
        assertThat(failure.retryAfter()).isNull();
        assertThat(failure).hasMessageContaining(Integer.toString(status));
        assertThat(receiver.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "429 | 7                             | PT7S",
                "503 | 120                           | PT2M",
                "503 | Fri, 2 Jan 2026 03:05:05 GMT  | PT59.321099S",
                "429 | 999999999                     | PT24H",
                "429 | 99999999999999999999          | -",
                "429 | -5                            | -",
                "429 | soon                          | -",
                "429 | Thu, 1 Jan 2026 03:05:05 GMT  | -",
                "500 | 7                             | -"
            })
    void retryAfterIsObeyed(int status, String retryAfter, @Nullable Duration expected) {
        receiver.answers(status, "Retry-After", retryAfter);

        assertThat(catchThrowableOfType(UndeliveredException.class, () -> channel.send(question()))
                        .retryAfter())
                .isEqualTo(expected);
    }

    @Test
    void answerIsNotReadHoweverLongItIs() throws Exception {
        receiver.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            Thread.sleep(Duration.ofHours(1));
        });

        assertThat(channel.send(question())).isNotNull();
    }

    @Test
    void serverThatStandsStillIsGivenUp() {
        receiver.standsStill();
        try (WebhookChannel hasty = channel(true, Duration.ofMillis(200), SECRET)) {
            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(() -> hasty.send(question()))
                    .returns(false, UndeliveredException::isLasting)
                    .returns(true, UndeliveredException::isUncertain);
        }
    }

    @Test
    void nobodyThereMayBeThereLater() {
        String url = receiver.url();
        receiver.close();

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> channel.send(question(url)))
                .returns(false, UndeliveredException::isLasting)
                .returns(false, UndeliveredException::isUncertain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0"})
    void thisMachineIsNotCalledUnlessThatIsAllowed(String host) {
        try (WebhookChannel strict = channel(false, Duration.ofSeconds(20), SECRET)) {
            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(() -> strict.send(question("http://%s:%d/".formatted(host, receiver.port()))))
                    .satisfies(refused -> assertThat(
                                    refused.isLasting() || refused.getMessage().contains("cannot be looked up"))
                            .isTrue());
        }
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void nameIsLookedUpOnceAndWhatWasFoundIsCalled() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        ReachableAddresses addresses = new ReachableAddresses(host -> {
            assertThat(host).isEqualTo("hooks.example.com");
            lookups.incrementAndGet();
            return List.of(InetAddress.getLoopbackAddress());
        });
        WebhookSettings settings =
                new WebhookSettings(List.of(WebhookSecret.parse(SECRET)), true, Duration.ofSeconds(20));
        try (WebhookChannel pinned = new WebhookChannel(settings, time, addresses)) {
            pinned.send(question("http://hooks.example.com:%d/x".formatted(receiver.port())));
            pinned.send(question("http://hooks.example.com:%d/x".formatted(receiver.port())));
        }

        assertThat(lookups).hasValue(2);
        assertThat(receiver.requests())
                .extracting(request -> request.headers().get("host"))
                .containsOnly("hooks.example.com:" + receiver.port());
    }

    @Test
    void systemsFailByServer() {
        assertThat(channel.server("https://a.example.com/1"))
                .isEqualTo(channel.server("https://a.example.com:443/2?x"));
        assertThat(channel.server("https://a.example.com/1")).isNotEqualTo(channel.server("https://b.example.com/1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_AAAA",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_not base64 not base64 not base64 !",
                "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void secretOfAnotherFormIsRefusedWithoutBeingTold(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookSecret.parse(text))
                .satisfies(refused -> assertThat(text.isEmpty()
                                || text.equals("whsec_")
                                || !String.valueOf(refused.getMessage()).contains(text))
                        .isTrue());
        assertThat(WebhookSecret.parse(SECRET)).hasToString("whsec_…");
    }
}
