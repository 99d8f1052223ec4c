package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.channel.email.InboundMail.Nature;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails of all forms, sane and hostile. */
@Timeout(60)
class MailReaderTest {
    private static final String HEAD =
            "From: Anna <anna@example.com>\nTo: agent+abc@parley.test\nMessage-ID: <1@example.com>\n";

    private final MailReader reader = new MailReader(Post.REPLIES, "mx.parley.test");

    private InboundMail read(String raw) throws UnreadableMailException {
        return read(raw, StandardCharsets.UTF_8);
    }

    private InboundMail read(String raw, Charset charset) throws UnreadableMailException {
        return reader.read(raw.replace("\n", "\r\n").getBytes(charset));
    }

    private static String of(String type, String content) {
        return HEAD + "MIME-Version: 1.0\nContent-Type: " + type + "\n" + content;
    }

    @Test
    void plainMailIsRead() throws UnreadableMailException {
        assertThat(read(HEAD + "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nYes\n\n> no\n"))
                .isEqualTo(new InboundMail(
                        "<1@example.com>",
                        new ChannelAddress(ChannelKind.EMAIL, "anna@example.com"),
                        List.of("abc"),
                        List.of(),
                        "Grüße",
                        "Yes",
                        "",
                        List.of(),
                        Nature.PERSONAL,
                        SenderCheck.UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, 8bit, UTF-8",
        "iso-8859-1, 8bit, ISO-8859-1",
        "iso-8859-15, 8bit, ISO-8859-15",
        "windows-1252, 8bit, windows-1252",
        "us-ascii, 8bit, UTF-8",
        "us-ascii, 8bit, windows-1252",
        "'', 8bit, UTF-8",
        "'', 8bit, windows-1252",
        "x-unknown, 8bit, UTF-8",
        "utf-16, 8bit, UTF-16",
    })
    void everyCharacterSetIsRead(String named, String encoding, String used) throws UnreadableMailException {
        byte[] head = of(
                        "text/plain" + (named.isEmpty() ? "" : "; charset=" + named),
                        "Content-Transfer-Encoding: " + encoding + "\n\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] body = "Grüße".getBytes(Charset.forName(used));
        byte[] mail = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, mail, head.length, body.length);

        assertThat(reader.read(mail).text()).isEqualTo("Grüße");
    }

    @ParameterizedTest
    @CsvSource({
        "base64, R3LDvMOfZQ==",
        "quoted-printable, Gr=C3=BC=C3=9Fe",
        "BASE64, R3LDvMOfZQ==",
    })
    void everyEncodingIsRead(String encoding, String content) throws UnreadableMailException {
        assertThat(read(of("text/plain; charset=utf-8", "Content-Transfer-Encoding: " + encoding + "\n\n" + content))
                        .text())
                .isEqualTo("Grüße");
    }

    @Test
    void plainTextIsPreferred() throws UnreadableMailException {
        assertThat(read(of(
                                "multipart/alternative; boundary=b",
                                "\n--b\nContent-Type: text/html\n\n<p>No</p>\n--b\nContent-Type: text/plain\n\nYes\n--b--\n"))
                        .text())
                .isEqualTo("Yes");
    }

    @Test
    void htmlAloneIsReadWithoutWhatIsQuoted() throws UnreadableMailException {
        String gmail = "<div dir=\"ltr\">Yes<br></div><br><div class=\"gmail_quote\"><div>On Fri wrote:</div>"
                + "<blockquote class=\"gmail_quote\">no</blockquote></div>";
        String outlook = "<html><head><style>p{}</style></head><body><p class=\"MsoNormal\">Yes&nbsp;</p>"
                + "<div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Parley</div><div><p>no</p></div></body></html>";
        String apple =
                "<html><body>Yes<br><div><br><blockquote type=\"cite\"><div>On 2 Jan wrote:</div>no</blockquote></div></body></html>";
        for (String html : List.of(gmail, outlook, apple)) {
            assertThat(read(of("text/html; charset=utf-8", "\n" + html)).text()).isEqualTo("Yes");
        }
    }

    @Test
    void htmlKeepsItsLines() throws UnreadableMailException {
        assertThat(read(of("text/html", "\n<p>Yes</p><p>One<br>two &amp; &lt;three&gt;</p><script>no</script>"))
                        .text())
                .isEqualTo("Yes\n\nOne\ntwo & <three>");
    }

    @Test
    void attachmentsAndForwardedMailsAreNoAnswers() throws UnreadableMailException {
        assertThat(read(of("multipart/mixed; boundary=b", """

                                --b
                                Content-Type: text/plain
                                Content-Disposition: attachment; filename=a.txt

                                no
                                --b
                                Content-Type: message/rfc822

                                Subject: x

                                no
                                --b
                                Content-Type: multipart/related; boundary=c

                                --c
                                Content-Type: text/plain

                                Yes
                                --c--
                                --b--
                                """)).text()).isEqualTo("Yes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "From: \n\nx",
                "From: anna\n\nx",
                "From: anna@example.com, bob@example.com\n\nx",
                "From: anna@example.com\nFrom: bob@example.com\n\nx",
                "From: friends: anna@example.com;\n\nx",
                "From: <<anna@example.com>>\n\nx",
                "From: \"anna@example.com\"\n\nx",
                "Sender: anna@example.com\n\nx"
            })
    void mailWithoutOneAuthorHasNone(String raw) throws UnreadableMailException {
        assertThat(read(raw).sender()).isNull();
        assertThat(read(raw).nature()).isEqualTo(Nature.AUTOMATIC);
    }

    @Test
    void authorIsTheAddressAndNotTheName() throws UnreadableMailException {
        assertThat(read("From: \"anna@example.com\" <Eve@Evil.example>\n\nx").sender())
                .isEqualTo(new ChannelAddress(ChannelKind.EMAIL, "Eve@evil.example"));
    }

    @Test
    void tokensAreFoundWhereverTheAddressStands() throws UnreadableMailException {
        assertThat(
                        read("From: a@b.example\nTo: x@y.example, \"P, Q\" <Agent+ABC@Parley.test>\nCc: agent+def@parley.test\nDelivered-To: agent+ghi@parley.test\n\nx")
                                .tokens())
                .containsExactly("abc", "def", "ghi");
        assertThat(read("From: a@b.example\nTo: agent@parley.test, agent+x@other.test, xagent+y@parley.test\n\nx")
                        .tokens())
                .isEmpty();
    }

    @Test
    void mailWithoutANameOfItsOwnGetsTheSameOneEachTime() throws UnreadableMailException {
        String unnamed = "From: a@b.example\n\nx";
        String id = read(unnamed).id();

        assertThat(id)
                .startsWith("<")
                .isEqualTo(read(unnamed).id())
                .isNotEqualTo(read(unnamed + "y").id());
        assertThat(read("From: a@b.example\nMessage-ID: <a b>\nMessage-ID: <c@d>\n\nx")
                        .id())
                .endsWith("@unnamed>");
    }

    @ParameterizedTest
    @CsvSource({
        "Auto-Submitted: no, PERSONAL",
        "Auto-Submitted: auto-replied, AUTOMATIC",
        "Return-Path: <>, AUTOMATIC",
        "Return-Path: <anna@example.com>, PERSONAL",
        "Precedence: list, AUTOMATIC",
        "X-Autoreply: yes, AUTOMATIC",
        "List-Unsubscribe: <https://x.example>, AUTOMATIC",
        "X-Failed-Recipients: x@example.com, BOUNCE",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b, BOUNCE",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b, AUTOMATIC",
        "X-Other: x, PERSONAL",
    })
    void naturesAreToldApart(String header, Nature nature) throws UnreadableMailException {
        assertThat(read(HEAD + header + "\n\nx").nature()).isEqualTo(nature);
    }

    @ParameterizedTest
    @CsvSource({
        "MAILER-DAEMON@x.example, BOUNCE",
        "postmaster@x.example, BOUNCE",
        "no-reply@x.example, AUTOMATIC",
        "anna@x.example, PERSONAL"
    })
    void authorsTellNaturesToo(String from, Nature nature) throws UnreadableMailException {
        assertThat(read("From: " + from + "\n\nx").nature()).isEqualTo(nature);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.parley.test; spf=pass; dmarc=fail (p=reject) | FAILED",
                "MX.parley.test; dmarc = FAIL | FAILED",
                "mx.parley.test 1; dmarc=fail | FAILED",
                "mx.parley.test; dkim=pass; dmarc=pass (p=none) header.from=example.com | PASSED",
                "mx.parley.test; dmarc=PASS; dmarc=fail | FAILED",
                "mx.parley.test; dmarc=none | UNKNOWN",
                "mx.parley.test; dmarc=passable | UNKNOWN",
                "mx.parley.test; spf=pass smtp.mailfrom=dmarc=pass@evil.example | UNKNOWN",
                "mx.parley.test; spf=pass smtp.mailfrom=\"a; dmarc=pass\"@evil.example | UNKNOWN",
                "mx.parley.test; spf=pass smtp.mailfrom=\"a\\\"; dmarc=pass\"@evil.example | UNKNOWN",
                "mx.parley.test; spf=pass (; dmarc=pass (; dmarc=pass) ; dmarc=pass) | UNKNOWN",
                "\"mx.parley.test\"; dmarc=pass | UNKNOWN",
                "other.test; dmarc=fail | UNKNOWN",
                "other.test; dmarc=pass | UNKNOWN",
                "mx.parley.test.evil.example; dmarc=pass | UNKNOWN",
            })
    void onlyOurMailServerIsBelievedAboutSenders(String result, SenderCheck check) throws UnreadableMailException {
        assertThat(read(HEAD + "Authentication-Results: " + result + "\n\nx").check())
                .isEqualTo(check);
        assertThat(new MailReader(Post.REPLIES, null)
                        .read((HEAD + "Authentication-Results: " + result + "\n\nx").getBytes(StandardCharsets.UTF_8))
                        .check())
                .isEqualTo(SenderCheck.UNKNOWN);
    }

    /** Older headers may have come with the mail. */
    @Test
    void newestHeaderSpeaksForAMailAndAnyAgainstIt() throws UnreadableMailException {
        String pass = "Authentication-Results: mx.parley.test; dmarc=pass\n";
        String none = "Authentication-Results: mx.parley.test; dmarc=none\n";
        String fail = "Authentication-Results: mx.parley.test; dmarc=fail\n";

        assertThat(read(HEAD + pass + none + "\nx").check()).isEqualTo(SenderCheck.PASSED);
        assertThat(read(HEAD + none + pass + "\nx").check()).isEqualTo(SenderCheck.UNKNOWN);
        assertThat(read(HEAD + pass + fail + "\nx").check()).isEqualTo(SenderCheck.FAILED);
    }

    @Test
    void threadIsWhatBeganItAndTheNewestMails() throws UnreadableMailException {
        assertThat(read(HEAD + "References: <1@a>\n <2@b> garbage <3@c>\nIn-Reply-To: <3@c> <4@d>\n\nx")
                        .thread())
                .containsExactly("<1@a>", "<2@b>", "<3@c>", "<4@d>");
        assertThat(read(HEAD + "\nx").thread()).isEmpty();
        String many = IntStream.range(0, 200).mapToObj("<%d@a>"::formatted).collect(Collectors.joining(" "));
        assertThat(read(HEAD + "References: " + many + "\n\nx").thread())
                .hasSize(50)
                .startsWith("<0@a>", "<151@a>")
                .endsWith("<199@a>");
    }

    @Test
    void partsWithoutEndAreNotRead() {
        assertThatExceptionOfType(UnreadableMailException.class)
                .isThrownBy(() -> read(of("multipart/mixed; boundary=b", "\n" + "--b\n\n".repeat(100_000))));
    }

    @Test
    void whatIsNestedTooDeeplyIsNotRead() throws UnreadableMailException {
        StringBuilder nested = new StringBuilder(of("multipart/mixed; boundary=b0", "\n"));
        for (int level = 0; level < 500; level++) {
            nested.append("--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n".formatted(level, level + 1));
        }
        assertThat(read(nested + "--b500\n\nYes\n").text()).isEmpty();
    }

    @Test
    void hostileHtmlIsBounded() throws UnreadableMailException {
        for (String piece : List.of(
                "<div>",
                "<p>",
                "<br>",
                "<blockquote><a href='",
                "<table><tr><td>",
                "<b><i>",
                "&amp;",
                "<!--",
                "<div class=gmail_quote>")) {
            assertThat(read(of("text/html", "\n" + piece.repeat(400_000 / piece.length()) + "Yes"))
                            .text())
                    .as(piece)
                    .isNotNull();
        }
    }

    @Test
    void whatIsPassedOnIsFoundApart() throws UnreadableMailException {
        String inner = "From: Bob <bob@x.example>\nDate: Monday\nSubject: Deal\n\nWe agree.\n\n> quoted by Bob";
        String marked = "---------- Forwarded message ---------\n" + inner;
        for (String signature : List.of("", "-- \nAnna\n\n")) {
            InboundMail mail = read(HEAD + "Subject: Deal\n\nPlease summarise.\n\n" + signature + marked + "\n");
            assertThat(mail.text()).isEqualTo("Please summarise.");
            assertThat(mail.forwarded()).isEqualTo(marked);
        }
        InboundMail bySubject = read(HEAD + "Subject: WG: Deal\n\nPlease summarise.\n\n" + inner + "\n");
        assertThat(bySubject.text()).isEqualTo("Please summarise.");
        assertThat(bySubject.forwarded()).isEqualTo(inner);
        InboundMail html = read(
                HEAD
                        + "Subject: Fwd: Deal\nContent-Type: text/html\n\n<p>Look</p><div class=gmail_quote>---------- Forwarded message ---------<br>From: Bob<p>We agree.</p></div>\n");
        assertThat(html.text()).isEqualTo("Look");
        assertThat(html.forwarded()).startsWith("---------- Forwarded").endsWith("We agree.");
    }

    @Test
    void whatAReplyQuotesIsNotPassedOn() throws UnreadableMailException {
        for (String quoted : List.of(
                "On Mon, 1 Jan 2026, Bob wrote:\n> ---------- Forwarded message ---------\n> We agree.",
                "From: Bob\nSent: Monday\nSubject: Deal\n\nHello\n\n---------- Forwarded message ---------\nWe agree.")) {
            InboundMail mail = read(HEAD + "Subject: Re: Deal\n\nYes\n\n" + quoted + "\n");
            assertThat(mail.text()).isEqualTo("Yes");
            assertThat(mail.forwarded()).isEmpty();
        }
    }

    @Test
    void filesAreNamedAndWhatBelongsToTheTextIsNone() throws UnreadableMailException {
        InboundMail mail = read(of("multipart/mixed; boundary=m", """

                --m
                Content-Type: multipart/related; boundary=r

                --r
                Content-Type: text/html

                <p>See <img src="cid:logo"></p>
                --r
                Content-Type: image/png; name=logo.png
                Content-ID: <logo>
                Content-Disposition: inline; filename=logo.png

                x
                --r--
                --m
                Content-Type: application/pdf
                Content-Disposition: attachment; filename="=?utf-8?q?Bericht_=C3=BC.pdf?="
                Content-ID: <1>

                x
                --m
                Content-Type: text/plain
                Content-Disposition: attachment; filename*=utf-8''notes%20%E2%82%AC.txt

                x
                --m
                Content-Type: image/jpeg; name=photo.jpg
                Content-Disposition: inline

                x
                --m
                Content-Type: message/rfc822

                Subject: inner

                Approve it.
                --m
                Content-Type: application/pgp-signature; name=signature.asc
                Content-Disposition: attachment

                x
                --m--
                """));

        assertThat(mail.text()).isEqualTo("See");
        assertThat(mail.files()).containsExactly("Bericht ü.pdf", "notes €.txt", "photo.jpg", "a mail");
        assertThat(read(of("application/pdf; name=a.pdf", "\nx")).files()).containsExactly("a.pdf");
    }

    @Test
    void fileThatIsCutOffIsNamed() throws UnreadableMailException {
        String mail = of(
                "multipart/mixed; boundary=m",
                "\n--m\n\nHello\n--m\nContent-Type: video/mp4; name=long.mp4\nContent-Transfer-Encoding: base64\n\nAAAA\nAA");

        assertThat(read(mail).text()).isEqualTo("Hello");
        assertThat(read(mail).files()).containsExactly("long.mp4");
    }

    @Test
    void longTextsAndSubjectsAreShortened() throws UnreadableMailException {
        InboundMail mail = read(HEAD + "Subject: " + "s".repeat(100_000) + "\n\n" + "𝄞".repeat(100_000));

        assertThat(mail.subject()).hasSize(500);
        assertThat(mail.text().codePointCount(0, mail.text().length())).isEqualTo(20_000);
    }

    @Test
    void textIsAlwaysOneThatCanBeStored() throws UnreadableMailException {
        assertThat(read(of("text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable\n\na=00b"))
                        .text())
                .isEqualTo("a\uFFFDb");
    }

    /** Whatever bytes come, they are read or refused. */
    @Test
    void noMailBreaksTheReader() {
        Random random = new Random(42);
        byte[] sane = (HEAD
                        + "Content-Type: multipart/alternative; boundary=\"b\"\nContent-Transfer-Encoding: base64\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nYes\n--b\nContent-Type: text/html\n\n<p>Yes</p>\n--b--\n")
                .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 1_000; round++) {
            byte[] mail = sane.clone();
            for (int change = random.nextInt(12); change >= 0; change--) {
                mail[random.nextInt(mail.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(mail, random.nextInt(mail.length));
            for (byte[] bytes : List.of(mail, cut)) {
                assertThat(catchThrowable(() -> reader.read(bytes)))
                        .satisfiesAnyOf(
                                failure -> assertThat(failure).isNull(),
                                failure -> assertThat(failure).isInstanceOf(UnreadableMailException.class));
            }
        }
    }
}
