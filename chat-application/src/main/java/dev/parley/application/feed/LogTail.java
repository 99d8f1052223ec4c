package dev.parley.application.feed;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The newest events of a session's log, without a gap; the store has the others. Guarded by the lock of its feed. */
final class LogTail {
    /** How many events are kept at most. */
    static final int LENGTH = 100;

    /** How long they may be all together, in UTF-16 code units of what they tell: there is a tail for each live session. */
    static final int LONGEST = 64 * 1024;

    private long last;
    private int kept;
    private int length;

    /** By sequence number; made when the first event comes, since most sessions that are watched are idle. */
    private @Nullable SharedFrame @Nullable [] ring;

    /** The sequence number of the last event. */
    long last() {
        return last;
    }

    /** Begins anew, without events, behind one. */
    void restart(long seq) {
        while (kept > 0) {
            forgetOldest();
        }
        last = seq;
    }

    /** Takes in an event if it is the next one. */
    boolean append(Event event) {
        if (event.seq() != last + 1) {
            return false;
        }
        @Nullable SharedFrame[] frames = ring;
        if (frames == null) {
            frames = new @Nullable SharedFrame[LENGTH];
            ring = frames;
        }
        if (kept == LENGTH) {
            forgetOldest();
        }
        last = event.seq();
        frames[place(last)] = new SharedFrame(new Frame.EventFrame(Position.after(last), event));
        kept++;
        length += lengthOf(event.payload());
        while (kept > 1 && length > LONGEST) {
            forgetOldest();
        }
        return true;
    }

    private void forgetOldest() {
        int place = place(last - kept + 1);
        @Nullable SharedFrame[] frames = Objects.requireNonNull(ring);
        if (Objects.requireNonNull(frames[place]).frame() instanceof Frame.EventFrame oldest) {
            length -= lengthOf(oldest.event().payload());
        }
        frames[place] = null;
        kept--;
    }

    private static int place(long seq) {
        return (int) (seq % LENGTH);
    }

    /** Of those that can be long; others are taken for nothing. */
    private static int lengthOf(EventPayload payload) {
        if (payload instanceof EventPayload.Custom custom) {
            return custom.payload().text().length();
        }
        if (payload instanceof EventPayload.AnswerEnded ended) {
            return ended.message().length();
        }
        if (payload instanceof EventPayload.MessageCreated created) {
            return created.message().length();
        }
        if (payload instanceof EventPayload.ToolFinished finished) {
            return finished.message().length();
        }
        if (payload instanceof EventPayload.ToolCalled called) {
            return called.call().arguments().length();
        }
        return payload instanceof EventPayload.SessionUpdated updated
                ? updated.session().metadata().json().text().length()
                : 0;
    }

    /**
     * Reads on from a cursor that is not at the end, and moves it.
     *
     * @param most most events to read
     * @return null if the events that follow are not kept
     */
    @Nullable
    List<SharedFrame> read(Cursor cursor, int most) {
        @Nullable SharedFrame[] frames = ring;
        if (frames == null || cursor.seq() < last - kept) {
            return null;
        }
        List<SharedFrame> read = new ArrayList<>();
        while (cursor.seq() < last && read.size() < most) {
            read.add(cursor.pass(Objects.requireNonNull(frames[place(cursor.seq() + 1)])));
        }
        return read;
    }
}
