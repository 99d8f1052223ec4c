package dev.parley.channel.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.channel.slack.SlackChat.ALICE;
import static dev.parley.channel.slack.SlackChat.ALICES;
import static dev.parley.channel.slack.SlackChat.UNKNOWN;
import static dev.parley.channel.slack.SlackChat.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Nothing that opens anything is in logs or exceptions, however much is logged and whatever goes wrong. */
class SlackSecretsTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private SlackChat chat;

    @BeforeEach
    void listen() {
        chat = new SlackChat();
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        log.start();
        root.addAppender(log);
        root.setLevel(Level.ALL);
        // The stand-ins log what they are sent.
        for (String name :
                List.of("org.eclipse.jetty", "wiremock", "com.github.tomakehurst", "org.java_websocket", "WireMock")) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF);
        }
    }

    @AfterEach
    void close() {
        root.setLevel(before);
        root.detachAppender(log);
        others.forEach(root::addAppender);
        chat.close();
    }

    private String logged() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : new ArrayList<>(log.list)) {
            text.append(event.getFormattedMessage()).append('\n');
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        return text.toString();
    }

    @Test
    void nothingSecretIsLoggedOrThrown() throws Exception {
        FeedbackRequest question = chat.ask(new FeedbackKind.Approval(null, false));
        String token = chat.token(question, ALICE);
        StringBuilder thrown = new StringBuilder();
        chat.slack.answer("chat.postMessage", aResponse().withStatus(500).withBody(SlackStandIn.BOT_TOKEN));
        thrown.append(failure(question));
        chat.slack.answer("chat.postMessage", "{\"ok\":false,\"error\":\"" + SlackStandIn.BOT_TOKEN + "\"}");
        thrown.append(failure(question));
        chat.slack.answer("chat.postMessage", SlackStandIn.BOT_TOKEN + " {");
        thrown.append(failure(question));
        chat.slack.answer(
                "chat.postMessage", aResponse().withStatus(429).withHeader("Retry-After", SlackStandIn.BOT_TOKEN));
        thrown.append(failure(question));
        chat.slack.answer("chat.postMessage", aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK));
        thrown.append(failure(question));
        chat.interact(chat.press(UNKNOWN, Press.APPROVE, token));
        chat.whispered();
        chat.slack.refuse("chat.postEphemeral", "invalid_auth");
        chat.interact(chat.press(UNKNOWN, Press.FORM, token));
        chat.awaitRest();
        chat.send("/events", "{", "1", SlackStandIn.SIGNING_SECRET);
        chat.interact(chat.press(ALICES, Press.APPROVE, token));
        chat.winner(question);
        try (SocketStandIn other = new SocketStandIn();
                SlackSocket socket =
                        new SlackSocket(chat.slack.settings(), chat.channel, chat.inbox, SocketTiming.DEFAULT)) {
            chat.slack.answer("apps.connections.open", "{\"ok\":true,\"url\":\"%s\"}".formatted(other.url()));
            socket.start();
            await().until(socket::isConnected);
        }

        assertThat(logged()).as("something is logged").contains("Nobody could be told");
        assertThat(logged() + thrown + chat.slack.settings())
                .doesNotContain(
                        SlackStandIn.BOT_TOKEN,
                        SlackStandIn.APP_TOKEN,
                        SlackStandIn.SIGNING_SECRET,
                        token,
                        "hush-ticket",
                        "May I?");
    }

    private String failure(FeedbackRequest question) throws InterruptedException {
        try {
            chat.channel.send(
                    new Outgoing.Question(UUID.randomUUID(), ALICES, ALICE.user(), question, "", false, null));
            throw new AssertionError("it was sent");
        } catch (UndeliveredException undelivered) {
            return undelivered + " " + undelivered.getCause();
        }
    }
}
