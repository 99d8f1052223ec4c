package dev.parley.application.feed;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest events of a session's log, without a gap; the store has the others. Guarded by the lock of its feed. */
final class LogTail {
    /** How many events are kept. */
    static final int LENGTH = 100;

    private long last;
    private int kept;

    /** By sequence number; made when the first event comes, since most sessions that are watched are idle. */
    private SharedFrame @Nullable [] ring;

    /** The sequence number of the last event. */
    long last() {
        return last;
    }

    /** Begins anew, without events, behind one. */
    void restart(long seq) {
        last = seq;
        kept = 0;
    }

    /** Takes in an event if it is the next one. */
    boolean append(Event event) {
        if (event.seq() != last + 1) {
            return false;
        }
        SharedFrame[] frames = ring;
        if (frames == null) {
            frames = new SharedFrame[LENGTH];
            ring = frames;
        }
        last = event.seq();
        frames[(int) (last % LENGTH)] = new SharedFrame(new Frame.EventFrame(Position.after(last), event));
        kept = Math.min(kept + 1, LENGTH);
        return true;
    }

    /**
     * Reads on from a cursor that is not at the end, and moves it.
     *
     * @param most most events to read
     * @return null if the events that follow are not kept
     */
    @Nullable
    List<SharedFrame> read(Cursor cursor, int most) {
        SharedFrame[] frames = ring;
        if (frames == null || cursor.seq() < last - kept) {
            return null;
        }
        List<SharedFrame> read = new ArrayList<>();
        while (cursor.seq() < last && read.size() < most) {
            read.add(cursor.pass(frames[(int) ((cursor.seq() + 1) % LENGTH)]));
        }
        return read;
    }
}
