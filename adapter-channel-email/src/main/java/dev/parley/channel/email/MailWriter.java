package dev.parley.channel.email;

import dev.parley.application.port.Receipt;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts letters into envelopes: makes mails with all headers that programs on their way look at. */
final class MailWriter {
    private static final String THREAD = "<thread.";
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~]{1,990}>");
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final EmailSettings settings;
    private final Session session;
    private final InstantSource time;

    MailWriter(EmailSettings settings, Session session, InstantSource time) {
        this.settings = settings;
        this.session = session;
        this.time = time;
    }

    /**
     * What is on an envelope.
     *
     * @param to an address of the form that mail servers take
     * @param replyTo where replies go; null for to whom the mail comes from
     * @param thread what began the thread, or names it; null if that is the place, or this begins one
     * @param place what it answers or belongs to; null if nothing
     * @param isReply whether it answers a mail, so that no program answers it in turn
     */
    record Envelope(
            UUID attempt,
            String to,
            @Nullable String replyTo,
            @Nullable Receipt thread,
            @Nullable Receipt place,
            boolean isReply) {

        Envelope in(@Nullable Receipt other) {
            return new Envelope(attempt, to, replyTo, other, place, isReply);
        }

        /** The names of what came before, the oldest first. */
        List<String> references() {
            return Stream.of(thread, place)
                    .filter(Objects::nonNull)
                    .map(Receipt::value)
                    .filter(name -> MESSAGE_ID.matcher(name).matches())
                    .distinct()
                    .toList();
        }
    }

    OwnMessage write(Envelope envelope, Letter letter) throws MessagingException {
        OwnMessage mail = new OwnMessage(session, id(envelope.attempt()));
        mail.setFrom(settings.sender());
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(envelope.to(), true));
        if (envelope.replyTo() != null) {
            mail.setReplyTo(new InternetAddress[] {new InternetAddress(envelope.replyTo(), true)});
        }
        mail.setSubject(letter.subject(), UTF_8);
        Instant now = time.instant();
        mail.setSentDate(Date.from(now));
        // RFC 3834, 5; the other one is for Exchange, which knows only that.
        mail.setHeader("Auto-Submitted", envelope.isReply() ? "auto-replied" : "auto-generated");
        mail.setHeader("X-Auto-Response-Suppress", "All");
        List<String> references = envelope.references();
        if (!references.isEmpty()) {
            // Names may be long, and lines may not.
            mail.setHeader("References", String.join("\r\n ", references));
        }
        if (envelope.place() != null && references.contains(envelope.place().value())) {
            mail.setHeader("In-Reply-To", envelope.place().value());
        }
        setContent(mail, letter);
        mail.saveChanges();
        return mail;
    }

    /** The same for the same attempt. */
    String id(UUID attempt) {
        return "<" + attempt + "@" + settings.domain() + ">";
    }

    /** Names a thread as a mail would. */
    String thread(UUID id) {
        return THREAD + id + "@" + settings.domain() + ">";
    }

    boolean isThread(String name) {
        return name.startsWith(THREAD) && name.endsWith("@" + settings.domain() + ">");
    }

    private static void setContent(MimeMessage mail, Letter letter) throws MessagingException {
        if (letter.html() == null) {
            mail.setText(letter.text(), UTF_8);
            return;
        }
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), UTF_8);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(letter.html(), UTF_8, "html");
        mail.setContent(new MimeMultipart("alternative", text, html));
    }
}
