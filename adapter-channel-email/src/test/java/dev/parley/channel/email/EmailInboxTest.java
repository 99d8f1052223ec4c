package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.AskFeedback;
import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.ComponentHealth;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.application.testkit.SettableTime;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.memory.InMemoryRateLimiter;
import dev.parley.memory.InMemoryStorage;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions go out by a real mail server, and what comes back into a real mailbox counts, or does not. */
@Timeout(120)
class EmailInboxTest {
    private static final Caller ANNA = Caller.of("anna");
    private static final Caller BOB = Caller.of("bob");
    private static final FeedbackKind APPROVAL =
            new FeedbackKind.Approval(new ToolCall("c", "delete_task", "{\"number\":1}", null), false);

    private final Post post = new Post();
    private final SettableTime time = new SettableTime();
    private final Storage storage = InMemoryStorage.open(100, time);
    private final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());
    private final AtomicInteger ids = new AtomicInteger();
    private final List<EmailInbox> inboxes = new ArrayList<>();
    private Parley parley;
    private EmailChannel channel;
    private SessionId session;

    @BeforeEach
    void start() {
        channel = channel(post.smtp());
        parley = Parley.builder()
                .storage(storage)
                .model(new ScriptedModel())
                .time(time)
                .rateLimiter(new InMemoryRateLimiter())
                .answerTokens(tokens)
                .channel(channel)
                .build();
        reachable(ANNA, Post.ANNA);
        reachable(BOB, Post.BOB);
        session = parley.sessions().start(ANNA, StartSession.PLAIN).session().id();
    }

    @AfterEach
    void stop() {
        inboxes.forEach(EmailInbox::close);
        parley.close();
        post.close();
    }

    private EmailChannel channel(MailServer smtp) {
        return new EmailChannel(
                new EmailSettings(smtp, Post.AGENT, Post.REPLIES, URI.create("https://chat.example.com")),
                tokens,
                time);
    }

    private InboxSettings settings() {
        return InboxSettings.of(post.imap(), Post.REPLIES).every(Duration.ofSeconds(2), Duration.ofMillis(50));
    }

    private EmailInbox open(InboxSettings settings) {
        EmailInbox inbox = new EmailInbox(settings, parley, channel, time);
        inboxes.add(inbox);
        inbox.start();
        return inbox;
    }

    private void open() {
        open(settings());
    }

    private void reachable(Caller user, String address) {
        UserChannel email = new UserChannel(
                user.user(), new ChannelAddress(ChannelKind.EMAIL, address), 1, null, true, time.instant());
        storage.channels().change(user.user(), ChannelKind.EMAIL, before -> email);
    }

    private FeedbackRequest ask(FeedbackKind kind) {
        return parley.feedback().ask(ANNA, session, null, new AskFeedback("May I?", kind, Set.of(), null, null));
    }

    /** The question as it comes to Anna. */
    private MimeMessage sent(FeedbackRequest question) {
        AnswerClaim claim = AnswerClaim.of(question, ANNA.user(), ChannelKind.EMAIL);
        String replyTo = Post.REPLIES.with(tokens.reply(claim));
        return await().until(
                        () -> post.mails(Post.ANNA).stream()
                                .filter(mail -> Post.header(mail, "Reply-To").equals(replyTo))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** A mail as programs of people write them. */
    private String mail(String from, String to, String text, String... headers) {
        return """
                From: %s
                To: %s
                Subject: Re: [Parley] May I?
                Message-ID: <mail-%d@example.com>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                %s
                %s
                """.formatted(
                        from,
                        to,
                        ids.incrementAndGet(),
                        Arrays.stream(headers).map(header -> header + "\n").reduce("", String::concat),
                        text);
    }

    private void reply(MimeMessage question, String text, String... headers) {
        post.deliver(mail("Anna <" + Post.ANNA + ">", Post.header(question, "Reply-To"), text, headers));
    }

    private static ConditionFactory await() {
        // A mail server whose connections are cut complains on threads of its own.
        return Awaitility.await()
                .dontCatchUncaughtExceptions()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(30));
    }

    private FeedbackRequest now(FeedbackRequest question) {
        return storage.feedback().find(question.id()).orElseThrow();
    }

    private FeedbackResponse answered(FeedbackRequest question) {
        await().until(() -> now(question).state() instanceof FeedbackState.Answered);
        return ((FeedbackState.Answered) now(question).state()).winner();
    }

    /** Waits until nothing is left to be handled. */
    private void awaitHandled(int mails) {
        await().until(() -> seen() == mails);
    }

    private long seen() {
        return Arrays.stream(post.server().getReceivedMessages())
                .filter(mail -> isOfTheAgent(mail))
                .filter(EmailInboxTest::isSeen)
                .count();
    }

    private static boolean isOfTheAgent(MimeMessage mail) {
        return Post.header(mail, "To").contains("agent");
    }

    private static boolean isSeen(MimeMessage mail) {
        try {
            return mail.isSet(Flags.Flag.SEEN);
        } catch (MessagingException failure) {
            throw new AssertionError(failure);
        }
    }

    private void assertOpen(FeedbackRequest question) {
        assertThat(now(question).isPending()).isTrue();
    }

    @Test
    void approvalGoesOutAndItsAnswerComesIn() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        MimeMessage mail = sent(question);
        assertThat(Post.text(mail, 0)).contains("{\"number\":1}");

        reply(mail, "No, not yet\n\nOn Fri, 2 Jan 2026 at 03:04, Parley <agent@parley.test> wrote:\n> May I?\n> yes");

        assertThat(answered(question))
                .returns(ANNA.user(), FeedbackResponse::author)
                .returns(ChannelKind.EMAIL, FeedbackResponse::channel)
                .returns(new FeedbackAnswer.Decision(false, "not yet", null), FeedbackResponse::answer);
        awaitHandled(1);
        assertThat(post.mails(Post.ANNA)).hasSize(1);
    }

    @Test
    void optionsAndTextsComeInToo() throws Exception {
        open();
        FeedbackRequest choice = ask(new FeedbackKind.Choice(List.of("Red", "Blue"), false));
        reply(sent(choice), "2");
        assertThat(answered(choice).answer()).isEqualTo(new FeedbackAnswer.Selection(List.of("Blue")));

        FeedbackRequest text = ask(FeedbackKind.FreeText.any());
        reply(sent(text), "Gr=C3=BC=C3=9Fe,\nAnna", "Content-Transfer-Encoding: quoted-printable");
        assertThat(answered(text).answer()).isEqualTo(new FeedbackAnswer.Text("Grüße,\nAnna"));
    }

    @Test
    void mailServerThatWritesAddressesInCapitalsLosesNothing() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        String address = Post.header(sent(question), "Reply-To").toUpperCase(Locale.ROOT);

        post.deliver(mail("ANNA@EXAMPLE.COM", address, "Yes"));

        assertThat(answered(question).answer()).isEqualTo(new FeedbackAnswer.Decision(true, null, null));
    }

    @Test
    void unclearReplyLearnsWhatToWriteAndMayAnswerThat() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        reply(sent(question), "Maybe, what do you think?");

        MimeMessage hint = post.last(Post.ANNA, 2);
        assertThat(Post.text(hint, 0)).contains("could not be understood", "yes or no", "May I?");
        assertThat(Post.header(hint, "In-Reply-To")).isEqualTo("<mail-1@example.com>");
        assertThat(Post.header(hint, "Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(hint.getSubject()).isEqualTo("Re: [Parley] May I?");
        assertOpen(question);

        reply(hint, "Yes");
        assertThat(answered(question).answer()).isEqualTo(new FeedbackAnswer.Decision(true, null, null));
    }

    @Test
    void replyAfterAnotherAnswerLearnsWhoWasFirst() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        MimeMessage mail = sent(question);
        parley.sessions().share(ANNA, session, BOB.user(), Access.EDITOR);
        parley.feedback()
                .respond(
                        BOB,
                        session,
                        question.id(),
                        UUID.randomUUID(),
                        new FeedbackAnswer.Decision(false, "I need it", null));

        reply(mail, "Yes");

        assertThat(Post.text(post.last(Post.ANNA, 2), 0))
                .contains("answered by bob via the web at 2 January 2026, 03:04 UTC", "refused: I need it");
    }

    @Test
    void lateReplyIsToldSo() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        MimeMessage mail = sent(question);
        time.advance(Duration.ofHours(48));

        reply(mail, "Yes");

        assertThat(Post.text(post.last(Post.ANNA, 2), 0)).contains("time is over");
    }

    @Test
    void sameMailAgainHasNoSecondEffectAndNoSecondAnswer() throws Exception {
        open();
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        MimeMessage mail = sent(question);
        String reply = mail(Post.ANNA, Post.header(mail, "Reply-To"), "Blue");
        post.deliver(reply);
        post.deliver(reply);
        post.deliver(reply);

        awaitHandled(3);
        assertThat(answered(question).answer()).isEqualTo(new FeedbackAnswer.Text("Blue"));
        assertThat(post.mails(Post.ANNA)).hasSize(1);
    }

    @Test
    void replyFromAnotherAddressNeverCounts() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        String address = Post.header(sent(question), "Reply-To");

        post.deliver(mail(Post.BOB, address, "Yes"));
        post.deliver(mail("eve@evil.example", address, "Yes"));
        post.deliver(mail("anna@example.com, eve@evil.example", address, "Yes"));
        post.deliver(mail("\"anna@example.com\" <eve@evil.example>", address, "Yes"));
        post.deliver(mail("eve@evil.example", address, "Yes", "Sender: anna@example.com"));
        post.deliver(mail("eve@evil.example", address, "Yes", "From: anna@example.com"));

        awaitHandled(6);
        assertOpen(question);
        assertThat(Post.text(post.last(Post.BOB, 1), 0))
                .contains("did not count")
                .doesNotContain("May I?");
    }

    @Test
    void replyThatLeadsNowhereIsToldSoToThoseWhoAreKnown() throws Exception {
        open();
        String nowhere = "agent+" + "a".repeat(AnswerTokens.REPLY_LENGTH) + "@parley.test";

        post.deliver(mail("eve@evil.example", nowhere, "Yes"));
        post.deliver(mail(Post.BOB, nowhere, "Yes"));

        awaitHandled(2);
        MimeMessage told = post.last(Post.BOB, 1);
        assertThat(Post.text(told, 0)).contains("no valid way to answer");
        assertThat(Post.header(told, "Reply-To")).isEmpty();
        assertThat(post.mails("eve@evil.example")).isEmpty();
    }

    @Test
    void whoSendsFilesWithAnAnswerIsToldThatNobodyReadsThem() throws Exception {
        open();
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        String address = Post.header(sent(question), "Reply-To");

        post.deliver("""
                From: anna@example.com
                To: %s
                Subject: Re: [Parley] May I?
                Message-ID: <files@example.com>
                Content-Type: multipart/mixed; boundary=m

                --m

                As in the file
                --m
                Content-Disposition: attachment; filename=plan.pdf

                x
                --m--
                """.formatted(address));

        awaitHandled(1);
        assertThat(answered(question).answer()).isEqualTo(new FeedbackAnswer.Text("As in the file"));
        assertThat(Post.text(post.last(Post.ANNA, 2), 0))
                .contains("Your answer was taken: As in the file", "left out: plan.pdf");
    }

    @Test
    void changedAddressesNeverCount() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        String address = Post.header(sent(question), "Reply-To");
        String token = address.substring("agent+".length(), address.indexOf('@'));
        char last = token.charAt(token.length() - 1) == 'a' ? 'b' : 'a';

        for (String changed : List.of(
                token.substring(0, token.length() - 1) + last,
                (token.charAt(0) == 'b' ? "c" : "b") + token.substring(1),
                token.substring(1),
                token + "a",
                "x")) {
            post.deliver(mail(Post.ANNA, "agent+" + changed + "@parley.test", "Yes"));
        }
        post.deliver(mail(Post.ANNA, address.replace("parley.test", "other.test"), "Yes"));
        post.deliver(mail(Post.ANNA, Post.AGENT, "Yes"));

        awaitHandled(7);
        assertOpen(question);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-generated (rejected)",
                "Precedence: bulk",
                "Precedence: auto_reply",
                "X-Autoreply: yes",
                "X-Autorespond: out of office",
                "List-Id: <friends.example.com>",
                "X-Failed-Recipients: x@example.com"
            })
    void programsAreNeitherHeardNorAnswered(String header) throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        MimeMessage mail = sent(question);
        reply(mail, "Yes, I am on holiday", header);
        reply(mail, "Yes", header);

        awaitHandled(2);
        assertOpen(question);
        assertThat(post.mails(Post.ANNA)).hasSize(1);
    }

    @Test
    void bounceIsNoAnswer() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        String address = Post.header(sent(question), "Reply-To");
        post.deliver("""
                From: MAILER-DAEMON@mx.example.com
                To: %s
                Subject: Undelivered Mail Returned to Sender
                Message-ID: <bounce@mx.example.com>
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b
                Content-Type: text/plain

                Yes
                --b
                Content-Type: message/delivery-status

                Status: 5.1.1
                --b--
                """.formatted(address));

        awaitHandled(1);
        assertOpen(question);
    }

    @Test
    void senderWhomOurMailServerDoesNotBelieveIsLeftAlone() throws Exception {
        open(settings().judgedBy("mx.parley.test"));
        FeedbackRequest question = ask(APPROVAL);
        MimeMessage mail = sent(question);
        reply(mail, "Yes", "Authentication-Results: mx.parley.test; spf=pass; dmarc=fail (p=none)");
        awaitHandled(1);
        assertOpen(question);
        assertThat(post.mails(Post.ANNA)).hasSize(1);

        reply(
                mail,
                "Yes",
                "Authentication-Results: mx.parley.test; dmarc=pass",
                "Authentication-Results: other.example; dmarc=fail");
        answered(question);
    }

    @Test
    void nobodyIsAnsweredMoreThanAFewTimesInAnHour() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        MimeMessage mail = sent(question);
        for (int unclear = 0; unclear < 12; unclear++) {
            reply(mail, "Hm " + unclear);
        }

        awaitHandled(12);
        assertThat(post.mails(Post.ANNA)).hasSize(1 + ReplyBudget.PER_THING);
    }

    @Test
    void whoIsTooLateWithSeveralAnswersIsToldOfEach() throws Exception {
        open();
        int questions = ReplyBudget.PER_THING + 2;
        for (int late = 0; late < questions; late++) {
            FeedbackRequest question = ask(APPROVAL);
            MimeMessage mail = sent(question);
            parley.feedback()
                    .respond(
                            ANNA,
                            session,
                            question.id(),
                            UUID.randomUUID(),
                            new FeedbackAnswer.Decision(false, null, null));
            reply(mail, "Yes");
        }

        awaitHandled(questions);
        assertThat(post.mails(Post.ANNA)).hasSize(2 * questions);
    }

    @Test
    void mailOfOnesOwnIsNotAnswered() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        String address = Post.header(sent(question), "Reply-To");
        post.deliver(mail(Post.AGENT, address, "Hm"));
        post.deliver(mail(address, address, "Hm"));

        awaitHandled(2);
        assertThat(post.server().getReceivedMessages()).hasSize(3);
    }

    @Test
    void largeAttachmentsAreLeftOut() throws Exception {
        open();
        FeedbackRequest question = ask(APPROVAL);
        String address = Post.header(sent(question), "Reply-To");
        String large = ("A".repeat(76) + "\n").repeat(40_000);
        post.deliver("""
                From: %s
                To: %s
                Message-ID: <large@example.com>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="b"

                --b
                Content-Type: text/plain

                Yes
                --b
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename=x.bin

                %s--b--
                """.formatted(Post.ANNA, address, large));

        assertThat(answered(question).answer()).isEqualTo(new FeedbackAnswer.Decision(true, null, null));
    }

    @Test
    void mailsThatNobodyWritesKeepNobodyElseWaiting() throws Exception {
        FeedbackRequest question = ask(APPROVAL);
        MimeMessage mail = sent(question);
        String address = Post.header(mail, "Reply-To");
        String head = "From: %s\nTo: %s\nMessage-ID: <bad%%d@example.com>\n".formatted(Post.ANNA, address);
        post.deliver(head.formatted(1) + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(2_000));
        post.deliver(head.formatted(2) + nested(300));
        post.deliver(head.formatted(3)
                + "Content-Type: text/plain; charset=no-such-thing\nContent-Transfer-Encoding: x-odd\n\nYes");
        post.deliver(head.formatted(4) + "Content-Type: multipart/alternative\n\nYes");
        post.deliver(head.formatted(5) + "X-Long: " + ("y".repeat(900) + "\n ").repeat(300) + "y" + "\n\nMaybe");
        reply(mail, "No");
        open();

        assertThat(answered(question).answer()).isEqualTo(new FeedbackAnswer.Decision(false, null, null));
        awaitHandled(6);
    }

    private static String nested(int depth) {
        StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int level = 0; level < depth; level++) {
            mail.append("--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n".formatted(level, level + 1));
        }
        return mail.append("--b").append(depth).append("\n\nYes\n").toString();
    }

    @Test
    void replyThatCameWhileNobodyReadIsReadLater() throws Exception {
        FeedbackRequest question = ask(APPROVAL);
        reply(sent(question), "Yes");

        open();

        answered(question);
    }

    /** Handled and not marked yet: as a process leaves it that is killed in between. */
    @Test
    void mailThatWasHandledAndNotMarkedIsHandledAgainWithoutEffect() throws Exception {
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        reply(sent(question), "Blue");
        open();
        FeedbackResponse first = answered(question);
        awaitHandled(1);
        inboxes.removeFirst().close();
        for (MimeMessage mail : post.server().getReceivedMessages()) {
            if (isOfTheAgent(mail)) {
                mail.setFlag(Flags.Flag.SEEN, false);
            }
        }

        open();

        awaitHandled(1);
        assertThat(answered(question)).isEqualTo(first);
        assertThat(post.mails(Post.ANNA)).hasSize(1);
    }

    @Test
    void connectionThatIsLostIsMadeAgain() throws Exception {
        try (FragileLine line = new FragileLine(post.imap().port())) {
            EmailInbox inbox = open(InboxSettings.of(post.imap(line.port()), Post.REPLIES)
                    .every(Duration.ofMinutes(10), Duration.ofMillis(50)));
            await().until(() -> inbox.health() instanceof ComponentHealth.Up);
            FeedbackRequest question = ask(APPROVAL);
            MimeMessage mail = sent(question);

            line.cut();
            await().until(() -> inbox.health() instanceof ComponentHealth.Degraded);
            reply(mail, "Yes");
            line.repair();

            answered(question);
            assertThat(inbox.health()).isInstanceOf(ComponentHealth.Up.class);
        }
    }

    @Test
    void folderThatIsNotThereIsToldInHealth() {
        EmailInbox inbox = open(settings().withFolder("Nowhere"));

        await().until(() -> inbox.health().facts().containsValue("The mail server has no folder of that name."));
    }

    @Test
    void connectionToAServerFarAwayIsKept() throws Exception {
        try (FarLine line = new FarLine(post.server().getImap().getPort())) {
            open(InboxSettings.of(post.imap(line.port()), Post.REPLIES)
                    .every(Duration.ofMillis(100), Duration.ofMillis(50)));

            await().until(() -> line.questions() >= 5);

            assertThat(line.connections()).isEqualTo(1);
        }
    }

    /** The next question is not answered before a long pause is over, but for what the server tells. */
    @Test
    void serverTellsOfNewMailsAtOnce() throws Exception {
        EmailInbox inbox = open(settings().every(Duration.ofHours(1), Duration.ofHours(1)));
        await().until(() -> inbox.health() instanceof ComponentHealth.Up);
        FeedbackRequest first = ask(FeedbackKind.FreeText.any());
        reply(sent(first), "Blue");
        answered(first);
        FeedbackRequest second = ask(FeedbackKind.FreeText.any());
        reply(sent(second), "Red");

        answered(second);
    }

    @Test
    void serverThatCannotBeReachedIsTriedAgainAndToldInHealth() throws Exception {
        MailServer wrong = new MailServer(
                "imap",
                "127.0.0.1",
                post.imap().port(),
                MailServer.Security.NONE,
                new Login.Password(Post.AGENT, "wrong"));
        EmailInbox inbox =
                open(InboxSettings.of(wrong, Post.REPLIES).every(Duration.ofSeconds(1), Duration.ofMillis(20)));

        await().until(() -> inbox.health() instanceof ComponentHealth.Degraded degraded
                && degraded.toString().contains("refuses the login"));
        assertThat(inbox.health().toString()).doesNotContain("wrong");
    }

    @Test
    void closingEndsTheReadingSoon() {
        EmailInbox inbox = open(settings().every(Duration.ofHours(1), Duration.ofHours(1)));
        await().until(() -> inbox.health() instanceof ComponentHealth.Up);

        inbox.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("parley-email-inbox")));
    }

    @Test
    void twoWhoReadTheSameMailboxHaveOneEffect() throws Exception {
        open();
        open();
        FeedbackRequest question = ask(FeedbackKind.FreeText.any());
        reply(sent(question), "Blue");

        assertThat(answered(question).answer()).isEqualTo(new FeedbackAnswer.Text("Blue"));
        awaitHandled(1);
        assertThat(post.mails(Post.ANNA)).hasSize(1);
    }
}
