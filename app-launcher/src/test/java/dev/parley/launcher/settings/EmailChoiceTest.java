package dev.parley.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.channel.email.EmailSettings;
import dev.parley.channel.email.InboxSettings;
import dev.parley.channel.email.Login;
import dev.parley.channel.email.MailServer;
import dev.parley.channel.email.ReplyAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmailChoiceTest {
    private static final String SECRET = "hush: a link secret that nobody may see";
    private static final Map<String, String> SENDING = Map.of(
            "PARLEY_PUBLIC_URL", "https://chat.example.com",
            "PARLEY_SMTP_URL", "smtps://agent%40example.com:hush@smtp.example.com");

    private static EmailChoice choice(String... more) {
        Map<String, String> environment = new HashMap<>(SENDING);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return Settings.parse(environment, Map.of()).channels().email();
    }

    private static MailServer server(String protocol, int port) {
        return new MailServer(
                protocol,
                protocol + ".example.com",
                port,
                MailServer.Security.TLS,
                new Login.Password("agent@example.com", "hush"));
    }

    @Test
    void mailsAreSentWithLinksAlone() {
        assertThat(choice().sending())
                .isEqualTo(new EmailSettings(
                        server("smtp", 465), "agent@example.com", null, URI.create("https://chat.example.com/")));
        assertThat(choice().inbox()).isNull();
    }

    @Test
    void repliesComeToTheSenderUnlessElsewhere() {
        ReplyAddress mailbox = new ReplyAddress("agent", "example.com");
        EmailChoice choice = choice("PARLEY_IMAP_URL", "imaps://agent%40example.com:hush@imap.example.com");

        assertThat(choice.sending()).extracting(EmailSettings::replyTo).isEqualTo(mailbox);
        assertThat(choice.inbox())
                .isEqualTo(new InboxSettings(
                        server("imap", 993), "INBOX", mailbox, null, Duration.ofMinutes(4), Duration.ofSeconds(2)));

        EmailChoice elsewhere = choice(
                "PARLEY_IMAP_URL", "imaps://agent%40example.com:hush@imap.example.com",
                "PARLEY_EMAIL_FROM", "Parley <no-reply.of.a.long.name@example.com>",
                "PARLEY_EMAIL_REPLY_TO", "Answers@example.com",
                "PARLEY_IMAP_FOLDER", "Parley",
                "PARLEY_EMAIL_AUTH_SERVER", "MX.example.com");
        assertThat(elsewhere.sending())
                .extracting(EmailSettings::replyTo)
                .isEqualTo(new ReplyAddress("answers", "example.com"));
        assertThat(elsewhere.inbox())
                .isEqualTo(new InboxSettings(
                        server("imap", 993),
                        "Parley",
                        new ReplyAddress("answers", "example.com"),
                        "mx.example.com",
                        Duration.ofMinutes(4),
                        Duration.ofSeconds(2)));
    }

    @Test
    void commandGivesTokensWhereNoPasswordIs() throws Exception {
        EmailChoice choice = choice(
                "PARLEY_SMTP_URL", "smtps://agent%40gmail.com@smtp.gmail.com",
                "PARLEY_EMAIL_TOKEN_COMMAND", "echo token");

        assertThat(choice.sending().smtp().login().secret()).isEqualTo("token");
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> choice("PARLEY_SMTP_URL", "smtps://agent%40gmail.com@smtp.gmail.com"))
                .withMessageContaining("PARLEY_EMAIL_TOKEN_COMMAND");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> choice("PARLEY_SMTP_URL", "smtps://agent:hush@smtp.example.com"))
                .withMessageContaining("PARLEY_EMAIL_FROM");
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> choice(
                        "PARLEY_EMAIL_FROM", "no-reply.of.a.long.name@example.com",
                        "PARLEY_IMAP_URL", "imaps://agent:hush@imap.example.com"))
                .withMessageContaining("PARLEY_EMAIL_REPLY_TO");
    }

    @Test
    void secretsOfChannelsAreNotPrinted() {
        Settings settings = Settings.parse(
                Map.of(
                        "PARLEY_PUBLIC_URL", "https://chat.example.com",
                        "PARLEY_SMTP_URL", "smtps://agent%40example.com:hush@smtp.example.com",
                        "PARLEY_IMAP_URL", "imaps://agent%40example.com:hush@imap.example.com",
                        "PARLEY_LINK_SECRET", SECRET),
                Map.of());

        assertThat(settings.toString()).doesNotContain("hush");
    }

    @Test
    void oldLinkSecretsAreValidBesideTheNewOne() {
        assertThat(answers(Map.of("PARLEY_LINK_SECRET", "n".repeat(32) + " , " + "o".repeat(32)))
                        .secrets())
                .hasSize(2);
        assertThat(answers(Map.of()).secrets()).isEmpty();
    }

    private static AnswerSettings answers(Map<String, String> environment) {
        return Settings.parse(environment, Map.of()).channels().answers();
    }

    @Test
    void rehearsalReachesNobody() {
        Settings settings = Settings.parse(SENDING, Map.of());

        assertThat(settings.rehearsing(settings.model()).channels()).isEqualTo(ChannelSettings.NONE);
    }
}
