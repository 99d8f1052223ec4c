package dev.parley.channel.email;

import dev.parley.domain.ChatException;
import dev.parley.domain.TextRules;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads mails as they came: any bytes at all. Safe for many threads. */
final class MailReader {
    /** More lines that could begin a part than a mail of people has; each part costs memory. */
    private static final int MOST_BOUNDARIES = 1_000;

    private static final int LONGEST_HEADER = 20_000;
    private static final int MOST_RECIPIENTS = 100;
    private static final int MOST_REFERENCES = 50;
    private static final int LONGEST_SUBJECT = 500;
    private static final int LONGEST_TEXT = 20_000;
    private static final List<String> RECIPIENT_HEADERS =
            List.of("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To");
    private static final Pattern FORWARD =
            Pattern.compile("\\s*(fwd?|wg|wtr|tr|rv|doorst|enc)\\s*:", Pattern.CASE_INSENSITIVE);
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~]{1,900}>");
    private static final Session SESSION = Session.getInstance(new Properties());

    private final ReplyAddress mailbox;
    private final @Nullable String judge;

    /**
     * @param mailbox where replies come to
     * @param judge the name by which our own mail server says what it found out about senders (RFC 8601); null if it does not
     */
    MailReader(ReplyAddress mailbox, @Nullable String judge) {
        this.mailbox = mailbox;
        this.judge = judge;
    }

    /** @param bytes the mail, or its beginning */
    InboundMail read(byte[] bytes) throws UnreadableMailException {
        requireFewBoundaries(bytes);
        try {
            MimeMessage mail = new MimeMessage(SESSION, new SharedByteArrayInputStream(bytes));
            ChannelAddress sender = sender(mail);
            InboundMail.Nature nature = MailNature.of(mail, sender == null ? "" : sender.key());
            boolean personal = nature == InboundMail.Nature.PERSONAL;
            String text = personal ? QuotedText.cut(TextOfMail.of(mail)) : "";
            return new InboundMail(
                    id(mail, bytes),
                    sender,
                    tokens(mail),
                    thread(mail),
                    shortened(subject(mail), LONGEST_SUBJECT),
                    shortened(TextRules.repaired(text), LONGEST_TEXT),
                    personal ? forwarded(mail) : "",
                    personal ? FilesOfMail.of(mail) : List.of(),
                    nature,
                    SenderCheck.of(mail.getHeader("Authentication-Results"), judge));
        } catch (MessagingException | IOException malformed) {
            throw new UnreadableMailException("it is malformed");
        } catch (StackOverflowError tooDeep) {
            throw new UnreadableMailException("it is nested too deeply");
        }
    }

    private static String forwarded(MimeMessage mail) throws MessagingException, IOException {
        boolean saysSo = FORWARD.matcher(subject(mail)).lookingAt();
        String whole = saysSo ? TextOfMail.whole(mail) : TextOfMail.of(mail);
        return shortened(TextRules.repaired(QuotedText.forwarded(whole, saysSo)), LONGEST_TEXT);
    }

    private static void requireFewBoundaries(byte[] bytes) throws UnreadableMailException {
        int boundaries = 0;
        for (int i = 2; i < bytes.length; i++) {
            if (bytes[i] == '-' && bytes[i - 1] == '-' && bytes[i - 2] == '\n' && ++boundaries > MOST_BOUNDARIES) {
                throw new UnreadableMailException("it has too many parts");
            }
        }
    }

    private static String id(MimeMessage mail, byte[] bytes) throws MessagingException {
        String[] ids = mail.getHeader("Message-ID");
        if (ids != null && ids.length == 1 && MESSAGE_ID.matcher(ids[0].strip()).matches()) {
            return ids[0].strip();
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "<" + HexFormat.of().formatHex(digest) + "@unnamed>";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** A mail has one author here; of several, or of several headers, nobody can say which one a server looked at. */
    private static @Nullable ChannelAddress sender(MimeMessage mail) throws MessagingException {
        String[] from = mail.getHeader("From");
        if (from == null || from.length != 1 || from[0].length() > LONGEST_HEADER) {
            return null;
        }
        try {
            InternetAddress[] parsed = InternetAddress.parseHeader(from[0], true);
            return parsed.length == 1
                    ? new ChannelAddress(ChannelKind.EMAIL, String.valueOf(parsed[0].getAddress()))
                    : null;
        } catch (AddressException | ChatException.Invalid malformed) {
            return null;
        }
    }

    private List<String> tokens(MimeMessage mail) throws MessagingException {
        Set<String> tokens = new LinkedHashSet<>();
        for (String name : RECIPIENT_HEADERS) {
            String[] headers = Objects.requireNonNullElse(mail.getHeader(name), new String[0]);
            for (String header : headers) {
                if (header.length() <= LONGEST_HEADER) {
                    addTokens(header, tokens);
                }
            }
        }
        return List.copyOf(tokens);
    }

    private void addTokens(String header, Set<String> tokens) {
        try {
            InternetAddress[] addresses = InternetAddress.parseHeader(header, false);
            for (int i = 0; i < Math.min(addresses.length, MOST_RECIPIENTS); i++) {
                mailbox.tokenIn(String.valueOf(addresses[i].getAddress())).ifPresent(tokens::add);
            }
        } catch (AddressException malformed) {
            // Whatever it is, it is no address of ours.
        }
    }

    /** The newest ones are the last; of many those are kept that say most. */
    private static List<String> thread(MimeMessage mail) throws MessagingException {
        Set<String> ids = new LinkedHashSet<>();
        for (String name : List.of("References", "In-Reply-To")) {
            String header = mail.getHeader(name, " ");
            if (header != null && header.length() <= LONGEST_HEADER) {
                Matcher matcher = MESSAGE_ID.matcher(header);
                while (matcher.find()) {
                    ids.add(matcher.group());
                }
            }
        }
        List<String> all = List.copyOf(ids);
        return all.size() <= MOST_REFERENCES
                ? all
                : Stream.concat(all.stream().limit(1), all.stream().skip(all.size() - MOST_REFERENCES + 1))
                        .toList();
    }

    private static String subject(MimeMessage mail) throws MessagingException {
        String subject = mail.getSubject();
        return subject == null ? "" : TextRules.repaired(subject);
    }

    private static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest));
    }
}
