package dev.parley.channel.email;

import jakarta.mail.FolderNotFoundException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what keeps a mail server from being used, for those who run this one: what servers and the library say may hold addresses. */
final class MailTrouble {
    private static final int DEEPEST = 20;

    private MailTrouble() {}

    /** The end of a sentence about the server: {@code is not known by that name}. */
    static String of(Throwable failure) {
        Throwable last = failure;
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST; cause = next(cause)) {
            String found = sentence(cause);
            if (found != null) {
                return found;
            }
            last = cause;
            depth++;
        }
        return "cannot be reached, or broke off (%s)".formatted(last.getClass().getSimpleName());
    }

    /** What caused something, in the way of the mail library or of Java; null if that is all. */
    static @Nullable Throwable next(Throwable failure) {
        return failure instanceof MessagingException chained && chained.getNextException() != null
                ? chained.getNextException()
                : failure.getCause();
    }

    private static @Nullable String sentence(Throwable cause) {
        return switch (cause) {
            case FolderNotFoundException missing -> "has no folder of that name";
            case UnknownHostException unknown -> "has a name that is not known";
            case ConnectException refused -> "takes no connections on this port";
            case NoRouteToHostException far -> "cannot be reached over the network";
            case SocketTimeoutException slow -> "does not answer in time";
            case CertPathBuilderException untrusted -> "has a certificate that this machine does not trust";
            case CertificateException unfit -> isWrapper(unfit) ? null : "has a certificate that is not valid for it";
            case SSLException noTls ->
                isWrapper(noTls) ? null : "does not speak TLS on this port, or not in a way that is known here";
            case Exception other when offersNoTls(other) -> "offers no STARTTLS on this port";
            default -> null;
        };
    }

    private static boolean isWrapper(Throwable failure) {
        return next(failure) != null;
    }

    private static boolean offersNoTls(Exception failure) {
        String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return next(failure) == null && said.startsWith("starttls") && said.contains("required");
    }
}
