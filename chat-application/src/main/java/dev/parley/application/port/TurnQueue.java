package dev.parley.application.port;

import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Looks over the turns of all sessions. A turn is claimed in {@link SessionStore#change}, under its session's lock, by giving it a lease;
 * this port keeps leases alive, gives them up, and finds turns that nobody works on.
 *
 * <p>Callers rely on this: all times are those of the storage's clock; a lease is renewed only while the turn runs under the same owner
 * and attempt; methods may be called by many threads at once. Every adapter passes {@code TurnQueueContract}.
 */
public interface TurnQueue {
    /**
     * Extends the leases of running turns.
     *
     * @param held the turns as the node knows them
     * @param lease how long from now on they are held
     * @return the turns among them that the node still holds, as they are now; the others are lost
     */
    List<Turn> renew(NodeId owner, Collection<Turn> held, Duration lease);

    /**
     * Ends all leases of a node at once, so that other nodes can take over.
     *
     * @return the sessions whose turns were released
     */
    List<SessionId> release(NodeId owner);

    /** Sessions with work that nobody does: a running turn with an expired lease, or waiting turns in an active session without a current one. */
    List<SessionId> abandoned(int limit);

    /** How many turns that have not ended are in each status; those of which there are none may be left out. Only these are looked at. */
    Map<TurnStatus, Long> openByStatus();
}
