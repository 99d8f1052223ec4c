package dev.parley.channel.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

/** A mail whose id is ours; the library would make one anew whenever it is sent. */
final class OwnMessage extends MimeMessage {
    private final String id;

    /** @param id with angle brackets */
    OwnMessage(Session session, String id) {
        super(session);
        this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }
}
