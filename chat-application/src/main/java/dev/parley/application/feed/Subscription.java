package dev.parley.application.feed;

import dev.parley.application.port.DraftStore;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.LogPage;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Snapshot;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A watcher's place in a session. It holds a position and no queue: whoever reads slowly gets the text merged into fewer, longer deltas.
 *
 * <p>Read with {@link #poll} when {@code onNews} was called, or with {@link #await} on a thread of its own. One reader at a time; {@link
 * #close} may be called from anywhere.
 */
public final class Subscription implements AutoCloseable {
    /** Most frames that one read returns. */
    public static final int BATCH = 100;

    private static final int SNAPSHOT_MESSAGES = 100;

    /** A reader that reads slowly holds its snapshot for as long. */
    private static final int LONGEST_SNAPSHOT = 32 * 1024;

    private final Feeds feeds;
    private final SessionFeed feed;
    private final SessionStore store;
    private final DraftStore drafts;
    private final FeedbackQueue questions;
    private final UserId watcher;
    private final long admitted;
    private final boolean visible;
    private final Runnable onNews;
    private final Cursor cursor;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicBoolean news = new AtomicBoolean(true);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Thread waiting;
    private volatile boolean over;
    private boolean resetDue;

    /** @param admitted the end of the log when the watcher was found to have access */
    Subscription(
            Feeds feeds,
            SessionFeed feed,
            SessionStore store,
            DraftStore drafts,
            FeedbackQueue questions,
            UserId watcher,
            long admitted,
            boolean visible,
            Cursor cursor,
            boolean resetDue,
            Runnable onNews) {
        this.feeds = feeds;
        this.feed = feed;
        this.store = store;
        this.drafts = drafts;
        this.questions = questions;
        this.watcher = watcher;
        this.admitted = admitted;
        this.visible = visible;
        this.cursor = cursor;
        this.resetDue = resetDue;
        this.onNews = onNews;
    }

    public SessionId sessionId() {
        return feed.id();
    }

    /** Who watches. */
    public UserId watcher() {
        return watcher;
    }

    /** Whether others see that this watcher is there. */
    boolean isVisible() {
        return visible;
    }

    /** Where the reader stands after all frames it was given. */
    public Position position() {
        reading.lock();
        try {
            return cursor.position();
        } finally {
            reading.unlock();
        }
    }

    /** The users who watch this session through this node. */
    public Set<UserId> present() {
        return feed.present();
    }

    /** Whether nothing will come any more: it was closed, or the watcher lost access with the last frame it was given. */
    public boolean isOver() {
        return over;
    }

    /**
     * What is new, at most {@value #BATCH} events or the text so far; empty if nothing is. After frames were returned there may be more at
     * once; after none, {@code onNews} is called when there are.
     *
     * @throws ChatException.Unavailable if the storage cannot be reached; the position stays where it was
     * @throws ChatException.NotFound if the session was removed for good
     */
    public List<SharedFrame> poll() {
        reading.lock();
        try {
            news.set(false);
            if (over) {
                return List.of();
            }
            List<SharedFrame> frames = resetDue ? reset() : read();
            return forWatcher(frames);
        } finally {
            reading.unlock();
        }
    }

    /** Waits for what is new; empty if nothing came in time or nothing will come any more. */
    public List<SharedFrame> await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        waiting = Thread.currentThread();
        try {
            while (true) {
                List<SharedFrame> frames = poll();
                if (!frames.isEmpty() || over) {
                    return frames;
                }
                while (!news.get()) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return List.of();
                    }
                    LockSupport.parkNanos(this, left);
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
            }
        } finally {
            waiting = null;
        }
    }

    /** Called by the feed when there may be something new. */
    void notice() {
        if (news.compareAndSet(false, true)) {
            onNews.run();
        }
        Thread reader = waiting;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            over = true;
            feeds.leave(this, feed);
            notice();
        }
    }

    private List<SharedFrame> read() {
        while (true) {
            feeds.catchUp(feed, cursor.seq());
            loadDraft();
            long believed = feed.newest();
            List<SharedFrame> frames = feed.read(cursor, BATCH);
            if (frames != null) {
                return frames;
            }
            switch (store.eventsAfter(feed.id(), cursor.seq(), BATCH)) {
                case LogPage.Truncated truncated -> {
                    return reset();
                }
                case LogPage.Events page -> {
                    if (!page.events().isEmpty()) {
                        return pass(page.events());
                    }
                    if (!feed.correct(believed, cursor.seq())) {
                        throw new ChatException.NotFound("session");
                    }
                }
            }
        }
    }

    /** Fetches the text of an answer that is written on another node. */
    private void loadDraft() {
        AnswerText.Missing missing = feed.missing(cursor);
        if (missing == null) {
            return;
        }
        String text = null;
        try {
            text = drafts.textFrom(feed.id(), missing.messageId(), missing.offset());
        } finally {
            feed.loaded(missing, text);
        }
    }

    private List<SharedFrame> pass(List<Event> events) {
        feed.accept(events.getLast().seq(), events);
        List<SharedFrame> frames = new ArrayList<>(events.size());
        for (Event event : events) {
            frames.add(cursor.pass(new SharedFrame(new Frame.EventFrame(Position.after(event.seq()), event))));
        }
        return frames;
    }

    private List<SharedFrame> reset() {
        Snapshot snapshot = store.snapshot(feed.id(), SNAPSHOT_MESSAGES)
                .orElseThrow(() -> new ChatException.NotFound("session"))
                .shortened(LONGEST_SNAPSHOT);
        if (!mayRead(snapshot.session())) {
            over = true;
            return List.of();
        }
        List<FeedbackRequest> open = questions.open(feed.id());
        if (!mayStillRead(snapshot.session())) {
            over = true;
            return List.of();
        }
        Position position = Position.after(snapshot.session().lastSeq());
        resetDue = false;
        cursor.moveTo(position);
        return List.of(new SharedFrame(new Frame.ResetFrame(feed.id(), position, snapshot, open)));
    }

    private boolean mayRead(Session session) {
        return session.deletedAt() == null && session.accessOf(watcher) != Access.NONE;
    }

    /** Questions are newer than the snapshot; who was removed in between may not see them. Nobody removes the owner. */
    private boolean mayStillRead(Session session) {
        return session.accessOf(watcher) == Access.OWNER
                || store.find(feed.id()).filter(this::mayRead).isPresent();
    }

    /** Leaves out what the watcher did itself, and ends where the watcher's access ends. */
    private List<SharedFrame> forWatcher(List<SharedFrame> frames) {
        for (int i = 0; i < frames.size(); i++) {
            if (endsAccess(frames.get(i).frame())) {
                over = true;
                return List.copyOf(frames.subList(0, i + 1));
            }
        }
        return frames.stream().anyMatch(shared -> isOwn(shared.frame()))
                ? frames.stream().filter(shared -> !isOwn(shared.frame())).toList()
                : frames;
    }

    private boolean endsAccess(Frame frame) {
        return frame instanceof Frame.EventFrame(Position position, Event event)
                && event.seq() > admitted
                && switch (event.payload()) {
                    case EventPayload.ParticipantLeft left -> left.user().equals(watcher);
                    case EventPayload.SessionUpdated updated ->
                        updated.session().deleted();
                    default -> false;
                };
    }

    private boolean isOwn(Frame frame) {
        return switch (frame) {
            case Frame.TypingFrame typing -> typing.user().equals(watcher);
            case Frame.PresenceFrame presence -> presence.user().equals(watcher);
            case Frame.EventFrame event -> false;
            case Frame.DeltaFrame delta -> false;
            case Frame.ResetFrame reset -> false;
        };
    }
}
