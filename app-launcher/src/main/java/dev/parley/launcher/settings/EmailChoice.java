package dev.parley.launcher.settings;

import dev.parley.channel.email.EmailSettings;
import dev.parley.channel.email.InboxSettings;
import dev.parley.channel.email.Login;
import dev.parley.channel.email.MailServer;
import dev.parley.channel.email.ReplyAddress;
import dev.parley.channel.email.TokenCommand;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How people are reached by email.
 *
 * @param sending how mails are sent; null if none are
 * @param inbox how mails are read; null if none are
 */
public record EmailChoice(
        @Nullable EmailSettings sending, @Nullable InboxSettings inbox) {
    /** Nobody is reached. */
    public static final EmailChoice NONE = new EmailChoice(null, null);

    static final Setting<MailServer> SMTP_URL = Setting.secret(
            "PARLEY_SMTP_URL",
            "URL",
            "none",
            "the server that sends mails, such as smtps://user:password@smtp.example.com, see docs/channels.md",
            text -> MailServer.parse("smtp", text, () -> ""));

    static final Setting<String> EMAIL_FROM = Setting.optional(
            "PARLEY_EMAIL_FROM",
            "ADDRESS",
            "the user of PARLEY_SMTP_URL",
            "whom mails come from, such as Parley <agent@example.com>",
            EmailChoice::sender);

    static final Setting<MailServer> IMAP_URL = Setting.secret(
            "PARLEY_IMAP_URL",
            "URL",
            "none",
            "the mailbox that replies come to, such as imaps://user:password@imap.example.com; without it mails are answered by their links only",
            text -> MailServer.parse("imap", text, () -> ""));

    static final Setting<String> IMAP_FOLDER =
            Setting.of("PARLEY_IMAP_FOLDER", "NAME", "INBOX", "the folder that replies come to", Function.identity());

    static final Setting<ReplyAddress> EMAIL_REPLY_TO = Setting.optional(
            "PARLEY_EMAIL_REPLY_TO",
            "ADDRESS",
            "the address of PARLEY_EMAIL_FROM",
            "the address of that mailbox, which must also take mails to its name with a plus and anything behind it",
            ReplyAddress::parse);

    static final Setting<String> EMAIL_TOKEN_COMMAND = Setting.optional(
            "PARLEY_EMAIL_TOKEN_COMMAND",
            "COMMAND",
            "none",
            "prints an access token (XOAUTH2) for URLs of mail servers that have a user and no password",
            Function.identity());

    static final Setting<String> EMAIL_AUTH_SERVER = Setting.optional(
            "PARLEY_EMAIL_AUTH_SERVER",
            "NAME",
            "none",
            "the name at the beginning of Authentication-Results that the mail server writes; mails that failed DMARC there are left alone, those that passed need no other proof of their sender",
            text -> text.toLowerCase(Locale.ROOT));

    static final List<Setting<?>> ALL = List.of(
            SMTP_URL, EMAIL_FROM, IMAP_URL, IMAP_FOLDER, EMAIL_REPLY_TO, EMAIL_TOKEN_COMMAND, EMAIL_AUTH_SERVER);

    /** @throws SettingException if something is missing that others need */
    static EmailChoice read(Values values, AnswerSettings answers) {
        Optional<String> sender = values.find(EMAIL_FROM);
        Optional<ReplyAddress> replyTo = values.find(EMAIL_REPLY_TO);
        Optional<MailServer> smtp = values.find(SMTP_URL).map(server -> withTokens(server, values, SMTP_URL));
        if (smtp.isEmpty()) {
            if (values.find(IMAP_URL).isPresent()) {
                throw new SettingException("%s needs %s, too: without mails that go out none come in."
                        .formatted(values.nameOf(IMAP_URL), values.nameOf(SMTP_URL)));
            }
            return NONE;
        }
        URI page = answers.page();
        if (page == null) {
            throw new SettingException(
                    "%s needs %s, too: the address at which people find this server, for links in mails."
                            .formatted(values.nameOf(SMTP_URL), values.nameOf(AnswerSettings.PUBLIC_URL)));
        }
        String from = sender.orElseGet(() -> userOf(smtp.get(), values));
        Optional<MailServer> imap = values.find(IMAP_URL).map(server -> withTokens(server, values, IMAP_URL));
        ReplyAddress mailbox = imap.isEmpty() ? null : replyTo.orElseGet(() -> mailbox(values, from));
        EmailSettings email = new EmailSettings(smtp.get(), from, mailbox, page);
        InboxSettings inbox = imap.isEmpty() || mailbox == null
                ? null
                : InboxSettings.of(imap.get(), mailbox)
                        .withFolder(values.get(IMAP_FOLDER))
                        .judgedBy(values.find(EMAIL_AUTH_SERVER).orElse(null));
        return new EmailChoice(email, inbox);
    }

    private static MailServer withTokens(MailServer server, Values values, Setting<MailServer> setting) {
        if (!(server.login() instanceof Login.AccessToken login)) {
            return server;
        }
        String command = values.find(EMAIL_TOKEN_COMMAND)
                .orElseThrow(() -> new SettingException(
                        "%s has a user and no password; give it one, or set %s to a command that prints an access token."
                                .formatted(values.nameOf(setting), values.nameOf(EMAIL_TOKEN_COMMAND))));
        return new MailServer(
                server.protocol(),
                server.host(),
                server.port(),
                server.security(),
                new Login.AccessToken(login.user(), new TokenCommand(command, InstantSource.system())));
    }

    private static String userOf(MailServer smtp, Values values) {
        try {
            return sender(smtp.login().name());
        } catch (IllegalArgumentException noAddress) {
            throw new SettingException("%s needs %s, too: the address that mails come from."
                    .formatted(values.nameOf(SMTP_URL), values.nameOf(EMAIL_FROM)));
        }
    }

    private static ReplyAddress mailbox(Values values, String from) {
        try {
            return ReplyAddress.parse(EmailSettings.sender(from).getAddress());
        } catch (IllegalArgumentException wrong) {
            throw new SettingException("%s is needed: replies cannot go to the sender's address, which %s."
                    .formatted(values.nameOf(EMAIL_REPLY_TO), wrong.getMessage()));
        }
    }

    private static String sender(String text) {
        EmailSettings.sender(text);
        return text;
    }
}
