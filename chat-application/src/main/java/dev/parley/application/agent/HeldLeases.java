package dev.parley.application.agent;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.application.port.TurnQueue;
import dev.parley.domain.ChatException;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The leases of the turns that this node works on, and whether it may take over those of other nodes. Safe for many threads. */
final class HeldLeases {
    private static final System.Logger LOG = System.getLogger(HeldLeases.class.getName());

    private final NodeId node;
    private final TurnQueue queue;
    private final EventBus bus;
    private final Duration length;

    /** Held while leases are renewed or released, so that none is renewed any more once all were released. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile long takesOverFrom = System.nanoTime();
    private volatile boolean released;

    HeldLeases(NodeId node, Storage storage, Duration length) {
        this.node = node;
        this.queue = storage.turns();
        this.bus = storage.bus();
        this.length = length;
    }

    /**
     * Renews the leases of turns.
     *
     * @return those that this node still holds, as they are stored; none once all were released
     */
    Map<TurnId, Turn> renew(List<Turn> held) {
        lock.lock();
        try {
            if (held.isEmpty() || released) {
                return Map.of();
            }
            return queue.renew(node, held, length).stream().collect(Collectors.toMap(Turn::id, Function.identity()));
        } catch (ChatException.Unavailable away) {
            holdBack();
            throw away;
        } finally {
            lock.unlock();
        }
    }

    /** Sessions with a turn that nobody works on; none as long as that is only because the storage was away. */
    List<SessionId> abandoned(int limit) {
        List<SessionId> abandoned;
        try {
            abandoned = queue.abandoned(limit);
        } catch (ChatException.Unavailable away) {
            holdBack();
            throw away;
        }
        return System.nanoTime() - takesOverFrom >= 0 ? abandoned : List.of();
    }

    /** While the storage was away nobody could renew a lease: those who still work get the time to do so. */
    private void holdBack() {
        takesOverFrom = System.nanoTime() + length.toNanos();
    }

    /** Gives up all leases of this node, and tells the others, so that they can take over at once. */
    void release() {
        lock.lock();
        try {
            released = true;
            queue.release(node).forEach(id -> bus.send(new Signal.Released(id)));
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "leases could not be released; they end by themselves", trouble);
        } finally {
            lock.unlock();
        }
    }

    boolean areReleased() {
        return released;
    }
}
