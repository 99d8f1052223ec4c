package dev.parley.memory;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.domain.event.Event;
import dev.parley.domain.session.SessionId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells the listeners of one process, on the thread of the one who publishes. */
public final class InMemoryEventBus implements EventBus {
    private static final System.Logger LOG = System.getLogger(InMemoryEventBus.class.getName());

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    @Override
    public void committed(SessionId id, List<Event> events) {
        long upTo = events.getLast().seq();
        tell(listener -> listener.onEvents(id, upTo, events));
    }

    @Override
    public void send(Signal signal) {
        tell(listener -> listener.onSignal(signal));
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
}
