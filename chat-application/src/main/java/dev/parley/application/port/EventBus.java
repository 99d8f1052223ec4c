package dev.parley.application.port;

import dev.parley.domain.event.Event;
import dev.parley.domain.session.SessionId;
import java.util.List;

/**
 * Tells everybody who listens, on this node and on others, that something happened. What it says is a hint, never the truth: it may be
 * late, doubled, out of order or lost; the log is the truth.
 *
 * <p>Callers rely on this: publishing never blocks for long and never fails; a listener hears of what this node publishes on the publishing
 * thread, before the call returns; hints from other nodes arrive within moments when all is well. Every adapter passes {@code
 * EventBusContract}.
 */
public interface EventBus {
    /**
     * A session's log grew; called by the store after each change it stored.
     *
     * @param events the new events, in order, not empty
     */
    void committed(SessionId id, List<Event> events);

    /** Sends a signal that is not in any log. */
    void send(Signal signal);

    /** Begins to listen; closing the registration ends it. */
    Registration listen(Listener listener);

    /** Hears what happens; must not block and must not throw. */
    interface Listener {
        /**
         * A session's log has events up to a sequence number.
         *
         * @param known the events that led there, in order, as far as they came along; empty if only the number did
         */
        void onEvents(SessionId id, long upTo, List<Event> known);

        void onSignal(Signal signal);

        /** Hints from other nodes may have been lost; whoever relies on them should look for itself. */
        default void onGap() {}
    }

    /** Ends a listener's registration. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
