package dev.parley.channel.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.channel.slack.SlackChat.ALICE;
import static dev.parley.channel.slack.SlackChat.ALICES;
import static dev.parley.channel.slack.SlackChat.UNKNOWN;
import static dev.parley.channel.slack.SlackChat.await;
import static dev.parley.channel.slack.SlackChat.message;
import static dev.parley.channel.slack.SlackChat.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.session.SessionId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.java_websocket.WebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in over a socket that Parley opens. */
class SlackSocketTest {
    private static final SocketTiming HASTY = new SocketTiming(
            Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofSeconds(2));
    private static final FeedbackKind APPROVAL = new FeedbackKind.Approval(null, false);

    private final WatchedStorage storage = new WatchedStorage();
    private final SlackChat chat = new SlackChat(false, storage::around);
    private final FeedbackRequest question = chat.ask(APPROVAL);
    private final SlackSocket socket = new SlackSocket(chat.slack.settings(), chat.channel, chat.inbox, HASTY);
    private SocketStandIn other;

    @BeforeEach
    void open() throws InterruptedException {
        other = new SocketStandIn();
        chat.slack.answer("apps.connections.open", "{\"ok\":true,\"url\":\"%s\"}".formatted(other.url()));
    }

    @AfterEach
    void close() {
        socket.close();
        other.close();
        chat.close();
    }

    private void connect() {
        socket.start();
        await().until(socket::isConnected);
    }

    private Map<String, Object> press() {
        return chat.press(ALICES, Press.APPROVE, chat.token(question, ALICE));
    }

    @Test
    void pressIsAcknowledgedAndCounts() throws Exception {
        connect();

        other.send("e1", "interactive", press());

        JsonObject acknowledgement = other.acknowledgement();
        assertThat(acknowledgement.get("envelope_id").getAsString()).isEqualTo("e1");
        assertThat(acknowledgement.has("payload")).isFalse();
        assertThat(chat.winner(question).author()).isEqualTo(ALICE.user());
    }

    @Test
    void formIsAnsweredInItsAcknowledgement() throws Exception {
        connect();
        FeedbackRequest text = chat.ask(new FeedbackKind.FreeText(2, 100, null));

        other.send(
                "e1", "interactive", chat.submission(ALICES, chat.token(text, ALICE), Map.of("answer", written("x"))));
        assertThat(other.acknowledgement()
                        .getAsJsonObject("payload")
                        .get("response_action")
                        .getAsString())
                .isEqualTo("errors");

        other.send(
                "e2",
                "interactive",
                chat.submission(UNKNOWN, chat.token(text, ALICE), Map.of("answer", written("xy"))));
        SlackLimits.view(other.acknowledgement()
                .getAsJsonObject("payload")
                .getAsJsonObject("view")
                .toString());

        other.send(
                "e3", "interactive", chat.submission(ALICES, chat.token(text, ALICE), Map.of("answer", written("xy"))));
        assertThat(other.acknowledgement().has("payload")).isFalse();
        assertThat(chat.winner(text).answer()).isEqualTo(new FeedbackAnswer.Text("xy"));
    }

    @Test
    void whateverElseComesIsAcknowledgedOrLeftAlone() throws Exception {
        connect();
        WebSocket line = other.opened.getLast();
        line.send("no json");
        line.send("[]");
        line.send("{\"type\":\"interactive\"}");
        line.send("{\"type\":\"interactive\",\"envelope_id\":\"e0\"}");
        assertThat(other.acknowledgement().get("envelope_id").getAsString()).isEqualTo("e0");

        other.send("e1", "slash_commands", Map.of("command", "/x"));
        assertThat(other.acknowledgement().get("envelope_id").getAsString()).isEqualTo("e1");
        other.send("e2", "events_api", Map.of("type", "event_callback", "event", Map.of("type", "message")));
        assertThat(other.acknowledgement().get("envelope_id").getAsString()).isEqualTo("e2");
        assertThat(socket.isConnected()).isTrue();
    }

    private void write(String envelope, Map<String, Object> event) {
        other.send(envelope, "events_api", SlackChat.callback(event));
    }

    private String acknowledged() throws InterruptedException {
        return other.acknowledgement().get("envelope_id").getAsString();
    }

    @Test
    void messageIsAcknowledgedWhenItIsStoredAndAnsweredInItsThread() throws Exception {
        String root = "1700000000.000100";
        connect();

        write("m1", message(ALICES, root, "hello"));

        assertThat(acknowledged()).isEqualTo("m1");
        SessionId talk = chat.talks(ALICE).getFirst();
        assertThat(chat.said(talk)).containsExactly("hello");
        await().until(() -> chat.answers(root).size() == 1);

        write("m2", message(ALICES, root, "hello"));
        assertThat(acknowledged()).isEqualTo("m2");
        write("m3", message(ALICES, "1700000001.000100", "more", root));
        assertThat(acknowledged()).isEqualTo("m3");
        assertThat(chat.said(talk)).containsExactly("hello", "more");
        assertThat(chat.talks(ALICE)).hasSize(1);
    }

    @Test
    void messageThatCannotBeStoredIsNotAcknowledged() throws Exception {
        connect();
        CountDownLatch refused = new CountDownLatch(1);
        storage.before = method -> {
            refused.countDown();
            throw WatchedStorage.unavailable();
        };
        Map<String, Object> message = message(ALICES, "1700000000.000100", "hello");
        write("m1", message);
        refused.await();
        chat.awaitRest();
        storage.before = method -> {};

        write("m2", message);

        assertThat(acknowledged()).isEqualTo("m2");
        assertThat(other.acknowledged).isEmpty();
        assertThat(chat.said(chat.talks(ALICE).getFirst())).containsExactly("hello");
    }

    /** However quickly they follow each other, and though each has to wait for the storage. */
    @Test
    void messagesOfOnePersonAreTakenOneAfterTheOther() throws Exception {
        String root = "1700000000.000100";
        AtomicInteger begun = new AtomicInteger();
        connect();
        write("root", message(ALICES, root, "0"));
        assertThat(acknowledged()).isEqualTo("root");
        SessionId talk = chat.talks(ALICE).getFirst();
        for (int number = 1; number < 60; number += 6) {
            CountDownLatch open = new CountDownLatch(1);
            begun.set(0);
            storage.before = method -> {
                if (method.equals("sessionOfMessage")) {
                    begun.incrementAndGet();
                    open.await();
                }
            };
            for (int next = number; next < number + 6; next++) {
                write("m" + next, message(ALICES, "17000%05d.000100".formatted(next), "" + next, root));
            }
            soon().until(() -> chat.inbox.talkRoom() == SlackInbox.MOST_AT_ONCE - 6 && begun.get() > 0);
            int together = begun.get();
            open.countDown();
            assertThat(together).isEqualTo(1);
            for (int next = number; next < number + 6; next++) {
                acknowledged();
            }
            soon().until(() -> chat.storage.sessions().openTurns(talk).isEmpty());
        }

        assertThat(chat.said(talk))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, 60).mapToObj(String::valueOf).toList());
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disconnect", "close", "break"})
    void anotherSocketFollowsOneThatEnds(String end) throws Exception {
        connect();
        for (int round = 1; round <= 3; round++) {
            WebSocket line = other.opened.getLast();
            int calls = chat.slack.calls("apps.connections.open").size();
            switch (end) {
                case "disconnect" -> line.send("{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}");
                case "close" -> line.close(1000);
                default -> line.closeConnection(1006, "broken");
            }
            await().until(() -> chat.slack.calls("apps.connections.open").size() == calls + 1);
            await().until(() -> socket.isConnected() && other.opened.size() == 1 && other.opened.getLast() != line);
        }

        other.send("e1", "interactive", press());

        assertThat(other.acknowledgement().get("envelope_id").getAsString()).isEqualTo("e1");
        assertThat(chat.winner(question).author()).isEqualTo(ALICE.user());
    }

    @Test
    void silentSocketIsGivenUp() {
        other.isDeaf = true;
        connect();

        await().until(() -> chat.slack.calls("apps.connections.open").size() >= 2);
        other.isDeaf = false;
        await().until(socket::isConnected);
    }

    @Test
    void envelopeThatWasNotAcknowledgedAndComesAgainCountsOnce() throws Exception {
        connect();
        Map<String, Object> press = press();
        other.send("e1", "interactive", press);
        other.acknowledgement();
        chat.winner(question);

        other.send("e2", "interactive", press);

        assertThat(other.acknowledgement().get("envelope_id").getAsString()).isEqualTo("e2");
        chat.awaitRest();
        assertThat(chat.slack.calls("chat.postEphemeral")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ok\":false,\"error\":\"invalid_auth\"}",
                "{\"ok\":true}",
                "{\"ok\":true,\"url\":\"http://127.0.0.1/\"}",
                "{\"ok\":true,\"url\":\"ws:///x\"}",
                "{\"ok\":true,\"url\":\"ws://127.0.0.1:1/\"}",
                "{\"ok\":true,\"url\":\"::\"}",
                "garbage"
            })
    void socketIsTriedAgainUntilItOpens(String answer) {
        chat.slack.answer("apps.connections.open", answer);
        socket.start();
        await().until(() -> chat.slack.calls("apps.connections.open").size() >= 3);
        assertThat(socket.isConnected()).isFalse();
        assertThat(socket.trouble()).isPresent();

        chat.slack.answer("apps.connections.open", "{\"ok\":true,\"url\":\"%s\"}".formatted(other.url()));

        await().until(socket::isConnected);
        await().until(() -> socket.trouble().isEmpty());
    }

    @Test
    void reasonForWhichSlackEndsSocketsAtOnceIsKnown() {
        other.greeting = "{\"type\":\"disconnect\",\"reason\":\"link_disabled\"}";
        socket.start();

        await().until(() -> socket.trouble()
                .filter("Slack ended it with link_disabled"::equals)
                .isPresent());
    }

    @Test
    void slackIsLeftAloneAsLongAsItAsks() {
        chat.slack.answer("apps.connections.open", aResponse().withStatus(429).withHeader("Retry-After", "500"));
        socket.start();
        await().until(() -> !chat.slack.calls("apps.connections.open").isEmpty());

        socket.close();

        assertThat(chat.slack.calls("apps.connections.open")).hasSize(1);
    }

    @Test
    void messageWithoutEndIsGivenUpWithItsSocket() {
        connect();

        other.opened.getLast().send("x".repeat((1 << 20) + 1));

        await().until(() -> chat.slack.calls("apps.connections.open").size() == 2);
        await().until(socket::isConnected);
    }

    @Test
    void closedSocketIsGoneAndStaysSo() {
        connect();

        socket.close();

        await().until(other.opened::isEmpty);
        assertThat(socket.isConnected()).isFalse();
        assertThat(chat.slack.calls("apps.connections.open")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 1, 1000",
        "1, 0, 500",
        "3, 1, 4000",
        "7, 1, 60000",
        "1000000, 1, 60000",
        "1000000, 0, 30000"
    })
    void pausesGrowUpToAMinute(int failures, double chance, long milliseconds) {
        assertThat(SocketTiming.DEFAULT.pause(failures, chance)).isEqualTo(Duration.ofMillis(milliseconds));
    }
}
