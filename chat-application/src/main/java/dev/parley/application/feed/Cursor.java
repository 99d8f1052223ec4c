package dev.parley.application.feed;

import dev.parley.domain.event.Event;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.event.Position;

/** A reader's place in a feed; used by one thread at a time. */
final class Cursor {
    private long seq;
    private int offset;
    private long signals;

    /** @param signals how many transient frames the reader does not get, since they came before */
    Cursor(Position position, long signals) {
        this.seq = position.seq();
        this.offset = position.offset();
        this.signals = signals;
    }

    Position position() {
        return new Position(seq, offset);
    }

    /** Of the last event that was read. */
    long seq() {
        return seq;
    }

    /** How much was read of the answer in progress. */
    int offset() {
        return offset;
    }

    /** How many transient frames came before what is read next. */
    long signals() {
        return signals;
    }

    void moveTo(Position position) {
        seq = position.seq();
        offset = position.offset();
    }

    void moveToSignal(long count) {
        signals = count;
    }

    /**
     * Moves behind an event. In the middle of an answer the position keeps the offset, so that a reader who comes back does not get the text
     * again.
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
