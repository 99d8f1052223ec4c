package dev.parley.persistence;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.domain.event.Event;
import dev.parley.domain.session.SessionId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listeners of this node at once, and those of other nodes through LISTEN and NOTIFY: what happened within a few milliseconds goes
 * out together, outside of any session's transaction, because NOTIFY takes a lock of the whole database when it commits.
 */
final class PostgresEventBus implements EventBus, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PostgresEventBus.class.getName());

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private final HintSender sender;
    private @Nullable HintReceiver receiver;

    PostgresEventBus(HintSender sender) {
        this.sender = sender;
    }

    /** Begins to hear other nodes. */
    void start(HintReceiver hints) {
        receiver = hints;
        sender.start();
        hints.start(this);
    }

    @Override
    public void committed(SessionId id, List<Event> events) {
        long upTo = events.getLast().seq();
        tell(listener -> listener.onEvents(id, upTo, events));
        sender.events(id, upTo);
    }

    @Override
    public void send(Signal signal) {
        tell(listener -> listener.onSignal(signal));
        sender.signal(signal);
    }

    /** What another node told. */
    void received(Hint hint) {
        switch (hint) {
            case Hint.Events events ->
                tell(listener -> listener.onEvents(events.sessionId(), events.upTo(), List.of()));
            case Hint.Signalled signalled -> tell(listener -> listener.onSignal(signalled.signal()));
        }
    }

    /** Hints of other nodes may have been lost. */
    void gap() {
        tell(Listener::onGap);
    }

    private void tell(Consumer<Listener> news) {
        for (Listener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException defect) {
                LOG.log(System.Logger.Level.ERROR, "a listener failed", defect);
            }
        }
    }

    @Override
    public Registration listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        sender.close();
        if (receiver != null) {
            receiver.close();
        }
    }
}
