package dev.parley.channel.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;

/** A mail whose id is ours, since the library would make one anew whenever it is sent, and that knows whether it was sent as a whole. */
final class OwnMessage extends MimeMessage {
    private final String id;
    private volatile boolean written;

    /** @param id with angle brackets */
    OwnMessage(Session session, String id) {
        super(session);
        this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    @Override
    public void writeTo(OutputStream out, String[] ignoredHeaders) throws IOException, MessagingException {
        super.writeTo(out, ignoredHeaders);
        written = true;
    }

    /** Whether all of it was sent to a server, whatever the server said then. */
    boolean isWritten() {
        return written;
    }
}
