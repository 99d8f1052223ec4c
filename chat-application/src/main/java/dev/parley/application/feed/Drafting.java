package dev.parley.application.feed;

import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Session;

/** The hand of the one who writes answers into a session's feed; keeps the feed alive until it is closed. */
public final class Drafting implements AutoCloseable {
    private final Feeds feeds;
    private final SessionFeed feed;

    Drafting(Feeds feeds, SessionFeed feed) {
        this.feeds = feeds;
        this.feed = feed;
    }

    /**
     * An answer begins with an empty text.
     *
     * @param session the session as the change left it that began the answer
     */
    public void begin(Session session, MessageId messageId) {
        feed.open(session, "");
        feed.begin(messageId);
    }

    /**
     * The answer grows.
     *
     * @param offset where the piece begins in the answer, in UTF-16 code units
     * @param piece whole code points
     */
    public void grow(MessageId messageId, int offset, String piece) {
        feed.grow(messageId, offset, piece);
    }

    @Override
    public void close() {
        feeds.release(feed);
    }
}
