package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.testkit.Given;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.ToolCall;
import dev.parley.domain.user.UserId;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, as a mail server gets it. */
@Timeout(60)
class EmailChannelTest {
    private static final UserId USER = new UserId("anna");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final URI URL = URI.create("https://chat.example.com/parley/");

    private final Post post = new Post();
    private final AnswerTokens tokens = new AnswerTokens(SigningKeys.random());

    @AfterEach
    void close() {
        post.close();
    }

    private EmailChannel channel() {
        return channel(post.smtp(), Post.REPLIES);
    }

    private EmailChannel channel(MailServer smtp, @Nullable ReplyAddress replies) {
        return new EmailChannel(
                new EmailSettings(smtp, "Parley <" + Post.AGENT + ">", replies, URL), tokens, InstantSource.fixed(NOW));
    }

    private static FeedbackRequest request(String question, FeedbackKind kind) {
        return FeedbackRequest.ask(
                new FeedbackRequestId(Given.IDS.next()),
                Given.sessionId(),
                null,
                question,
                kind,
                Set.of(),
                null,
                NOW,
                Duration.ofHours(48),
                Duration.ofHours(4));
    }

    private static Outgoing.Question question(FeedbackRequest request) {
        return question(request, "Garden", false, null);
    }

    private static Outgoing.Question question(
            FeedbackRequest request, String session, boolean reminder, @Nullable Receipt earlier) {
        return new Outgoing.Question(Given.IDS.next(), Post.ANNA, USER, request, session, reminder, earlier);
    }

    private static Outgoing.Note note(String address, String subject) {
        return new Outgoing.Note(Given.IDS.next(), address, subject, "Well.", null);
    }

    private MimeMessage sent(Outgoing message) throws Exception {
        channel().send(message);
        return post.last(Post.ANNA);
    }

    @Test
    void questionIsTextAndHtmlWithLinksAndAnAddressToReplyTo() throws Exception {
        FeedbackRequest request = request("Delete the list?", new FeedbackKind.Approval(null, false));
        Outgoing.Question question = question(request);
        MimeMessage mail = sent(question);
        AnswerClaim claim = AnswerClaim.of(request, USER, ChannelKind.EMAIL);

        assertThat(mail.getSubject()).isEqualTo("[Parley] Delete the list?");
        assertThat(Post.header(mail, "From")).isEqualTo("Parley <agent@parley.test>");
        assertThat(Post.header(mail, "To")).isEqualTo(Post.ANNA);
        assertThat(Post.header(mail, "Message-ID")).isEqualTo("<" + question.attempt() + "@parley.test>");
        assertThat(Post.header(mail, "Reply-To")).isEqualTo("agent+" + tokens.reply(claim) + "@parley.test");
        assertThat(Post.header(mail, "Auto-Submitted")).isEqualTo("auto-generated");
        assertThat(Post.header(mail, "X-Auto-Response-Suppress")).isEqualTo("All");
        assertThat(mail.getSentDate().toInstant()).isEqualTo(NOW);
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        for (int part = 0; part < 2; part++) {
            String text = Post.text(mail, part);
            assertThat(text)
                    .contains(
                            "Delete the list?",
                            "“Garden”",
                            "4 January 2026, 03:04 UTC",
                            "as anna",
                            "yes or no",
                            "?option=approve",
                            "?option=refuse");
            Matcher link = Pattern.compile("https://chat\\.example\\.com/parley/answer/([A-Za-z0-9_-]+)")
                    .matcher(text);
            assertThat(link.find()).isTrue();
            assertThat(tokens.readLink(link.group(1))).contains(claim);
        }
    }

    @Test
    void argumentsOfACallAreExact() throws Exception {
        String arguments = "{\"path\":\"a  b\\n<c>\",\n  \"n\": 1}";
        MimeMessage mail = sent(question(
                request("May I?", new FeedbackKind.Approval(new ToolCall("c", "write_file", arguments, null), false))));

        assertThat(Post.text(mail, 0)).contains("The tool write_file", "\n" + arguments + "\n");
        assertThat(Post.text(mail, 1))
                .contains(">{&quot;path&quot;:&quot;a  b\\n&lt;c&gt;&quot;,\n  &quot;n&quot;: 1}</pre>");
    }

    @Test
    void everyOptionIsALink() throws Exception {
        MimeMessage mail =
                sent(question(request("Which?", new FeedbackKind.Choice(List.of("Red", "<b>Blue</b>"), false))));

        assertThat(Post.text(mail, 0)).contains("Red:\nhttps://", "?option=1", "<b>Blue</b>:\nhttps://", "?option=2");
        assertThat(Post.text(mail, 1))
                .contains("?option=2\"", ">&lt;b&gt;Blue&lt;/b&gt;</a>")
                .doesNotContain("<b>");
    }

    @Test
    void withoutAMailboxNobodyIsToldToReply() throws Exception {
        channel(post.smtp(), null).send(question(request("Well?", FeedbackKind.FreeText.any())));
        MimeMessage mail = post.last(Post.ANNA);

        assertThat(Post.header(mail, "Reply-To")).isEmpty();
        assertThat(Post.text(mail, 0)).contains("/answer/").doesNotContain("reply");
    }

    @Test
    void reminderSaysSoInTheSameThread() throws Exception {
        FeedbackRequest request = request("Well?", FeedbackKind.FreeText.any());
        Receipt first = channel().send(question(request));
        MimeMessage mail = sent(question(request, "", true, first));

        assertThat(mail.getSubject()).isEqualTo("Reminder: [Parley] Well?");
        assertThat(Post.header(mail, "References")).isEqualTo(first.value());
        assertThat(Post.header(mail, "In-Reply-To")).isEqualTo(first.value());
        assertThat(Post.text(mail, 0)).contains("still asked for").doesNotContain("in the chat");
    }

    @Test
    void questionThatMayHaveComeBeforeSaysSo() throws Exception {
        FeedbackRequest request = request("Well?", FeedbackKind.FreeText.any());
        String told = "You may have got this question before; answering one of the messages is enough.";
        MimeMessage again =
                sent(new Outgoing.Question(Given.IDS.next(), Post.ANNA, USER, request, "Garden", false, true, null));
        MimeMessage first = sent(question(request));

        for (int part = 0; part < 2; part++) {
            assertThat(Post.text(again, part)).containsOnlyOnce(told);
            assertThat(Post.text(first, part)).doesNotContain(told);
        }
    }

    /** What turns the direction of writing is seen, not obeyed: it could make one text look like another. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'<b>bold</b> & <script>alert(1)</script> &amp;' '<b>bold</b> & <script>alert(1)</script> &amp;'",
                "'*stars* `ticks` [link](https://example.com)' '*stars* `ticks` [link](https://example.com)'",
                "'\u202eright to left' '\ufffdright to left'",
                "'first line\n  second \"line\"' 'first line\n  second \"line\"'"
            })
    void textIsTextInHtml(String text, String seen) throws Exception {
        Document html = Jsoup.parse(Post.text(sent(question(request(text, FeedbackKind.FreeText.any()))), 1));

        assertThat(html.body().wholeText()).contains(seen);
        assertThat(html.select("script, b")).isEmpty();
    }

    @Test
    void sameAttemptIsTheSameMail() throws Exception {
        Outgoing.Question question = question(request("Well?", FeedbackKind.FreeText.any()));
        Receipt first = channel().send(question);
        Receipt second = channel().send(question);

        assertThat(second).isEqualTo(first);
        assertThat(post.mails(Post.ANNA))
                .hasSize(2)
                .extracting(mail -> Post.header(mail, "Message-ID"))
                .containsOnly(first.value());
    }

    @Test
    void decidedQuestionSendsNothing() throws Exception {
        FeedbackRequest request = request("Well?", FeedbackKind.FreeText.any());
        Receipt place = new Receipt("<a@b>");

        assertThat(channel().send(new Outgoing.Decided(Given.IDS.next(), Post.ANNA, USER, request.cancel(NOW), place)))
                .isEqualTo(place);
        assertThat(post.mails(Post.ANNA)).isEmpty();
    }

    @Test
    void agentsAnswerIsMarkdownAsHtmlAndText() throws Exception {
        String markdown = "**Done**, see [here](https://x.example) or [there](javascript:alert(1)).\n\n"
                + "![secret](https://evil.example/pixel?data=1)\n\n<script>alert(1)</script>\n\n- one\n- two";
        Receipt first = new Receipt("<first@example.com>");
        Receipt written = new Receipt("<third@example.com>");
        MimeMessage mail = sent(
                new Outgoing.Answer(Given.IDS.next(), Post.ANNA, USER, "The list", markdown, first, written, "abc"));

        assertThat(mail.getSubject()).isEqualTo("Re: The list");
        assertThat(Post.header(mail, "In-Reply-To")).isEqualTo("<third@example.com>");
        assertThat(Post.header(mail, "References").split("\\s+"))
                .containsExactly("<first@example.com>", "<third@example.com>");
        assertThat(Post.header(mail, "Reply-To")).isEqualTo("agent+abc@parley.test");
        assertThat(Post.header(mail, "Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(Post.text(mail, 0)).isEqualTo(markdown);
        assertThat(Post.text(mail, 1))
                .contains("<strong>Done</strong>", "href=\"https://x.example\"", "<li>one</li>", "secret")
                .contains("&lt;script&gt;")
                .doesNotContain("<script", "javascript:", "<img", "evil.example");
    }

    @Test
    void threadThatBeginsHasANameAndAnswersNoMail() throws Exception {
        Receipt thread = channel().thread(Given.IDS.next()).orElseThrow();
        MimeMessage mail = sent(
                new Outgoing.Answer(Given.IDS.next(), Post.ANNA, USER, "The list", "Done.", thread, thread, "abc"));

        assertThat(mail.getSubject()).isEqualTo("The list");
        assertThat(mail.getHeader("In-Reply-To")).isNull();
        assertThat(Post.header(mail, "References")).isEqualTo(thread.value());
        assertThat(Post.header(mail, "Auto-Submitted")).isEqualTo("auto-generated");
    }

    @Test
    void noteIsPlainText() throws Exception {
        MimeMessage mail = sent(note(Post.ANNA, "Grüße, 日本 𝄞"));

        assertThat(mail.getSubject()).isEqualTo("Grüße, 日本 𝄞");
        assertThat(mail.getContentType()).startsWith("text/plain").containsIgnoringCase("utf-8");
        assertThat(Post.text(mail, 0)).isEqualTo("Well.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hi\r\nBcc: bob@example.com",
                "Hi\nBcc: bob@example.com",
                "Hi\rBcc: bob@example.com",
                "Hi\u2028Bcc: bob@example.com",
                "Hi\u0085\r\n\r\nBcc: bob@example.com"
            })
    void subjectIsNeverAnotherHeader(String subject) throws Exception {
        MimeMessage mail = sent(note(Post.ANNA, subject));

        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(post.mails(Post.BOB)).isEmpty();
        assertThat(mail.getSubject()).isEqualTo("Hi Bcc: bob@example.com");
    }

    @Test
    void questionIsNeverAHeader() throws Exception {
        MimeMessage mail =
                sent(question(request("Well?\r\nBcc: bob@example.com\r\n\r\nx", FeedbackKind.FreeText.any())));

        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject()).isEqualTo("[Parley] Well?");
    }

    @Test
    void longSubjectIsCutBetweenCharacters() throws Exception {
        MimeMessage mail = sent(note(Post.ANNA, "𝄞".repeat(300)));

        assertThat(mail.getSubject()).isEqualTo("𝄞".repeat(119) + "…");
    }

    @Test
    void receiptOfAnotherFormIsNoHeader() throws Exception {
        MimeMessage mail = sent(new Outgoing.Note(
                Given.IDS.next(), Post.ANNA, "Hi", "x", new Receipt("<a@b>\r\nBcc: bob@example.com")));

        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getHeader("In-Reply-To")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anna",
                "anna@example.com, bob@example.com",
                "anna@example.com\r\nBcc: b@x.example",
                "<anna@example.com>"
            })
    void whatIsNoAddressIsRefused(String address) {
        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> channel().send(note(address, "Hi")))
                .returns(true, UndeliveredException::isLasting);
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 no anna@example.com here, true, 550 5.1.1",
        "RCPT, 450 4.2.1 anna@example.com is busy, false, 450 4.2.1",
        "MAIL, 553 5.7.1 not from agent@parley.test, false, 553 5.7.1",
        "DATA, 554 5.6.0 no, true, 554 5.6.0",
        "., 552 5.3.4 too big, true, 552 5.3.4",
        "., 451 4.3.0 later, false, 451 4.3.0",
    })
    void refusalsOfTheServerAreToldApart(String command, String answer, boolean lasting, String code)
            throws IOException {
        try (ScriptedSmtp smtp = new ScriptedSmtp().saying(answer, command)) {
            EmailChannel channel = channel(smtp.at(new Login.Nobody()), null);

            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(() -> channel.send(note(Post.ANNA, "Hi")))
                    .returns(lasting, UndeliveredException::isLasting)
                    .withMessageContaining(code)
                    .withMessageNotContaining("anna")
                    .withMessageNotContaining("agent@");
        }
    }

    @ParameterizedTest
    @CsvSource({"MAIL, false", "RCPT, false", "DATA, false", "., true"})
    void serverThatBreaksOffMayHaveTakenWhatItGotAsAWhole(String command, boolean uncertain) throws IOException {
        try (ScriptedSmtp smtp = new ScriptedSmtp().saying(ScriptedSmtp.GOODBYE, command)) {
            EmailChannel channel = channel(smtp.at(new Login.Nobody()), null);

            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(() -> channel.send(note(Post.ANNA, "Hi")))
                    .returns(false, UndeliveredException::isLasting)
                    .returns(uncertain, UndeliveredException::isUncertain);
        }
    }

    @Test
    void whatWasTakenIsSentThoughTheServerStandsStillThen() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp().saying(ScriptedSmtp.SILENCE, "QUIT")) {
            assertThat(channel(smtp.at(new Login.Nobody()), null).send(note(Post.ANNA, "Hi")))
                    .isNotNull();
        }
    }

    @Test
    void serverThatIsDownIsUnavailable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        EmailChannel channel =
                channel(new MailServer("smtp", "127.0.0.1", port, MailServer.Security.NONE, new Login.Nobody()), null);

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> channel.send(note(Post.ANNA, "Hi")))
                .returns(false, UndeliveredException::isLasting)
                .withMessageContaining("takes no connections on this port");
    }

    @Test
    void refusedLoginIsUnavailableAndTellsNoPassword() throws IOException {
        try (ScriptedSmtp smtp = new ScriptedSmtp().saying("535 5.7.8 wrong: hush", "AUTH")) {
            EmailChannel channel = channel(smtp.at(new Login.Password("agent", "hush")), null);

            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(() -> channel.send(note(Post.ANNA, "Hi")))
                    .returns(false, UndeliveredException::isLasting)
                    .withMessageContaining("login")
                    .withMessageNotContaining("hush");
        }
    }

    @Test
    void lookAtTheServerSendsNothingAndSaysWhatIsWrong() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp()) {
            channel(smtp.at(new Login.Password("agent", "hush")), null).check();
            assertThat(smtp.heard).noneMatch(line -> line.startsWith("MAIL"));
        }
        try (ScriptedSmtp smtp = new ScriptedSmtp().saying("535 5.7.8 wrong: hush", "AUTH")) {
            EmailChannel channel = channel(smtp.at(new Login.Password("agent", "hush")), null);

            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(channel::check)
                    .withMessageContaining("refuses the login")
                    .withMessageNotContaining("hush");
        }
    }

    @Test
    void accessTokenLogsIn() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp()) {
            channel(smtp.at(new Login.AccessToken("agent@parley.test", () -> "ya29.token")), null)
                    .send(note(Post.ANNA, "Hi"));

            String said = smtp.heard.stream()
                    .filter(line -> line.startsWith("AUTH XOAUTH2 "))
                    .map(line -> new String(java.util.Base64.getDecoder().decode(line.substring(13))))
                    .findFirst()
                    .orElseThrow();
            assertThat(said).isEqualTo("user=agent@parley.test\u0001auth=Bearer ya29.token\u0001\u0001");
        }
    }

    @Test
    void withoutAnAccessTokenNothingIsSentNow() throws IOException {
        try (ScriptedSmtp smtp = new ScriptedSmtp()) {
            Login.AccessToken login = new Login.AccessToken("agent", () -> {
                throw new IOException("the command failed");
            });
            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(() -> channel(smtp.at(login), null).send(note(Post.ANNA, "Hi")))
                    .returns(false, UndeliveredException::isLasting)
                    .withMessageContaining("the command failed");
        }
    }

    /** Where STARTTLS is asked for, a server without it gets nothing, the password least of all. */
    @Test
    void nothingIsSentInClearTextWhereTlsIsWanted() throws IOException {
        try (ScriptedSmtp smtp = new ScriptedSmtp()) {
            MailServer open = smtp.at(new Login.Password("agent", "hush"));
            MailServer careful =
                    new MailServer("smtp", open.host(), open.port(), MailServer.Security.STARTTLS, open.login());

            assertThatExceptionOfType(UndeliveredException.class)
                    .isThrownBy(() -> channel(careful, null).send(note(Post.ANNA, "Hi")))
                    .withMessageContaining("offers no STARTTLS");
            assertThat(smtp.heard).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void interruptEndsTheWaitForAServer() throws Exception {
        try (ScriptedSmtp smtp = new ScriptedSmtp().saying(ScriptedSmtp.SILENCE, "RCPT")) {
            EmailChannel channel = channel(smtp.at(new Login.Nobody()), null);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    channel.send(note(Post.ANNA, "Hi"));
                } catch (UndeliveredException | InterruptedException ended) {
                    // It did not go on waiting.
                }
            });
            smtp.silent.await();
            sender.interrupt();

            assertThat(sender.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void attemptIsFoundInNoMailbox() throws Exception {
        assertThat(channel().find(UUID.randomUUID(), Post.ANNA)).isEmpty();
    }
}
