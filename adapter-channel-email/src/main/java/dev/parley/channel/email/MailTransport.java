package dev.parley.channel.email;

import dev.parley.application.port.UndeliveredException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands mails to a server, each over a connection of its own, and says in our words why it did not take one: what servers answer has
 * addresses in it.
 */
final class MailTransport {
    private static final Logger LOG = LoggerFactory.getLogger(MailTransport.class);

    /** RFC 3463. */
    private static final Pattern DETAILED_STATUS = Pattern.compile("\\b[245]\\.[0-9]{1,3}\\.[0-9]{1,3}\\b");

    private final MailServer server;
    private final Session session;

    MailTransport(MailServer server) {
        this.server = server;
        this.session = Session.getInstance(server.properties());
    }

    Session session() {
        return session;
    }

    /** Blocks until the server has taken the mail or refused it; ends soon after an interrupt. */
    void send(OwnMessage mail) throws UndeliveredException, InterruptedException {
        connected(transport -> transport.sendMessage(mail, mail.getAllRecipients()), mail::isWritten);
    }

    /** Looks whether the server lets us in. */
    void check() throws UndeliveredException, InterruptedException {
        connected(transport -> {}, () -> false);
    }

    /** Something to do over a connection. */
    @FunctionalInterface
    private interface Errand {
        void run(Transport transport) throws MessagingException;
    }

    /** @param written whether the server may have taken a mail when something failed */
    private void connected(Errand errand, BooleanSupplier written) throws UndeliveredException, InterruptedException {
        // Reading from a socket ends with an interrupt on virtual threads only.
        FutureTask<@Nullable Void> running = new FutureTask<>(() -> {
            connect(errand);
            return null;
        });
        Thread thread = Thread.ofVirtual().name("parley-smtp").start(running);
        try {
            running.get();
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            throw interrupted;
        } catch (ExecutionException failed) {
            throw translated(failed.getCause(), written.getAsBoolean());
        }
    }

    private void connect(Errand errand) throws MessagingException, IOException, InterruptedException {
        Transport transport = session.getTransport("smtp");
        try {
            if (server.login() instanceof Login.Nobody) {
                transport.connect();
            } else {
                transport.connect(
                        server.host(),
                        server.port(),
                        server.login().name(),
                        server.login().secret());
            }
            errand.run(transport);
        } finally {
            takeLeave(transport);
        }
    }

    private static void takeLeave(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException gone) {
            LOG.debug("A mail server did not wait for the end of a connection.");
        }
    }

    private UndeliveredException translated(@Nullable Throwable failure, boolean written) {
        for (Throwable cause = failure; cause != null; cause = MailTrouble.next(cause)) {
            if (cause instanceof SMTPAddressFailedException recipient) {
                return refusal("the recipient", recipient.getReturnCode(), recipient.getMessage(), true);
            }
            if (cause instanceof SMTPSenderFailedException sender) {
                return refusal("mails from this sender", sender.getReturnCode(), sender.getMessage(), false);
            }
            if (cause instanceof SMTPSendFailedException message
                    && message.getReturnCode() > 0
                    && MailTrouble.next(cause) == null) {
                return refusal("the mail", message.getReturnCode(), message.getMessage(), true);
            }
            if (cause instanceof AuthenticationFailedException) {
                return UndeliveredException.unavailable(
                        "the mail server %s refuses the login".formatted(server.description()));
            }
        }
        if (failure instanceof IOException noToken) {
            return UndeliveredException.unavailable(
                    "there is no access token for the mail server: " + noToken.getMessage());
        }
        if (failure instanceof MessagingException) {
            String trouble = MailTrouble.of(failure);
            return written
                    ? UndeliveredException.uncertain(
                            "the mail server %s does not say whether it has taken the mail: it %s"
                                    .formatted(server.description(), trouble))
                    : UndeliveredException.unavailable(
                            "the mail server %s %s".formatted(server.description(), trouble));
        }
        if (failure instanceof RuntimeException defect) {
            throw defect;
        }
        throw new IllegalStateException("a mail could not be sent", failure);
    }

    private UndeliveredException refusal(String what, int code, @Nullable String reply, boolean lasting) {
        Matcher detailed = DETAILED_STATUS.matcher(String.valueOf(reply));
        String reason = "the mail server %s refuses %s with %d%s"
                .formatted(server.description(), what, code, detailed.find() ? " " + detailed.group() : "");
        return lasting && code >= 500 ? UndeliveredException.refused(reason) : UndeliveredException.unavailable(reason);
    }
}
