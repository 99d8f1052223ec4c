package dev.parley.application.feed;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of a session that somebody watches or works on: the tail of its log and its draft. Everything older comes from the
 * store. Safe for many threads; the lock is never held over I/O or while watchers are woken.
 */
final class SessionFeed {
    /** How many of the newest events are kept; the store has the others. */
    static final int TAIL = 100;

    /** So much more than is known may be saved: it has to be looked for. */
    private static final int UNKNOWN = 1;

    private static final int SIGNALS = 32;
    private static final int LONGEST_DELTA = 16 * 1024;

    private final SessionId id;
    private final ReentrantLock lock = new ReentrantLock();
    private final CopyOnWriteArrayList<Subscription> watchers = new CopyOnWriteArrayList<>();

    /** Guarded by the registry of feeds. */
    private int users;

    // Guarded by the lock from here on.
    private boolean opened;
    private long last;
    private long hinted;
    private int kept;
    private SharedFrame @Nullable [] tail;
    private @Nullable OpenAnswer open;
    private @Nullable Draft draft;

    /** How much of the answer in progress is saved, as far as hints told. */
    private int draftedLength;

    private boolean loadingDraft;
    private final ArrayDeque<SharedFrame> signals = new ArrayDeque<>(0);
    private long signalCount;
    private final Map<UserId, Integer> present = new HashMap<>();

    SessionFeed(SessionId id) {
        this.id = id;
    }

    SessionId id() {
        return id;
    }

    /** Counts those who use the feed. */
    int use(int change) {
        users += change;
        return users;
    }

    /** Whether the session has to be {@linkplain #open loaded} before somebody who stands at a sequence number can read here. */
    boolean isBehind(long seq) {
        lock.lock();
        try {
            return !opened || last < seq;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes over the state of the session, unless it is known up to there already. That closes a gap that hints left.
     *
     * @param savedText what is saved of the answer in progress
     */
    void open(Session session, String savedText) {
        lock.lock();
        try {
            if (opened && session.lastSeq() <= last) {
                return;
            }
            opened = true;
            last = session.lastSeq();
            kept = 0;
            open = session.openAnswer();
            if (open == null) {
                draft = null;
            } else if (draft == null || !draft.messageId().equals(open.messageId())) {
                draft = new Draft(open.messageId(), savedText);
                draftedLength = savedText.length() + UNKNOWN; // there may have been hints meanwhile
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Takes in what the log got; a gap is remembered and filled by the next reader. */
    void accept(long upTo, List<Event> events) {
        boolean news;
        lock.lock();
        try {
            long before = last;
            news = upTo > Math.max(last, hinted);
            hinted = Math.max(hinted, upTo);
            if (opened) {
                for (Event event : events) {
                    if (event.seq() == last + 1) {
                        append(event);
                    }
                }
            }
            news |= last > before;
        } finally {
            lock.unlock();
        }
        if (news) {
            wake();
        }
    }

    private void append(Event event) {
        if (tail == null) {
            tail = new SharedFrame[TAIL];
        }
        last = event.seq();
        tail[(int) (last % TAIL)] = new SharedFrame(new Frame.EventFrame(Position.after(last), event));
        kept = Math.min(kept + 1, TAIL);
        if (event.payload() instanceof EventPayload.MessageStarted started) {
            open = new OpenAnswer(started.messageId(), started.turnId(), last);
            draftedLength = UNKNOWN;
        } else if (event.payload() instanceof EventPayload.AnswerEnded ended) {
            open = null;
            if (draft != null && draft.messageId().equals(ended.message().id())) {
                draft = null;
            }
        }
    }

    /** Begins to take in the text of an answer. */
    void begin(MessageId messageId) {
        lock.lock();
        try {
            draft = new Draft(messageId, "");
            draftedLength = 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hears that the saved part of an answer grew, which may be written on another node. What is told of any other answer than the one in
     * progress does not matter: the text of one that begins is looked for in any case.
     */
    void hintDraft(MessageId messageId, int length) {
        boolean behind = false;
        lock.lock();
        try {
            if (open != null && open.messageId().equals(messageId)) {
                draftedLength = length;
                behind = knownLength(messageId) < length;
            }
        } finally {
            lock.unlock();
        }
        if (behind) {
            wake();
        }
    }

    /**
     * What a reader has to load from the store before it reads on: the saved text of the answer in progress behind what is known here. Whoever
     * gets it must call {@link #loaded}; meanwhile no other reader gets it.
     *
     * @return null if there is nothing to load
     */
    @Nullable
    Missing missing(Cursor cursor) {
        lock.lock();
        try {
            if (loadingDraft || open == null || cursor.seq != last) {
                return null;
            }
            int known = knownLength(open.messageId());
            if (known >= draftedLength) {
                return null;
            }
            loadingDraft = true;
            return new Missing(open.messageId(), known, draftedLength);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a load.
     *
     * @param text what was found; null if the load failed
     */
    void loaded(Missing missing, @Nullable String text) {
        boolean news;
        lock.lock();
        try {
            loadingDraft = false;
            if (text == null || open == null || !open.messageId().equals(missing.messageId())) {
                return;
            }
            if (draft == null || !draft.messageId().equals(missing.messageId())) {
                draft = new Draft(missing.messageId(), "");
            }
            news = draft.append(missing.offset(), text);
            if (draftedLength == missing.believed()) {
                draftedLength = Math.min(draftedLength, draft.length());
            }
            news |= draft.length() < draftedLength;
        } finally {
            lock.unlock();
        }
        if (news) {
            wake();
        }
    }

    private int knownLength(MessageId messageId) {
        return draft != null && draft.messageId().equals(messageId) ? draft.length() : 0;
    }

    /**
     * Text that is saved but not known here.
     *
     * @param believed how much was believed to be saved when the load began
     */
    record Missing(MessageId messageId, int offset, int believed) {}

    /** Adds text of an answer; text of any other than the one in progress is ignored. */
    void grow(MessageId messageId, int offset, String piece) {
        boolean grown;
        lock.lock();
        try {
            grown = draft != null && draft.messageId().equals(messageId) && draft.append(offset, piece);
        } finally {
            lock.unlock();
        }
        if (grown) {
            wake();
        }
    }

    /** Tells those who watch now something that is in no log. */
    void signal(Frame frame) {
        lock.lock();
        try {
            if (signals.size() == SIGNALS) {
                signals.removeFirst();
            }
            signals.addLast(new SharedFrame(frame));
            signalCount++;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Adds a watcher, who begins with the signals from now on. */
    void add(Subscription watcher) {
        watchers.add(watcher);
    }

    void remove(Subscription watcher) {
        watchers.remove(watcher);
    }

    /** Counts a user's watchers; true if the user appeared or disappeared by it. */
    boolean count(UserId user, int change) {
        lock.lock();
        try {
            int before = present.getOrDefault(user, 0);
            int after = before + change;
            if (after == 0) {
                present.remove(user);
            } else {
                present.put(user, after);
            }
            return (before == 0) != (after == 0);
        } finally {
            lock.unlock();
        }
    }

    Set<UserId> present() {
        lock.lock();
        try {
            return new TreeSet<>(present.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** The newest sequence number this node knows of. */
    long newest() {
        lock.lock();
        try {
            return Math.max(last, hinted);
        } finally {
            lock.unlock();
        }
    }

    long signalCount() {
        lock.lock();
        try {
            return signalCount;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a hint that turned out to promise more than the log has, unless another one came meanwhile.
     *
     * @param believed the hint that made the reader ask the store
     * @return false if the log ends before what was read from it, which is then no more
     */
    boolean correct(long believed, long logEnd) {
        lock.lock();
        try {
            if (hinted == believed) {
                hinted = Math.max(last, logEnd);
            }
            return logEnd >= last;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads on from a cursor and moves it.
     *
     * @param most most frames to read
     * @return null if the events that follow have to be read from the store first
     */
    @Nullable
    List<SharedFrame> read(Cursor cursor, int most) {
        lock.lock();
        try {
            if (cursor.seq < last) {
                if (cursor.seq < last - kept) {
                    return null;
                }
                return readTail(cursor, most);
            }
            if (cursor.seq < hinted) {
                return null;
            }
            List<SharedFrame> frames = new ArrayList<>(1);
            readSignals(cursor, frames);
            readDraft(cursor, frames);
            return frames;
        } finally {
            lock.unlock();
        }
    }

    private List<SharedFrame> readTail(Cursor cursor, int most) {
        SharedFrame[] newest = tail;
        if (newest == null) {
            throw new IllegalStateException("the tail has no events, but " + kept + " are kept");
        }
        List<SharedFrame> frames = new ArrayList<>();
        while (cursor.seq < last && frames.size() < most) {
            frames.add(cursor.pass(newest[(int) ((cursor.seq + 1) % TAIL)]));
        }
        return frames;
    }

    private void readSignals(Cursor cursor, List<SharedFrame> frames) {
        long unread = Math.min(signalCount - cursor.signals, signals.size());
        if (unread > 0) {
            signals.stream().skip(signals.size() - unread).forEach(frames::add);
        }
        cursor.signals = signalCount;
    }

    private void readDraft(Cursor cursor, List<SharedFrame> frames) {
        if (open == null || draft == null || !draft.messageId().equals(open.messageId())) {
            return;
        }
        while (cursor.offset < draft.length()) {
            SharedFrame delta = delta(cursor, draft);
            frames.add(delta);
            if (delta.frame() instanceof Frame.DeltaFrame frame) {
                cursor.offset = frame.position().offset();
            }
        }
    }

    private SharedFrame delta(Cursor cursor, Draft grown) {
        Draft.Slice slice = grown.from(cursor.offset, LONGEST_DELTA);
        Position behind = new Position(cursor.seq, slice.offset() + slice.text().length());
        SharedFrame latest = grown.latestDelta();
        if (latest != null
                && latest.frame() instanceof Frame.DeltaFrame same
                && same.offset() == slice.offset()
                && same.position().equals(behind)) {
            return latest;
        }
        SharedFrame fresh =
                new SharedFrame(new Frame.DeltaFrame(id, behind, grown.messageId(), slice.offset(), slice.text()));
        grown.remember(fresh);
        return fresh;
    }

    private void wake() {
        for (Subscription watcher : watchers) {
            watcher.notice();
        }
    }

    /** A place in the feed; used by one thread at a time. */
    static final class Cursor {
        private long seq;
        private int offset;
        private long signals;

        Cursor(Position position, long signals) {
            this.seq = position.seq();
            this.offset = position.offset();
            this.signals = signals;
        }

        Position position() {
            return new Position(seq, offset);
        }

        long seq() {
            return seq;
        }

        void moveTo(Position position) {
            seq = position.seq();
            offset = position.offset();
        }

        /**
         * Moves behind an event. In the middle of an answer the position keeps the offset, so that a reader who comes back does not
         * get the text again.
         */
        SharedFrame pass(SharedFrame shared) {
            if (!(shared.frame() instanceof Frame.EventFrame frame)) {
                throw new IllegalArgumentException("not an event: " + shared.frame());
            }
            Event event = frame.event();
            seq = event.seq();
            if (event.payload() instanceof EventPayload.MessageStarted
                    || event.payload() instanceof EventPayload.AnswerEnded) {
                offset = 0;
            }
            return offset == 0 ? shared : new SharedFrame(new Frame.EventFrame(position(), event));
        }
    }
}
