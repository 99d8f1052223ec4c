package dev.parley.channel.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the files that somebody sent with a mail, of which only the names are looked at. Pictures that belong to the text, such as those of a
 * signature, and what mail programs sign with are none.
 */
final class FilesOfMail {
    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 200;
    private static final Set<String> SIGNATURES =
            Set.of("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature");

    private final List<String> names = new ArrayList<>();
    private int parts;

    private FilesOfMail() {}

    /** Their names, in their order; of one without a name an empty one. What cannot be read ends the list. */
    static List<String> of(MimePart mail) {
        FilesOfMail files = new FilesOfMail();
        try {
            files.look(mail, 0);
        } catch (MessagingException malformed) {
            // What was found before is there.
        }
        return files.names;
    }

    private void look(Part part, int depth) throws MessagingException {
        if (depth > DEEPEST || ++parts > MOST_PARTS) {
            return;
        }
        String type = TextOfMail.typeOf(part);
        if (type.startsWith("multipart/")) {
            Multipart multipart = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < Math.min(multipart.getCount(), MOST_PARTS); i++) {
                look(multipart.getBodyPart(i), depth + 1);
            }
        } else if (isFile(part, type)) {
            String name = nameOf(part);
            names.add(name.isBlank() && type.equals("message/rfc822") ? "a mail" : name);
        }
    }

    private static boolean isFile(Part part, String type) throws MessagingException {
        if (SIGNATURES.contains(type)) {
            return false;
        }
        if (TextOfMail.isAttachment(part) || type.equals("message/rfc822")) {
            return true;
        }
        return !type.startsWith("text/") && !type.startsWith("message/") && part.getHeader("Content-ID") == null;
    }

    private static String nameOf(Part part) {
        try {
            String name = part.getFileName();
            return name == null ? "" : MimeUtility.decodeText(name);
        } catch (MessagingException | UnsupportedEncodingException unreadable) {
            return "";
        }
    }
}
