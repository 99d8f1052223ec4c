package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What is wrong with a mail server is said in words that tell what to do about it, and never in those of others. */
class MailTroubleTest {
    private static MessagingException because(Exception cause) {
        return new MessagingException("secret@example.com", cause);
    }

    private static Exception handshake(Exception cause) {
        return (Exception) new SSLHandshakeException("secret").initCause(cause);
    }

    @Test
    void eachTroubleHasItsWords() {
        assertThat(MailTrouble.of(because(new UnknownHostException("secret")))).contains("name that is not known");
        assertThat(MailTrouble.of(because(new SocketTimeoutException("secret"))))
                .contains("in time");
        assertThat(MailTrouble.of(
                        because(handshake(new CertificateException("secret", new CertPathBuilderException("secret"))))))
                .contains("does not trust");
        assertThat(MailTrouble.of(because(handshake(new CertificateException("secret")))))
                .contains("not valid for it");
        assertThat(MailTrouble.of(because(new SSLException("secret")))).contains("does not speak TLS");
    }

    @Test
    void whatIsNotKnownIsNamedByItsKindOnly() {
        assertThat(MailTrouble.of(because(new IOException("secret"))))
                .isEqualTo("cannot be reached, or broke off (IOException)");
        Exception round = new IOException("secret");
        Exception circle = new IOException("secret", round);
        round.initCause(circle);
        assertThat(MailTrouble.of(round)).contains("IOException");
    }
}
