package dev.parley.application.testkit;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.domain.event.Event;
import dev.parley.domain.session.SessionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A bus that hears everything another one tells and passes it on as badly as the port allows. Safe for many threads.
 */
public final class UnreliableBus implements EventBus {
    private final EventBus bus;
    private final List<Hint> held = Collections.synchronizedList(new ArrayList<>());
    private volatile Mood mood = Mood.reliable();
    private volatile boolean losingSignals;

    /** What happens to a hint. */
    public enum Fate {
        PASS,
        LOSE,
        /** Passes it on twice. */
        DOUBLE,
        /** Passes on the number alone. */
        STRIP,
        /** Keeps it for {@link UnreliableBus#deliverHeld}. */
        HOLD
    }

    /** Decides about each hint. */
    @FunctionalInterface
    public interface Mood {
        Fate fateOf(SessionId id, List<Event> events);

        static Mood reliable() {
            return (id, events) -> Fate.PASS;
        }

        static Mood always(Fate fate) {
            return (id, events) -> fate;
        }

        /** Any of the fates but LOSE, which would need somebody who gives another hint. */
        static Mood random(Random random) {
            Fate[] fates = {Fate.PASS, Fate.DOUBLE, Fate.STRIP, Fate.HOLD};
            return (id, events) -> {
                synchronized (random) {
                    return fates[random.nextInt(fates.length)];
                }
            };
        }
    }

    private record Hint(Listener listener, SessionId id, long upTo, List<Event> known) {
        void deliver() {
            listener.onEvents(id, upTo, known);
        }
    }

    public UnreliableBus(EventBus bus) {
        this.bus = bus;
    }

    public UnreliableBus mood(Mood changed) {
        mood = changed;
        return this;
    }

    /** From now on no signal arrives. */
    public void loseSignals() {
        losingSignals = true;
    }

    /** Passes on what was held, in any order. */
    public void deliverHeld(Random random) {
        List<Hint> late;
        synchronized (held) {
            late = new ArrayList<>(held);
            held.clear();
        }
        Collections.shuffle(late, random);
        late.forEach(Hint::deliver);
    }

    @Override
    public void committed(SessionId id, List<Event> events) {
        bus.committed(id, events);
    }

    @Override
    public void send(Signal signal) {
        bus.send(signal);
    }

    @Override
    public Registration listen(Listener listener) {
        return bus.listen(new Listener() {
            @Override
            public void onEvents(SessionId id, long upTo, List<Event> known) {
                Hint hint = new Hint(listener, id, upTo, known);
                switch (mood.fateOf(id, known)) {
                    case PASS -> hint.deliver();
                    case LOSE -> {}
                    case DOUBLE -> {
                        hint.deliver();
                        hint.deliver();
                    }
                    case STRIP -> listener.onEvents(id, upTo, List.of());
                    case HOLD -> held.add(hint);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                if (!losingSignals) {
                    listener.onSignal(signal);
                }
            }
        });
    }

    /** How many hints wait. */
    public int heldHints() {
        return held.size();
    }
}
