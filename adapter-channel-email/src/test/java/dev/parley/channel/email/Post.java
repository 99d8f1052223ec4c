package dev.parley.channel.email;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;

/** A post office: an SMTP and an IMAP server with the mailboxes of the agent and of people. */
final class Post implements AutoCloseable {
    static final String AGENT = "agent@parley.test";
    static final String ANNA = "anna@example.com";
    static final String BOB = "bob@example.com";
    static final ReplyAddress REPLIES = ReplyAddress.parse(AGENT);

    private final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort(),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP).dynamicPort()
    });

    Post() {
        for (String address : List.of(AGENT, ANNA, BOB)) {
            server.setUser(address, "secret");
        }
        server.start();
    }

    GreenMail server() {
        return server;
    }

    MailServer smtp() {
        return new MailServer(
                "smtp", "127.0.0.1", server.getSmtp().getPort(), MailServer.Security.NONE, new Login.Nobody());
    }

    MailServer imap() {
        return imap(server.getImap().getPort());
    }

    MailServer imap(int port) {
        return new MailServer("imap", "127.0.0.1", port, MailServer.Security.NONE, new Login.Password(AGENT, "secret"));
    }

    /** What came to somebody, the oldest first. */
    List<MimeMessage> mails(String address) {
        return Arrays.stream(server.getReceivedMessagesForDomain(address)).toList();
    }

    /** Waits until somebody has so many mails; the last of them. */
    MimeMessage last(String address, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> mails(address).size() == count);
        return mails(address).getLast();
    }

    /** The last that came to somebody. */
    MimeMessage last(String address) {
        return mails(address).getLast();
    }

    /** Puts a mail into the agent's mailbox, as a server does that takes plus-addresses. */
    void deliver(String raw) {
        try {
            Properties properties = smtp().properties();
            Session session = Session.getInstance(properties);
            byte[] bytes = raw.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            MimeMessage mail = new MimeMessage(session, new ByteArrayInputStream(bytes));
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();
                transport.sendMessage(mail, new InternetAddress[] {new InternetAddress(AGENT)});
            }
        } catch (MessagingException failure) {
            throw new AssertionError(failure);
        }
    }

    static String header(Message mail, String name) {
        try {
            String[] values = mail.getHeader(name);
            return values == null ? "" : String.join(" | ", values);
        } catch (MessagingException failure) {
            throw new AssertionError(failure);
        }
    }

    /** A part of a mail in two forms, or all of it. */
    static String text(MimeMessage mail, int part) {
        try {
            if (mail.getContent() instanceof Multipart multipart) {
                BodyPart found = multipart.getBodyPart(part);
                return String.valueOf(found.getContent()).replace("\r\n", "\n");
            }
            return String.valueOf(mail.getContent()).replace("\r\n", "\n");
        } catch (MessagingException | IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
