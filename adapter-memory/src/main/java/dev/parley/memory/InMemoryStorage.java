package dev.parley.memory;

import dev.parley.application.TimeOrderedIds;
import dev.parley.application.port.Storage;
import java.time.InstantSource;

/**
 * A storage in the memory of one process. It loses everything when the process ends, keeps the newest {@value SessionSlot#LOG_TAIL} events
 * of each session, and holds a limited number of sessions, of which those that ended make room for new ones. Of tasks it holds a limited
 * number, too, of which those that were deleted make room, and of users, of whom those make room about whom nobody decided anything.
 */
public final class InMemoryStorage {
    /** How many sessions are held unless another number is given. */
    public static final int DEFAULT_SESSIONS = 10_000;

    private InMemoryStorage() {}

    public static Storage open() {
        return open(DEFAULT_SESSIONS, InstantSource.system());
    }

    /** @param maximumSessions most sessions to hold, at least 1 */
    public static Storage open(int maximumSessions, InstantSource time) {
        if (maximumSessions < 1) {
            throw new IllegalArgumentException("at least one session must be held, not " + maximumSessions);
        }
        SessionSlots slots = new SessionSlots(maximumSessions);
        InMemoryEventBus bus = new InMemoryEventBus();
        return new Storage(
                new InMemorySessionStore(slots, bus, new TimeOrderedIds(time), time),
                new InMemoryDraftStore(slots),
                new InMemoryTurnQueue(slots, time),
                new InMemoryFeedbackQueue(slots, time),
                bus,
                new InMemoryTaskStore(InMemoryTaskStore.MAXIMUM),
                new InMemoryUserDirectory(InMemoryUserDirectory.MAXIMUM, time),
                new InMemoryUserChannels(InMemoryUserChannels.MAXIMUM),
                new InMemoryDeliveryQueue(slots, time));
    }
}
