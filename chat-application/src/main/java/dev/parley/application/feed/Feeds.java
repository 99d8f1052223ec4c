package dev.parley.application.feed;

import dev.parley.application.port.DraftStore;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.Position;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The feeds of this node: one for each session that somebody watches or works on, and none for any other. Who may watch is decided by the
 * use cases.
 */
public final class Feeds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Feeds.class.getName());

    private final ConcurrentHashMap<SessionId, SessionFeed> feeds = new ConcurrentHashMap<>();
    private final SessionStore store;
    private final DraftStore drafts;
    private final FeedbackQueue questions;
    private final EventBus bus;
    private final EventBus.Registration registration;

    @Inject
    public Feeds(Storage storage) {
        this.store = storage.sessions();
        this.drafts = storage.drafts();
        this.questions = storage.feedback();
        this.bus = storage.bus();
        this.registration = bus.listen(new Ear());
    }

    /** How many sessions are watched or worked on. */
    public int size() {
        return feeds.size();
    }

    /**
     * Begins to watch. The caller has checked that the watcher may, with the session as it is given here.
     *
     * @param position where to begin; null to begin with a snapshot
     * @param visible whether others see that the watcher is there
     * @param onNews called, on any thread, when there is something new to poll; must not block and must not throw
     */
    public Subscription watch(
            Session session, UserId watcher, @Nullable Position position, boolean visible, Runnable onNews) {
        SessionFeed feed = hold(session.id());
        try {
            catchUp(feed, session.lastSeq());
        } catch (RuntimeException unavailable) {
            release(feed);
            throw unavailable;
        }
        boolean resetDue = position == null || position.seq() > session.lastSeq();
        SessionFeed.Cursor cursor =
                new SessionFeed.Cursor(position == null ? Position.START : position, feed.signalCount());
        Subscription subscription = new Subscription(
                this, feed, store, drafts, questions, watcher, session.lastSeq(), visible, cursor, resetDue, onNews);
        feed.add(subscription);
        if (visible && feed.count(watcher, 1)) {
            bus.send(new Signal.Presence(session.id(), watcher, true));
        }
        return subscription;
    }

    /**
     * Takes hold of a session's feed before a change that may begin an answer, so that the feed hears of every change from then on.
     */
    public Drafting prepare(SessionId id) {
        return new Drafting(this, hold(id));
    }

    /** Looks for events that no hint told of. */
    public void refresh() {
        if (!feeds.isEmpty()) {
            store.endsOfLogs(feeds.keySet()).forEach((id, end) -> {
                SessionFeed feed = feeds.get(id);
                if (feed != null && feed.newest() < end) {
                    feed.accept(end, List.of());
                }
            });
        }
    }

    @Override
    public void close() {
        registration.close();
    }

    void leave(Subscription subscription, SessionFeed feed) {
        feed.remove(subscription);
        if (subscription.isVisible() && feed.count(subscription.watcher(), -1)) {
            bus.send(new Signal.Presence(feed.id(), subscription.watcher(), false));
        }
        release(feed);
    }

    void release(SessionFeed feed) {
        feeds.computeIfPresent(feed.id(), (id, known) -> known.use(-1) == 0 ? null : known);
    }

    private SessionFeed hold(SessionId id) {
        return feeds.compute(id, (key, present) -> {
            SessionFeed feed = present == null ? new SessionFeed(key) : present;
            feed.use(1);
            return feed;
        });
    }

    /**
     * Loads the session if its feed does not know it up to a sequence number, as after lost hints.
     *
     * @throws ChatException.NotFound if there is no such session any more
     */
    void catchUp(SessionFeed feed, long seq) {
        if (feed.isBehind(seq)) {
            Session session = store.find(feed.id()).orElseThrow(() -> new ChatException.NotFound("session"));
            OpenAnswer open = session.openAnswer();
            feed.open(session, open == null ? "" : drafts.text(session.id(), open.messageId()));
        }
    }

    private void refreshIfPossible() {
        try {
            refresh();
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "could not look for events; the next sweep does", trouble);
        }
    }

    /** Passes on what the bus tells. */
    private final class Ear implements EventBus.Listener {
        @Override
        public void onGap() {
            Thread.ofVirtual().name("parley-refresh").start(Feeds.this::refreshIfPossible);
        }

        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            SessionFeed feed = feeds.get(id);
            if (feed != null) {
                feed.accept(upTo, known);
            }
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.OfSession known) {
                SessionFeed feed = feeds.get(known.sessionId());
                if (feed != null) {
                    pass(known, feed);
                }
            }
        }

        private void pass(Signal.OfSession signal, SessionFeed feed) {
            switch (signal) {
                case Signal.Typing typing ->
                    feed.signal(new Frame.TypingFrame(typing.sessionId(), typing.user(), typing.active()));
                case Signal.Presence presence ->
                    feed.signal(new Frame.PresenceFrame(presence.sessionId(), presence.user(), presence.online()));
                case Signal.Drafted drafted -> feed.hintDraft(drafted.messageId(), drafted.length());
                case Signal.Stop stop -> {}
                case Signal.Released released -> {}
                case Signal.Notified notified -> {}
            }
        }
    }
}
