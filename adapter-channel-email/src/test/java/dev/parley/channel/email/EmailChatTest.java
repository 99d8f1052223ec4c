package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.Parley;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.SettableTime;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.message.Message;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.memory.InMemoryRateLimiter;
import dev.parley.memory.InMemoryStorage;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** People write to the agent with a real mail server, and get its answers in their thread. */
@Timeout(120)
class EmailChatTest {
    private static final Caller ANNA = Caller.of("anna");
    private static final String PASSED = "Authentication-Results: mx.parley.test; dmarc=pass";

    private final Post post = new Post();
    private final SettableTime time = new SettableTime();
    private final Storage storage = InMemoryStorage.open(100, time);
    private final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
    private final EmailChannel channel = new EmailChannel(
            new EmailSettings(post.smtp(), Post.AGENT, Post.REPLIES, URI.create("https://chat.example.com")),
            tokens,
            time);
    private final Parley parley = Parley.builder()
            .storage(storage)
            .model(new ScriptedModel())
            .time(time)
            .rateLimiter(new InMemoryRateLimiter())
            .answerTokens(tokens)
            .channel(channel)
            .build();
    private final UserChannel annas = new UserChannel(
            ANNA.user(), new ChannelAddress(ChannelKind.EMAIL, Post.ANNA), 1, null, true, time.instant());
    private final EmailInbox inbox = new EmailInbox(
            InboxSettings.of(post.imap(), Post.REPLIES)
                    .judgedBy("mx.parley.test")
                    .every(Duration.ofSeconds(2), Duration.ofMillis(50)),
            parley,
            channel,
            time);

    EmailChatTest() {
        storage.channels().change(ANNA.user(), ChannelKind.EMAIL, before -> annas);
        inbox.start();
    }

    @AfterEach
    void stop() {
        inbox.close();
        parley.close();
        post.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .dontCatchUncaughtExceptions()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(30));
    }

    private static String mail(String id, String to, String subject, String text, String... headers) {
        return """
                From: Anna <%s>
                To: %s
                Subject: %s
                Message-ID: %s
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                %s
                %s
                """.formatted(
                        Post.ANNA,
                        to,
                        subject,
                        id,
                        Arrays.stream(headers).map(header -> header + "\n").reduce("", String::concat),
                        text);
    }

    private static String ownAddress(MimeMessage mail) {
        return Post.header(mail, "Reply-To");
    }

    private void awaitHandled(int mails) {
        await().until(() -> Arrays.stream(post.server().getReceivedMessages())
                        .filter(mail -> Post.header(mail, "To").contains("agent"))
                        .filter(EmailChatTest::isSeen)
                        .count()
                == mails);
    }

    private static boolean isSeen(MimeMessage mail) {
        try {
            return mail.isSet(Flags.Flag.SEEN);
        } catch (MessagingException failure) {
            throw new AssertionError(failure);
        }
    }

    private List<String> texts() {
        SessionId session = parley.sessions().current(ANNA).orElseThrow();
        return storage.sessions().latestMessages(session, 1_000).stream()
                .map(Message::text)
                .toList();
    }

    private int sessions() {
        return parley.sessions().list(ANNA, null, null, 100, 0).items().size();
    }

    @Test
    void answerComesInTheThreadAndReplyingToItGoesOn() {
        post.deliver(mail("<1@example.com>", Post.AGENT, "My list", "What is on it?", PASSED));
        MimeMessage first = post.last(Post.ANNA, 1);
        assertThat(Post.header(first, "Subject")).isEqualTo("Re: My list");
        assertThat(Post.header(first, "In-Reply-To")).isEqualTo("<1@example.com>");
        assertThat(Post.text(first, 0)).isEqualTo("You said: My list\n\nWhat is on it?");
        assertThat(ownAddress(first)).isEqualTo("agent+" + tokens.mailbox(annas) + "@parley.test");

        // This one has no server's word, but goes to the address that only Anna has.
        post.deliver(mail(
                "<2@example.com>",
                ownAddress(first),
                "Re: My list",
                "And now?\n\nOn Monday the agent wrote:\n> What is on it?",
                "In-Reply-To: " + Post.header(first, "Message-ID")));
        MimeMessage second = post.last(Post.ANNA, 2);

        assertThat(Post.text(second, 0)).isEqualTo("You said: And now?");
        assertThat(texts())
                .containsExactly(
                        "My list\n\nWhat is on it?",
                        "You said: My list\n\nWhat is on it?",
                        "And now?",
                        "You said: And now?");
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void whoeverCannotProveItIsToldTheirOwnAddressAndNothingIsTaken() {
        post.deliver(mail("<1@example.com>", Post.AGENT, "Hello", "Who is there?"));
        MimeMessage told = post.last(Post.ANNA, 1);

        assertThat(Post.text(told, 0)).contains("nothing shows that it is really from you", ownAddress(told));
        assertThat(ownAddress(told)).isEqualTo("agent+" + tokens.mailbox(annas) + "@parley.test");
        assertThat(sessions()).isZero();

        post.deliver(mail("<2@example.com>", ownAddress(told), "Re: Hello", "Who is there?"));
        assertThat(Post.text(post.last(Post.ANNA, 2), 0)).isEqualTo("You said: Hello\n\nWho is there?");
    }

    @Test
    void strangersAndForgersGetNeitherInNorAWord() {
        post.deliver(
                mail("<1@example.com>", Post.AGENT, "Hi", "x", "Authentication-Results: mx.parley.test; dmarc=fail"));
        post.deliver(mail("<2@example.com>", Post.AGENT, "Hi", "x", PASSED, "Auto-Submitted: auto-replied"));
        post.deliver(mail("<3@example.com>", Post.AGENT, "Hi", "x", PASSED).replace(Post.ANNA, "eve@example.com"));
        post.deliver(mail("<4@example.com>", Post.AGENT, "Hi", "x", PASSED).replace(Post.ANNA, Post.AGENT));
        awaitHandled(4);

        assertThat(sessions()).isZero();
        assertThat(post.mails(Post.ANNA)).isEmpty();
        assertThat(post.mails("eve@example.com")).isEmpty();
    }

    @Test
    void whatIsTooLongIsAnsweredWithTheRule() {
        post.deliver(mail("<1@example.com>", Post.AGENT, "Long", "word ".repeat(2_000), PASSED));

        assertThat(Post.text(post.last(Post.ANNA, 1), 0)).contains("was not taken", "1 to 5000");
        assertThat(sessions()).isZero();
    }

    @Test
    void mailsOfOneThreadStayInTheirOrder() {
        IntStream.range(0, 8)
                .forEach(i -> post.deliver(mail(
                        "<" + i + "@example.com>",
                        Post.AGENT,
                        "Re: Count",
                        "" + i,
                        PASSED,
                        "References: <thread@example.com>")));
        post.last(Post.ANNA, 8);

        assertThat(texts().stream().filter(text -> text.length() == 1))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void mailThatComesAgainIsAnsweredOnce() throws Exception {
        String mail = mail("<1@example.com>", Post.AGENT, "Once", "x", PASSED);
        post.deliver(mail);
        post.last(Post.ANNA, 1);
        post.deliver(mail);
        awaitHandled(2);
        parley.housekeeping().sweep();

        assertThat(texts()).hasSize(2);
        assertThat(post.mails(Post.ANNA)).hasSize(1);
    }
}
