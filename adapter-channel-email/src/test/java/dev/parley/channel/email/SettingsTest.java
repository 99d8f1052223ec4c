package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.application.testkit.SettableTime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How servers and addresses are written down. */
class SettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "smtp, smtps://mail.example.com, mail.example.com, 465, TLS",
        "smtp, smtp://mail.example.com, mail.example.com, 587, STARTTLS",
        "smtp, smtp://mail.example.com:25/, mail.example.com, 25, STARTTLS",
        "smtp, smtp://mail.example.com?security=none, mail.example.com, 587, NONE",
        "imap, imaps://mail.example.com, mail.example.com, 993, TLS",
        "imap, imap://mail.example.com, mail.example.com, 143, STARTTLS",
    })
    void urlOfAServerIsRead(String protocol, String url, String host, int port, MailServer.Security security) {
        assertThat(MailServer.parse(protocol, url, null))
                .isEqualTo(new MailServer(protocol, host, port, security, new Login.Nobody()));
    }

    @Test
    void passwordsAreDecodedAndNotPrinted() {
        MailServer server = MailServer.parse("smtp", "smtps://anna%40example.com:p%40ss+w%3Ard@mail.example.com", null);

        assertThat(server.login()).isEqualTo(new Login.Password("anna@example.com", "p@ss+w:rd"));
        assertThat(server.toString()).contains("anna@example.com").doesNotContain("p@ss");
    }

    @Test
    void userWithoutAPasswordLogsInByAToken() throws Exception {
        MailServer server = MailServer.parse("imap", "imaps://anna%40gmail.com@imap.gmail.com", () -> "hush");

        assertThat(server.login().secret()).isEqualTo("hush");
        assertThat(server.properties()).containsEntry("mail.imap.auth.mechanisms", "XOAUTH2");
        assertThat(server.toString()).doesNotContain("hush");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MailServer.parse("imap", "imaps://anna@imap.example.com", null))
                .withMessageContaining("password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com",
                "imaps://mail.example.com",
                "http://mail.example.com",
                "smtp://",
                "smtp://mail.example.com/inbox",
                "smtp://mail.example.com?security=some",
                "smtps://mail.example.com?security=none",
                "smtp://user:pass word@mail.example.com",
                "smtp://user:hush@mail.example.com?security=none"
            })
    void whatIsNoServerIsRefusedWithoutItsPassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MailServer.parse("smtp", url, null))
                .withMessageNotContaining("hush")
                .withMessageNotContaining("pass word");
    }

    @Test
    void passwordMayGoToThisMachineInClearText() {
        assertThat(MailServer.parse("smtp", "smtp://a:b@127.0.0.1:25?security=none", null)
                        .security())
                .isEqualTo(MailServer.Security.NONE);
    }

    @Test
    void certificatesOfServersAreChecked() {
        assertThat(MailServer.parse("smtp", "smtps://mail.example.com", null).properties())
                .containsEntry("mail.smtp.ssl.checkserveridentity", "true")
                .doesNotContainKey("mail.smtp.ssl.trust");
        assertThat(MailServer.parse("smtp", "smtp://mail.example.com", null).properties())
                .containsEntry("mail.smtp.starttls.required", "true");
    }

    @Test
    void addressForRepliesHasRoomForAToken() {
        String token = "a".repeat(45);
        ReplyAddress longest = ReplyAddress.parse("eighteen.letters.x@Example.com");

        assertThat(longest.with(token).substring(0, longest.with(token).indexOf('@')))
                .hasSize(64);
        assertThat(longest.tokenIn("EIGHTEEN.letters.X+" + token.toUpperCase(Locale.ROOT) + "@example.COM"))
                .contains(token);
        for (String wrong : new String[] {"nineteen.letters.xy@example.com", "a+b@example.com", "agent", "agent@"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ReplyAddress.parse(wrong));
        }
    }

    @Test
    void senderIsOneAddress() {
        assertThat(EmailSettings.sender("Parley <agent@example.com>").getAddress())
                .isEqualTo("agent@example.com");
        for (String wrong :
                new String[] {"", "agent", "a@b.example, c@d.example", "Parley\r\nBcc: x@y.example <a@b.example>"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> EmailSettings.sender(wrong));
        }
    }

    @ParameterizedTest
    @CsvSource({"https://x.example, https://x.example/answer/t", "https://x.example/p/, https://x.example/p/answer/t"})
    void linksLeadBelowWherePeopleFindTheServer(URI url, String link) {
        EmailSettings settings = new EmailSettings(
                MailServer.parse("smtp", "smtp://mail.example.com", null), "agent@example.com", null, url);

        assertThat(settings.link("/answer/t")).isEqualTo(link);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void commandIsAskedForATokenEveryFewMinutes() throws Exception {
        SettableTime time = new SettableTime();
        Path count = Files.createFile(folder.resolve("count"));
        TokenCommand command = new TokenCommand("echo x >> '%1$s'; wc -l < '%1$s' | tr -d ' '".formatted(count), time);

        assertThat(command.token()).isEqualTo("1");
        time.advance(Duration.ofMinutes(4));
        assertThat(command.token()).isEqualTo("1");
        time.advance(Duration.ofMinutes(1));
        assertThat(command.token()).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "true", "echo hush; exit 3", "echo a b"})
    @DisabledOnOs(OS.WINDOWS)
    void commandThatFailsGivesNoToken(String line) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new TokenCommand(line, new SettableTime()).token())
                .withMessageNotContaining("hush");
    }

    @Test
    void sendersAreAnsweredAFewTimesInAnHour() {
        SettableTime time = new SettableTime();
        ReplyBudget budget = new ReplyBudget(time);
        for (int reply = 0; reply < ReplyBudget.PER_THING; reply++) {
            assertThat(budget.take("anna", "one")).isTrue();
        }
        assertThat(budget.take("anna", "one")).isFalse();
        assertThat(budget.take("bob", "one")).isTrue();
        for (int reply = ReplyBudget.PER_THING; reply < ReplyBudget.PER_SENDER; reply++) {
            assertThat(budget.take("anna", "other " + reply)).isTrue();
        }
        assertThat(budget.take("anna", "last")).isFalse();
        time.advance(Duration.ofHours(1));
        assertThat(budget.take("anna", "one")).isTrue();

        for (int other = 1; other < ReplyBudget.IN_ALL; other++) {
            assertThat(budget.take("other" + other, "one")).isTrue();
        }
        assertThat(budget.take("last", "one")).isFalse();
    }
}
