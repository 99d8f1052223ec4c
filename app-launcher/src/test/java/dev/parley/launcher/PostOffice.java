package dev.parley.launcher;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** A mail server for the agent and for people, over SMTP and IMAP. */
final class PostOffice implements AutoCloseable {
    static final String AGENT = "agent@parley.test";

    private final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort(),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP).dynamicPort()
    });

    PostOffice() {
        server.setUser(AGENT, AGENT, "secret");
        server.start();
    }

    String smtp() {
        return "smtp://127.0.0.1:%d?security=none".formatted(server.getSmtp().getPort());
    }

    String imap() {
        return "imap://agent%%40parley.test:secret@127.0.0.1:%d?security=none"
                .formatted(server.getImap().getPort());
    }

    /** What came to somebody, the oldest first. */
    List<MimeMessage> mailsTo(String address) {
        return stored(address).stream().map(StoredMessage::getMimeMessage).toList();
    }

    private List<StoredMessage> stored(String address) {
        GreenMailUser user = server.getUserManager().getUserByEmail(address);
        try {
            // A copy, made at once: the list goes on to change.
            return user == null
                    ? List.of()
                    : Arrays.asList(server.getManagers()
                            .getImapHostManager()
                            .getInbox(user)
                            .getMessages()
                            .toArray(StoredMessage[]::new));
        } catch (FolderException gone) {
            throw new AssertionError(gone);
        }
    }

    /** Replies to a mail; returns the reply's id. */
    String reply(String from, MimeMessage mail, String text) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty(
                "mail.smtp.port", Integer.toString(server.getSmtp().getPort()));
        Session session = Session.getInstance(properties);
        MimeMessage reply = new MimeMessage(session);
        reply.setFrom(new InternetAddress(from));
        reply.setRecipients(Message.RecipientType.TO, mail.getReplyTo());
        reply.setSubject("Re: " + mail.getSubject());
        reply.setHeader("In-Reply-To", mail.getMessageID());
        reply.setHeader("References", mail.getMessageID());
        reply.setText(text);
        reply.saveChanges();
        // As a server does that takes plus-addresses.
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(reply, new InternetAddress[] {new InternetAddress(AGENT)});
        }
        return reply.getMessageID();
    }

    /** Whether the agent has handled a mail. */
    boolean isHandled(String id) {
        return stored(AGENT).stream()
                .anyMatch(stored -> stored.isSet(Flags.Flag.SEEN) && id.equals(idOf(stored.getMimeMessage())));
    }

    private static String idOf(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (MessagingException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The text of a mail, without its other form. */
    static String text(MimeMessage mail) {
        try {
            Object content = mail.getContent();
            return content instanceof Multipart parts
                    ? parts.getBodyPart(0).getContent().toString()
                    : content.toString();
        } catch (MessagingException | IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
