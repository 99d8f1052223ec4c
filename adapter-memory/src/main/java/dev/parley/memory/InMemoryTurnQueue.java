package dev.parley.memory;

import dev.parley.application.port.TurnQueue;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.Lease;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks over the turns of the sessions in memory. */
final class InMemoryTurnQueue implements TurnQueue {
    private final SessionSlots slots;
    private final InstantSource time;

    InMemoryTurnQueue(SessionSlots slots, InstantSource time) {
        this.slots = slots;
        this.time = time;
    }

    @Override
    public List<Turn> renew(NodeId owner, Collection<Turn> held, Duration lease) {
        List<Turn> kept = new ArrayList<>();
        for (Turn turn : held) {
            slots.read(
                            turn.sessionId(),
                            Optional.<Turn>empty(),
                            slot -> slot.turn(turn.id())
                                    .filter(now -> now.isHeldBy(turn.attempt()) && isOwnedBy(owner, now))
                                    .map(now -> {
                                        Turn renewed = now.renew(
                                                new Lease(owner, time.instant().plus(lease)));
                                        slot.replace(renewed);
                                        return renewed;
                                    }))
                    .ifPresent(kept::add);
        }
        return kept;
    }

    @Override
    public List<SessionId> release(NodeId owner) {
        return slots.all().stream()
                .filter(slot -> slots.read(slot.id, false, locked -> release(locked, owner)))
                .map(slot -> slot.id)
                .toList();
    }

    private static boolean release(SessionSlot slot, NodeId owner) {
        List<Turn> owned =
                slot.openTurns().stream().filter(turn -> isOwnedBy(owner, turn)).toList();
        owned.forEach(turn -> slot.replace(turn.renew(Lease.released(owner))));
        return !owned.isEmpty();
    }

    @Override
    public List<SessionId> abandoned(int limit) {
        Instant now = time.instant();
        return slots.all().stream()
                .filter(slot -> slots.read(slot.id, false, locked -> isAbandoned(locked, now)))
                .map(slot -> slot.id)
                .limit(limit)
                .toList();
    }

    @Override
    public Map<TurnStatus, Long> openByStatus() {
        return slots.all().stream()
                .flatMap(slot -> slots.<List<Turn>>read(slot.id, List.of(), SessionSlot::openTurns).stream())
                .collect(Collectors.groupingBy(Turn::status, Collectors.counting()));
    }

    private static boolean isAbandoned(SessionSlot slot, Instant now) {
        List<Turn> open = slot.openTurns();
        if (open.isEmpty()) {
            return false;
        }
        return switch (open.getFirst().state()) {
            case TurnState.Running running -> running.lease().isExpired(now);
            case TurnState.Queued queued ->
                slot.session()
                        .map(Session::status)
                        .filter(SessionStatus.ACTIVE::equals)
                        .isPresent();
            case TurnState.AwaitingFeedback awaiting -> false;
            case TurnState.Ended ended -> false;
        };
    }

    private static boolean isOwnedBy(NodeId owner, Turn turn) {
        return turn.state() instanceof TurnState.Running running
                && running.lease().owner().equals(owner);
    }
}
