package dev.parley.channel.email;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How Parley reads the mails that come.
 *
 * @param imap which server keeps them
 * @param folder where it puts them
 * @param mailbox the address under which they come
 * @param judge the name by which that server says whether senders are who they claim to be (the first word of the header
 *     {@code Authentication-Results}), in lower case; null if it is not known
 * @param pause how long to wait for news; a server that tells them is asked no oftener, others are asked that often
 * @param patience how long to wait after trouble at first; each time twice as long, up to five minutes
 */
public record InboxSettings(
        MailServer imap,
        String folder,
        ReplyAddress mailbox,
        @Nullable String judge,
        Duration pause,
        Duration patience) {
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(2);

    /** A server that is said to have news by IDLE needs to be asked every few minutes, so that lost connections are noticed. */
    private static final Duration USUAL_PAUSE = Duration.ofMinutes(4);

    public static InboxSettings of(MailServer imap, ReplyAddress mailbox) {
        return new InboxSettings(imap, "INBOX", mailbox, null, USUAL_PAUSE, USUAL_PATIENCE);
    }

    public InboxSettings withFolder(String other) {
        return new InboxSettings(imap, other, mailbox, judge, pause, patience);
    }

    public InboxSettings judgedBy(@Nullable String server) {
        return new InboxSettings(imap, folder, mailbox, server, pause, patience);
    }

    public InboxSettings every(Duration otherPause, Duration otherPatience) {
        return new InboxSettings(imap, folder, mailbox, judge, otherPause, otherPatience);
    }
}
