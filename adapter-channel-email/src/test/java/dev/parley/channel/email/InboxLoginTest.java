package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.application.Parley;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.SettableTime;
import dev.parley.memory.InMemoryStorage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The mailbox is opened by access tokens that a command prints (XOAUTH2), and no token is told to anybody else. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class InboxLoginTest {
    private static final String FIRST = "ya29.hush-first";
    private static final String SECOND = "ya29.hush-second";

    private final SettableTime time = new SettableTime();
    private final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
    private final Parley parley = Parley.builder()
            .storage(InMemoryStorage.open())
            .model(new ScriptedModel())
            .answerTokens(tokens)
            .build();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        parley.close();
    }

    /** What the command prints from now on. */
    private void print(String token) throws Exception {
        Files.writeString(folder.resolve("token"), token + "\n");
    }

    private EmailInbox open(ScriptedImap imap) {
        TokenCommand command = new TokenCommand("cat '%s'".formatted(folder.resolve("token")), time);
        MailServer server = MailServer.parse("imap", imap.url(Post.AGENT), command);
        MailServer nowhere = MailServer.parse("smtp", "smtp://127.0.0.1:1?security=none", null);
        EmailInbox inbox = new EmailInbox(
                InboxSettings.of(server, Post.REPLIES).every(Duration.ofMinutes(1), Duration.ofMillis(50)),
                parley,
                new EmailChannel(
                        new EmailSettings(nowhere, Post.AGENT, Post.REPLIES, URI.create("https://chat.example.com/")),
                        tokens,
                        time),
                time);
        inbox.start();
        return inbox;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    private static void awaitUp(EmailInbox inbox) {
        await().until(() -> inbox.health() instanceof ComponentHealth.Up);
    }

    /** As the mechanism is written down, byte by byte. */
    private static String login(String token) {
        return "user=agent@parley.test\u0001auth=Bearer " + token + "\u0001\u0001";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void accessTokenOpensTheMailboxAndNothingElseIsTried(boolean inOneLine) throws Exception {
        print(FIRST);
        try (ScriptedImap imap = new ScriptedImap(FIRST, inOneLine);
                EmailInbox inbox = open(imap)) {
            await().until(() -> imap.commands.contains("IDLE"));

            assertThat(inbox.health()).isInstanceOf(ComponentHealth.Up.class);
            assertThat(imap.logins).containsExactly(login(FIRST));
            assertThat(imap.commands)
                    .containsOnlyOnce("AUTHENTICATE")
                    .contains("SELECT", "SEARCH")
                    .doesNotContain("LOGIN");
        }
    }

    @Test
    void newConnectionsUseTheTokenThatTheCommandPrintsThen() throws Exception {
        print(FIRST);
        try (ScriptedImap imap = new ScriptedImap(FIRST, true);
                EmailInbox inbox = open(imap)) {
            await().until(() -> imap.commands.contains("IDLE"));
            print(SECOND);
            imap.accept(SECOND);
            time.advance(Duration.ofMinutes(5));
            imap.hangUp();

            await().until(() -> imap.logins.size() > 1);
            awaitUp(inbox);
            assertThat(imap.logins).containsExactly(login(FIRST), login(SECOND));
        }
    }

    @Test
    void refusedTokenIsReportedButNotTold() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.ALL);
        print(FIRST);
        String told;
        try (ScriptedImap imap = new ScriptedImap(SECOND, true);
                EmailInbox inbox = open(imap)) {
            await().until(() -> imap.logins.size() > 2);

            told = inbox.health().toString();
            assertThat(told).contains("Degraded", "The mail server refuses the login.");
            assertThat(imap.logins).containsOnly(login(FIRST));

            print(SECOND);
            time.advance(Duration.ofMinutes(5));
            awaitUp(inbox);
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        assertThat(texts(log)).as("it is logged once").containsOnlyOnce("The mail server refuses the login.");
        assertThat(texts(log) + told).doesNotContain("hush");
    }

    private static String texts(ListAppender<ILoggingEvent> log) {
        List<String> texts = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(log.list)) {
            texts.add(event.getFormattedMessage());
            assertThat(event.getThrowableProxy()).isNull();
        }
        return String.join("\n", texts);
    }
}
