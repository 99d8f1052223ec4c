package dev.parley.web.socket;

import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.domain.session.SessionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** One session that a connection watches: a cursor, and the frames that were read from it already. Used by one thread at a time. */
final class Watch {
    private final Subscription subscription;
    private final Deque<SharedFrame> read = new ArrayDeque<>(0);

    /** @param first frames that were read before */
    Watch(Subscription subscription, List<SharedFrame> first) {
        this.subscription = subscription;
        this.read.addAll(first);
    }

    SessionId sessionId() {
        return subscription.sessionId();
    }

    Subscription subscription() {
        return subscription;
    }

    /** What to send next; empty if there is nothing now. */
    List<SharedFrame> next() {
        if (read.isEmpty()) {
            return subscription.poll();
        }
        List<SharedFrame> first = List.copyOf(read);
        read.clear();
        return first;
    }

    /** Whether nothing will come any more. */
    boolean isOver() {
        return subscription.isOver();
    }
}
