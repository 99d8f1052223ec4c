package dev.parley.channel.email;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds what somebody wrote in a mail: its first text that is no attachment, the plain one if there is a choice. Never goes deeper or on for
 * longer than mails of people do.
 */
final class TextOfMail {
    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 200;
    private static final Charset USUAL = Charset.forName("windows-1252");

    private int parts;

    private TextOfMail() {}

    /** A text and whether it is HTML. */
    private record Found(String text, boolean html) {}

    /** The text, of HTML without marks and what is marked as quoted; empty if there is none. */
    static String of(MimePart mail) throws MessagingException, IOException {
        return of(mail, false);
    }

    /** The text with all that is marked as quoted. */
    static String whole(MimePart mail) throws MessagingException, IOException {
        return of(mail, true);
    }

    private static String of(MimePart mail, boolean quotedToo) throws MessagingException, IOException {
        Found found = new TextOfMail().find(mail, 0);
        if (found == null) {
            return "";
        }
        return found.html() ? TextOfHtml.of(found.text(), quotedToo) : found.text();
    }

    private @Nullable Found find(Part part, int depth) throws MessagingException, IOException {
        if (depth > DEEPEST || ++parts > MOST_PARTS || isAttachment(part)) {
            return null;
        }
        String type = typeOf(part);
        if (type.startsWith("multipart/")) {
            Multipart multipart = new MimeMultipart(part.getDataHandler().getDataSource());
            return type.equals("multipart/alternative") ? best(multipart, depth) : first(multipart, depth);
        }
        boolean html = type.equals("text/html");
        if (!html && !type.equals("text/plain")) {
            return null;
        }
        String text = read(part);
        return text.isBlank() ? null : new Found(text, html);
    }

    private @Nullable Found first(Multipart multipart, int depth) throws MessagingException, IOException {
        for (int i = 0; i < Math.min(multipart.getCount(), MOST_PARTS); i++) {
            Found found = find(multipart.getBodyPart(i), depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Found best(Multipart multipart, int depth) throws MessagingException, IOException {
        Found best = null;
        for (int i = 0; i < Math.min(multipart.getCount(), MOST_PARTS); i++) {
            BodyPart part = multipart.getBodyPart(i);
            Found found = find(part, depth + 1);
            if (found != null && !found.html()) {
                return found;
            }
            best = best == null ? found : best;
        }
        return best;
    }

    static boolean isAttachment(Part part) throws MessagingException {
        String[] disposition = part.getHeader("Content-Disposition");
        return disposition != null
                && disposition[0].strip().toLowerCase(Locale.ROOT).startsWith("attachment");
    }

    static String typeOf(Part part) throws MessagingException {
        String[] type = part.getHeader("Content-Type");
        if (type == null) {
            return "text/plain";
        }
        try {
            return new ContentType(type[0]).getBaseType().toLowerCase(Locale.ROOT);
        } catch (ParseException malformed) {
            return type[0].split("[;\\s]", 2)[0].toLowerCase(Locale.ROOT);
        }
    }

    /** Whatever encoding and character set it says, or does not say, it has; ASCII is what programs say that do not know. */
    private static String read(Part part) throws MessagingException, IOException {
        byte[] bytes;
        try (InputStream content = part.getInputStream()) {
            bytes = content.readAllBytes();
        } catch (IOException unknownEncoding) {
            return "";
        }
        Charset charset = charsetOf(part);
        if (charset != null) {
            return charset.decode(ByteBuffer.wrap(bytes)).toString();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noUtf8) {
            return USUAL.decode(ByteBuffer.wrap(bytes)).toString();
        }
    }

    private static @Nullable Charset charsetOf(Part part) throws MessagingException {
        String[] type = part.getHeader("Content-Type");
        if (type == null) {
            return null;
        }
        try {
            String name = new ContentType(type[0]).getParameter("charset");
            return name == null || name.equalsIgnoreCase("us-ascii")
                    ? null
                    : Charset.forName(MimeUtility.javaCharset(name));
        } catch (ParseException | IllegalArgumentException unknown) {
            return null;
        }
    }
}
