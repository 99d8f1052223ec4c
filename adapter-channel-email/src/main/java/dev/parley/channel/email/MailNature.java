package dev.parley.channel.email;

import dev.parley.channel.email.InboundMail.Nature;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells mails of people from those of programs, which must never be answered: two programs that answer each other never end (RFC 3834). */
final class MailNature {
    private static final Set<String> SERVERS = Set.of("mailer-daemon", "postmaster", "mail-daemon");
    private static final Set<String> NOBODYS = Set.of("no-reply", "noreply", "do-not-reply", "donotreply");
    private static final Set<String> IN_BULK = Set.of("bulk", "junk", "list", "auto_reply", "auto-reply");

    /** What only programs and lists write. */
    private static final List<String> MARKS =
            List.of("X-Autoreply", "X-Autorespond", "X-Autoresponse", "List-Id", "List-Unsubscribe", "Feedback-ID");

    private MailNature() {}

    /** @param from the address it says it is from, in lower case; empty if there is none */
    static Nature of(MimeMessage mail, String from) throws MessagingException {
        String type = lower(mail.getHeader("Content-Type", null));
        boolean report = type.startsWith("multipart/report");
        String local = from.contains("@") ? from.substring(0, from.lastIndexOf('@')) : from;
        if (SERVERS.contains(local)
                || (report && type.contains("delivery-status"))
                || has(mail, "X-Failed-Recipients")) {
            return Nature.BOUNCE;
        }
        String submitted = lower(mail.getHeader("Auto-Submitted", null));
        boolean automatic = report
                || from.isEmpty()
                || NOBODYS.contains(local)
                || !(submitted.isEmpty() || submitted.equals("no"))
                || IN_BULK.contains(lower(mail.getHeader("Precedence", null)))
                || isFromNobody(mail);
        for (String mark : MARKS) {
            automatic |= has(mail, mark);
        }
        return automatic ? Nature.AUTOMATIC : Nature.PERSONAL;
    }

    /** What must not be answered has no return path (RFC 5321, 4.5.5). */
    private static boolean isFromNobody(MimeMessage mail) throws MessagingException {
        return lower(mail.getHeader("Return-Path", null)).replace(" ", "").equals("<>");
    }

    private static boolean has(MimeMessage mail, String header) throws MessagingException {
        return mail.getHeader(header) != null;
    }

    private static String lower(@Nullable String value) {
        return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
    }
}
