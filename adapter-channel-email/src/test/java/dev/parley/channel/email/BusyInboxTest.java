package dev.parley.channel.email;

import dev.parley.application.Parley;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.memory.InMemoryStorage;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mailbox to which many write at once. */
@Timeout(120)
class BusyInboxTest {
    private static final int MAILS = 60;

    private static boolean isSeen(Message mail) {
        try {
            return mail.isSet(Flags.Flag.SEEN);
        } catch (MessagingException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Reads the agent's mailbox over a line as it usually is: whoever is told no news asks only minutes later. */
    private static void reading(Post post, int port, Runnable work) {
        AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
        InstantSource time = InstantSource.system();
        URI page = URI.create("https://chat.example.com/");
        EmailSettings sending = new EmailSettings(post.smtp(), Post.AGENT, Post.REPLIES, page);
        try (Parley parley = Parley.builder()
                        .storage(InMemoryStorage.open())
                        .model(new ScriptedModel())
                        .answerTokens(tokens)
                        .build();
                EmailInbox inbox = new EmailInbox(
                        InboxSettings.of(post.imap(port), Post.REPLIES),
                        parley,
                        new EmailChannel(sending, tokens, time),
                        time)) {
            inbox.start();
            work.run();
        }
    }

    private static String mail(int number) {
        return "From: %s%nTo: %s%nMessage-ID: <%d@example.com>%n%nHello.%n".formatted(Post.ANNA, Post.AGENT, number);
    }

    private static void awaitSeen(Post post, int mails) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Arrays.stream(post.server().getReceivedMessages())
                                .filter(BusyInboxTest::isSeen)
                                .count()
                        == mails);
    }

    /** A server tells of them while it answers something else, and not again while it is waited for news, which takes minutes. */
    @Test
    void mailsThatComeWhileOthersAreHandledAreNotForgotten() {
        try (Post post = new Post()) {
            reading(post, post.server().getImap().getPort(), () -> {
                try (ExecutorService people = Executors.newFixedThreadPool(4)) {
                    for (int i = 0; i < MAILS; i++) {
                        String mail = mail(i);
                        people.execute(() -> post.deliver(mail));
                    }
                }
                awaitSeen(post, MAILS);
            });
        }
    }

    /** As happens with what comes at the very moment at which it is waited for, or is looked for. */
    @ParameterizedTest
    @EnumSource
    void mailOfWhichTheServerDoesNotTellInTimeIsFoundSoon(PoorLine.News news) throws IOException {
        try (Post post = new Post();
                PoorLine line = new PoorLine(post.server().getImap().getPort(), news)) {
            reading(post, line.port(), () -> {
                for (int mails = 1; mails <= 3; mails++) {
                    post.deliver(mail(mails));
                    awaitSeen(post, mails);
                }
            });
        }
    }
}
