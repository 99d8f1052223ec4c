package dev.parley.application.feed;

import dev.parley.domain.event.Event;
import dev.parley.domain.message.MessageId;
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
    /** The newest transient frames; a reader that is further behind misses the others. */
    private static final int SIGNALS = 32;

    private final SessionId id;
    private final ReentrantLock lock = new ReentrantLock();
    private final CopyOnWriteArrayList<Subscription> watchers = new CopyOnWriteArrayList<>();

    /** Guarded by the registry of feeds. */
    private int users;

    // Guarded by the lock from here on.
    private boolean opened;
    private long hinted;
    private final LogTail log = new LogTail();
    private final AnswerText answer;
    private final ArrayDeque<SharedFrame> signals = new ArrayDeque<>(0);
    private long signalCount;
    private final Map<UserId, Integer> present = new HashMap<>();

    SessionFeed(SessionId id) {
        this.id = id;
        this.answer = new AnswerText(id);
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
            return !opened || log.last() < seq;
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
            if (opened && session.lastSeq() <= log.last()) {
                return;
            }
            opened = true;
            log.restart(session.lastSeq());
            answer.restore(session.openAnswer(), savedText);
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
            news = upTo > Math.max(log.last(), hinted);
            hinted = Math.max(hinted, upTo);
            if (opened) {
                for (Event event : events) {
                    if (log.append(event)) {
                        answer.pass(event);
                        news = true;
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        if (news) {
            wake();
        }
    }

    /** Begins to take in the text of an answer. */
    void begin(MessageId messageId) {
        lock.lock();
        try {
            answer.begin(messageId);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hears that the saved part of an answer grew, which may be written on another node. What is told of any other answer than the one in
     * progress does not matter: the text of one that begins is looked for in any case.
     */
    void hintDraft(MessageId messageId, int length) {
        boolean behind;
        lock.lock();
        try {
            behind = answer.hint(messageId, length);
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
    AnswerText.@Nullable Missing missing(Cursor cursor) {
        lock.lock();
        try {
            return cursor.seq() == log.last() ? answer.missing() : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a load.
     *
     * @param text what was found; null if the load failed
     */
    void loaded(AnswerText.Missing missing, @Nullable String text) {
        boolean news;
        lock.lock();
        try {
            news = answer.loaded(missing, text);
        } finally {
            lock.unlock();
        }
        if (news) {
            wake();
        }
    }

    /** Adds text of an answer; text of any other than the one in progress is ignored. */
    void grow(MessageId messageId, int offset, String piece) {
        boolean grown;
        lock.lock();
        try {
            grown = answer.grow(messageId, offset, piece);
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
            return Math.max(log.last(), hinted);
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
                hinted = Math.max(log.last(), logEnd);
            }
            return logEnd >= log.last();
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
            if (cursor.seq() < log.last()) {
                return log.read(cursor, most);
            }
            if (cursor.seq() < hinted) {
                return null;
            }
            List<SharedFrame> frames = new ArrayList<>(1);
            readSignals(cursor, frames);
            answer.read(cursor, frames);
            return frames;
        } finally {
            lock.unlock();
        }
    }

    private void readSignals(Cursor cursor, List<SharedFrame> frames) {
        long unread = Math.min(signalCount - cursor.signals(), signals.size());
        if (unread > 0) {
            signals.stream().skip(signals.size() - unread).forEach(frames::add);
        }
        cursor.moveToSignal(signalCount);
    }

    private void wake() {
        for (Subscription watcher : watchers) {
            watcher.notice();
        }
    }
}
