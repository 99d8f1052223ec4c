package dev.parley.application.feed;

import dev.parley.application.port.DraftStore;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.Position;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The feeds of this node: one for each session that somebody watches or works on, and none for any other. A session with a feed is live;
 * there is a limit to how many are. Who may watch is decided by the use cases.
 */
public final class Feeds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Feeds.class.getName());

    private static final int ANY_NUMBER = 0;

    /** When a node that is full may have room again: soon, since people come and go all the time. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ConcurrentHashMap<SessionId, SessionFeed> feeds = new ConcurrentHashMap<>();
    private final AtomicInteger live = new AtomicInteger();
    private final int maximum;
    private final SessionStore store;
    private final DraftStore drafts;
    private final FeedbackQueue questions;
    private final EventBus bus;
    private final EventBus.Registration registration;

    @Inject
    public Feeds(Storage storage, ChatLimits limits) {
        this.maximum = limits.liveSessions();
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
     * @throws ChatException.Unavailable if this node has as many live sessions as allowed and this is not one of them
     */
    public Subscription watch(
            Session session, UserId watcher, @Nullable Position position, boolean visible, Runnable onNews) {
        return watch(hold(session.id(), maximum), session, watcher, position, visible, onNews);
    }

    /**
     * Waits for what a session that the caller has just worked on leads to, unseen by others: there is room for whatever was accepted.
     *
     * @param position where to begin
     */
    public Subscription follow(Session session, UserId watcher, Position position) {
        return watch(hold(session.id(), ANY_NUMBER), session, watcher, position, false, () -> {});
    }

    private Subscription watch(
            SessionFeed feed,
            Session session,
            UserId watcher,
            @Nullable Position position,
            boolean visible,
            Runnable onNews) {
        try {
            catchUp(feed, session.lastSeq());
        } catch (RuntimeException unavailable) {
            release(feed);
            throw unavailable;
        }
        boolean resetDue = position == null || position.seq() > session.lastSeq();
        Cursor cursor = new Cursor(position == null ? Position.START : position, feed.signalCount());
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
     *
     * @throws ChatException.Unavailable if this node has as many live sessions as allowed and this is not one of them
     */
    public Drafting prepare(SessionId id) {
        return new Drafting(this, hold(id, maximum));
    }

    /** Does the same for what must be done however full the node is: to stop, to end, and to go on with what was accepted. */
    public Drafting prepareAnyway(SessionId id) {
        return new Drafting(this, hold(id, ANY_NUMBER));
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
        feeds.computeIfPresent(feed.id(), (id, known) -> {
            if (known.use(-1) > 0) {
                return known;
            }
            live.decrementAndGet();
            return null;
        });
    }

    /** @param most sessions that may be live to make another one live; 0 for any number */
    private SessionFeed hold(SessionId id, int most) {
        return feeds.compute(id, (key, present) -> {
            SessionFeed feed = present;
            if (feed == null) {
                takeRoom(most);
                feed = new SessionFeed(key);
            }
            feed.use(1);
            return feed;
        });
    }

    private void takeRoom(int most) {
        int before = live.getAndUpdate(count -> most == ANY_NUMBER || count < most ? count + 1 : count);
        if (most != ANY_NUMBER && before >= most) {
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE,
                    "This server has as many sessions in use as it can take; try again in a moment.",
                    RETRY_AFTER);
        }
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
