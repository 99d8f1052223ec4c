package dev.parley.channel.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.channel.slack.SlackChat.ALICE;
import static dev.parley.channel.slack.SlackChat.ALICES;
import static dev.parley.channel.slack.SlackChat.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What comes in over HTTP: only Slack's own, only lately, and no more than there is room for. */
class SlackEndpointTest {
    private static final FeedbackKind APPROVAL = new FeedbackKind.Approval(null, false);

    private final SlackChat chat = new SlackChat();
    private final FeedbackRequest question = chat.ask(APPROVAL);

    @AfterEach
    void close() {
        chat.close();
    }

    private String form() {
        return SlackChat.form(chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE)));
    }

    private String seconds(long offset) {
        return String.valueOf(chat.time.instant().getEpochSecond() + offset);
    }

    private void assertNothingHappened(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEmpty();
        chat.awaitRest();
        assertThat(chat.now(question).isPending()).isTrue();
        assertThat(chat.slack.calls("auth.test")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {301, -301, 86_400, -86_400, 1_000_000_000})
    void oldAndFutureRequestsAreRefusedThoughTheyAreSigned(long offset) throws Exception {
        assertNothingHappened(chat.send("/interactions", form(), seconds(offset), SlackStandIn.SIGNING_SECRET), 401);
    }

    @ParameterizedTest
    @ValueSource(longs = {299, -299})
    void clocksMayDifferByFiveMinutes(long offset) throws Exception {
        assertThat(chat.send("/interactions", form(), seconds(offset), SlackStandIn.SIGNING_SECRET)
                        .statusCode())
                .isEqualTo(200);
        assertThat(chat.winner(question).author()).isEqualTo(ALICE.user());
    }

    @Test
    void forgedRequestsAreRefused() throws Exception {
        String body = form();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String now = seconds(0);
        String signature = new SlackSignature(SlackStandIn.SIGNING_SECRET).sign(now, bytes);

        assertNothingHappened(chat.send("/interactions", body, now, "another secret of theirs"), 401);
        assertNothingHappened(chat.post("/interactions", bytes, seconds(1), signature), 401);
        assertNothingHappened(
                chat.post("/interactions", (body + " ").getBytes(StandardCharsets.UTF_8), now, signature), 401);
        assertNothingHappened(chat.post("/interactions", bytes, now, signature.toUpperCase(Locale.ROOT)), 401);
        assertNothingHappened(chat.post("/interactions", bytes, now, signature.substring(3)), 401);
        assertNothingHappened(
                chat.raw(HttpRequest.newBuilder(chat.jetty.url("/interactions"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))),
                401);
        assertNothingHappened(
                chat.raw(HttpRequest.newBuilder(chat.jetty.url("/interactions"))
                        .header("X-Slack-Signature", signature)
                        .POST(HttpRequest.BodyPublishers.ofString(body))),
                401);
    }

    /** Whoever closes again must not wait for what nobody works on. */
    @Test
    @Timeout(8)
    void closingAgainIsDoneAtOnce() {
        chat.inbox.close();
        chat.inbox.close();

        assertThat(chat.inbox.room()).isZero();
    }

    /** Within the time in which a signature counts, who has seen a request can send it again, and gains nothing. */
    @Test
    void replayedRequestHasNoSecondEffect() throws Exception {
        FeedbackKind text = new FeedbackKind.Choice(List.of("a", "b"), false);
        FeedbackRequest choice = chat.ask(text);
        String body = SlackChat.form(chat.press(ALICES, Press.OPTION + "0", chat.token(choice, ALICE)));
        for (int i = 0; i < 20; i++) {
            assertThat(chat.send("/interactions", body).statusCode()).isEqualTo(200);
        }
        assertThat(chat.winner(choice).answer()).isEqualTo(new FeedbackAnswer.Selection(List.of("a")));
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "payload=",
                "payload=%",
                "payload=%7B",
                "payload=[]",
                "payload=null",
                "payload=1",
                "other=1",
                "{}",
                "payload=%FF%FE"
            })
    void signedRubbishIsRefused(String body) throws Exception {
        assertNothingHappened(chat.send("/interactions", body), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "payload={}", "\"text\""})
    void signedRubbishIsNoEvent(String body) throws Exception {
        assertNothingHappened(chat.send("/events", body), 400);
    }

    @Test
    void deeplyNestedJsonIsRefused() throws Exception {
        assertNothingHappened(chat.send("/events", "{\"a\":" + "[".repeat(300_000)), 400);
        assertNothingHappened(chat.send("/events", "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"block_actions\"}",
                "{\"type\":\"block_actions\",\"actions\":[]}",
                "{\"type\":\"block_actions\",\"actions\":{}}",
                "{\"type\":\"block_actions\",\"user\":{\"id\":\"../U1\"},\"trigger_id\":\"1\",\"actions\":[{\"action_id\":\"parley_approve\",\"value\":\"x\"}]}",
                "{\"type\":\"block_actions\",\"user\":\"U0ALICE\",\"actions\":[null,1]}",
                "{\"type\":\"view_submission\",\"view\":null}",
                "{\"type\":\"view_submission\",\"view\":{\"callback_id\":\"parley_answer\"}}",
                "{\"type\":\"view_closed\"}",
                "{\"type\":5}",
                "{\"type\":\"shortcut\"}"
            })
    void whatIsNotOursIsAcknowledgedAndLeftAlone(String json) throws Exception {
        assertNothingHappened(
                chat.send("/interactions", "payload=" + URLEncoder.encode(json, StandardCharsets.UTF_8)), 200);
    }

    @Test
    void challengeOfTheEventsApiIsAnsweredOnlyIfItIsSigned() throws Exception {
        String challenge = "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV\"}";

        HttpResponse<String> response = chat.send("/events", challenge);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"challenge\":\"3eZbrw1aBm2rZgRNFdxV\"}");
        assertNothingHappened(chat.send("/events", challenge, seconds(0), "another secret of theirs"), 401);
    }

    @Test
    void eventsAreAcknowledged() throws Exception {
        assertNothingHappened(
                chat.send(
                        "/events",
                        "{\"type\":\"event_callback\",\"event_id\":\"Ev1\",\"event\":{\"type\":\"message\",\"text\":\"yes\"}}"),
                200);
    }

    @ParameterizedTest
    @CsvSource({"/", "/interaction", "/interactions/", "/events/x", "/INTERACTIONS"})
    void otherPathsAreNotThere(String path) throws Exception {
        assertNothingHappened(chat.send(path, form()), 404);
    }

    @Test
    void nothingButPostIsTaken() throws Exception {
        assertThat(chat.raw(HttpRequest.newBuilder(chat.jetty.url("/interactions"))
                                .GET())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void bodiesEndAfterOneMebibyte() throws Exception {
        assertNothingHappened(chat.send("/interactions", "payload=" + "x".repeat(1 << 20)), 413);
        assertNothingHappened(chat.send("/interactions", "payload=" + "x".repeat((1 << 20) - 8)), 400);
    }

    /** Nobody is kept waiting for a body whose sender cannot have signed it. */
    @Test
    void bodyOfAnUnsignedRequestIsNotWaitedFor() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", chat.jetty.url("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);

            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
    }

    /** While Slack itself is slow, so that nothing that is worked on ends. */
    @Test
    void floodIsAnsweredAtOnceAndWorkedOnByAFewOnly() throws Exception {
        chat.slack.answer(
                "chat.postEphemeral", aResponse().withFixedDelay(3_000).withBody("{\"ok\":true}"));
        List<CompletableFuture<Integer>> flood = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Map<String, Object> press = chat.press(UNKNOWN, Press.APPROVE, chat.token(question, ALICE));
            CompletableFuture<Integer> status = new CompletableFuture<>();
            flood.add(status);
            Thread.ofVirtual().start(() -> {
                try {
                    status.complete(chat.interact(press).statusCode());
                } catch (Exception failed) {
                    status.completeExceptionally(failed);
                }
            });
        }

        List<Integer> statuses = flood.stream().map(CompletableFuture::join).toList();

        assertThat(statuses).containsOnly(200, 503);
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral"))
                .hasSize((int) statuses.stream().filter(status -> status == 200).count());
        chat.slack.answer("chat.postEphemeral", "{\"ok\":true}");
        chat.send("/interactions", form());
        assertThat(chat.winner(question).author()).isEqualTo(ALICE.user());
    }

    @Test
    void whatIsRememberedIsBounded() {
        Recent<Integer, Boolean> recent = new Recent<>(1_000);
        for (int i = 0; i < 100_000; i++) {
            assertThat(recent.add(i, true)).isTrue();
        }

        assertThat(recent.size()).isEqualTo(1_000);
        assertThat(recent.add(99_999, true)).isFalse();
        assertThat(recent.find(0)).isNull();
    }

    /** Whoever runs Parley has to hear of a wrong secret; but anybody can make such requests. */
    @Test
    void requestsThatSlackDidNotSignAreToldInTheLogOnceAnHour() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(SlackEndpoint.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            String now = String.valueOf(chat.time.instant().getEpochSecond());
            for (int i = 0; i < 3; i++) {
                assertThat(chat.send("/events", "{}", now, "a-secret-of-somebody-else")
                                .statusCode())
                        .isEqualTo(401);
                assertThat(chat.send("/events", "{}", "1", SlackStandIn.SIGNING_SECRET)
                                .statusCode())
                        .isEqualTo(401);
            }
            assertThat(List.copyOf(log.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .hasSize(2)
                    .anyMatch(line -> line.contains("PARLEY_SLACK_SIGNING_SECRET"))
                    .anyMatch(line -> line.contains("clock"));
            chat.time.advance(Duration.ofHours(1));
            chat.send("/events", "{}", "1", SlackStandIn.SIGNING_SECRET);
            assertThat(log.list).hasSize(3);
        } finally {
            logger.detachAppender(log);
        }
    }
}
