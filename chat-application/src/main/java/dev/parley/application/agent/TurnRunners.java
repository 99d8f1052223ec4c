package dev.parley.application.agent;

import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Drafting;
import dev.parley.application.feed.Feeds;
import dev.parley.application.port.EventBus;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.LogContext;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.Event;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The turns that this node works on. Changes that may start a turn go through {@link #change}, which starts the work once the change is
 * stored.
 */
public final class TurnRunners implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TurnRunners.class.getName());

    private final SessionStore store;
    private final EventBus bus;
    private final Feeds feeds;
    private final LogContext logs;
    private final TurnRules rules;
    private final TurnRunner.Tools tools;
    private final HeldLeases leases;
    private final Map<TurnId, TurnRunner> running = new ConcurrentHashMap<>();
    private final Map<TurnId, CancelReason> earlyStops = Collections.synchronizedMap(new EarlyStops());
    private final EventBus.Registration registration;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private volatile boolean draining;

    public TurnRunners(
            NodeId node,
            Storage storage,
            Feeds feeds,
            TurnRules rules,
            LanguageModel model,
            ToolBox toolBox,
            Profiles profiles,
            Contexts contexts,
            DraftSaver saver,
            ChatLimits limits,
            LogContext logs) {
        this.store = storage.sessions();
        this.bus = storage.bus();
        this.feeds = feeds;
        this.logs = logs;
        this.rules = rules;
        this.tools = new TurnRunner.Tools(store, rules, model, toolBox, profiles, contexts, saver, limits, logs, this);
        this.leases = new HeldLeases(node, storage, limits.lease());
        this.registration = bus.listen(new Ear());
    }

    /**
     * What a change leads to.
     *
     * @param work what this node has to do; null if there is nothing
     * @param stopped a running turn that was asked to stop; null if there is none
     */
    public record Outcome<T>(
            T result, @Nullable TurnWork work, @Nullable Turn stopped) {
        public static <T> Outcome<T> of(T result) {
            return new Outcome<>(result, null, null);
        }

        public static <T> Outcome<T> of(T result, @Nullable TurnWork work) {
            return new Outcome<>(result, work, null);
        }
    }

    /** Changes a session and, once that is stored, does what it leads to. */
    public <T> T change(SessionId id, Function<SessionChange, Outcome<T>> work) {
        return change(id, feeds.prepareAnyway(id), work);
    }

    /**
     * Does the same for somebody who wants something new of the agent.
     *
     * @throws ChatException.Unavailable if this node has as many live sessions as allowed and this is not one of them
     */
    public <T> T changeIfRoom(SessionId id, Function<SessionChange, Outcome<T>> work) {
        return change(id, feeds.prepare(id), work);
    }

    private <T> T change(SessionId id, Drafting drafting, Function<SessionChange, Outcome<T>> work) {
        Outcome<T> outcome;
        try {
            outcome = store.<Outcome<T>>change(id, work);
        } catch (Throwable nothingStored) {
            drafting.close();
            throw nothingStored;
        }
        launch(outcome.work(), drafting, logs.marks());
        Turn stopped = outcome.stopped();
        if (stopped != null && stopped.stopRequested() != null) {
            bus.send(new Signal.Stop(id, stopped.id(), stopped.stopRequested()));
        }
        return outcome.result();
    }

    /** How many turns this node works on. */
    public int size() {
        return running.size();
    }

    /** Keeps the leases of this node alive and lets go of the turns that it has lost. */
    public void renewLeases() {
        List<TurnRunner> holders = List.copyOf(running.values());
        Map<TurnId, Turn> kept =
                leases.renew(holders.stream().map(TurnRunner::turn).toList());
        for (TurnRunner runner : holders) {
            Turn turn = kept.get(runner.turn().id());
            if (turn == null) {
                runner.abandon();
            } else if (turn.stopRequested() != null) {
                runner.stop(turn.stopRequested());
            }
        }
    }

    /** Takes over turns that nobody works on. */
    public void reviveAbandoned(int limit) {
        if (draining) {
            return;
        }
        leases.abandoned(limit).forEach(this::revive);
    }

    private void revive(SessionId id) {
        try {
            change(id, change -> Outcome.of(change.session(), isAtWork(change) ? null : rules.revive(change)));
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "a turn could not be taken over; trying again", trouble);
        }
    }

    /** Whether this node works on the current turn: it does not take over from itself, however late it is with its leases. */
    private boolean isAtWork(SessionChange change) {
        return change.openTurns().stream().filter(Turn::isCurrent).anyMatch(turn -> {
            TurnRunner runner = running.get(turn.id());
            return runner != null && runner.turn().attempt() == turn.attempt();
        });
    }

    /**
     * Begins no more work, waits for what runs, and gives up the rest, so that other nodes can take over at once.
     *
     * @param grace how long to wait
     */
    public void drain(Duration grace) {
        draining = true;
        if (!awaitQuiet(grace)) {
            running.values().forEach(TurnRunner::abandon);
            awaitQuiet(Duration.ofSeconds(2));
        }
        tools.saver().flush(); // what was shown of answers that are given up must be there for who takes them over
        leases.release();
    }

    @Override
    public void close() {
        registration.close();
    }

    /** Called by a runner that ended; goes on with what comes next. */
    void ended(TurnRunner runner, @Nullable TurnWork next, Drafting drafting) {
        running.remove(runner.turn().id(), runner);
        launch(next, drafting, Map.of());
        lock.lock();
        try {
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @param marks of what began the work, for log lines */
    private void launch(@Nullable TurnWork work, Drafting drafting, Map<String, String> marks) {
        if (work == null || draining) {
            drafting.close();
            if (work != null && leases.areReleased()) {
                leases.release(); // a message came after the drain
            }
            return;
        }
        TurnRunner runner = new TurnRunner(tools, work, drafting, marks);
        TurnRunner newest = running.merge(work.turn().id(), runner, TurnRunners::newerOf);
        if (newest != runner) {
            drafting.close(); // the turn was taken over, by this very node, before its work could begin
            return;
        }
        CancelReason early = earlyStops.remove(work.turn().id());
        if (early != null) {
            runner.stop(early);
        }
        if (draining) {
            runner.abandon(); // the drain may have looked for runners before this one was there
        }
        Thread.ofVirtual().name("parley-turn-" + work.turn().id()).start(runner);
    }

    private static TurnRunner newerOf(TurnRunner known, TurnRunner fresh) {
        TurnRunner newer = known.turn().attempt() < fresh.turn().attempt() ? fresh : known;
        TurnRunner older = newer.equals(known) ? fresh : known;
        older.abandon();
        return newer;
    }

    private void stop(TurnId id, CancelReason reason) {
        earlyStops.put(id, reason);
        TurnRunner runner = running.get(id);
        if (runner != null) {
            earlyStops.remove(id);
            runner.stop(reason);
        }
    }

    private boolean awaitQuiet(Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!running.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = quiet.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Hears of stops, from this node and from others. */
    private final class Ear implements EventBus.Listener {
        @Override
        public void onEvents(SessionId id, long upTo, List<Event> known) {
            // What is in the log does not concern the runners.
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.Stop(SessionId session, TurnId turn, CancelReason reason)) {
                stop(turn, reason);
            }
            if (signal instanceof Signal.Released(SessionId session) && !draining) {
                Thread.ofVirtual().name("parley-takeover").start(() -> revive(session));
            }
        }
    }

    /** Stops of turns that this node does not run: most run elsewhere, a few are about to be launched here. */
    private static final class EarlyStops extends LinkedHashMap<TurnId, CancelReason> {
        private static final long serialVersionUID = 1;
        private static final int REMEMBERED = 1_000;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TurnId, CancelReason> eldest) {
            return size() > REMEMBERED;
        }
    }
}
