package dev.parley.application;

import dev.parley.application.agent.TurnRunners;
import dev.parley.application.feed.Feeds;
import dev.parley.application.journal.Journal;
import dev.parley.application.port.SessionStore;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What is going on: in the system, on this node, and in its journal. Safe for many threads. */
public final class Statistics {
    private final SessionStore store;
    private final TurnRunners runners;
    private final Feeds feeds;
    private final @Nullable Journal journal;
    private final InstantSource time;
    private volatile @Nullable IntSupplier connections;

    Statistics(SessionStore store, TurnRunners runners, Feeds feeds, @Nullable Journal journal, InstantSource time) {
        this.store = store;
        this.runners = runners;
        this.feeds = feeds;
        this.journal = journal;
        this.time = time;
    }

    /** From now on connections are counted by this, which must not block and must not throw; for whoever has connections. */
    public void countConnectionsBy(IntSupplier counter) {
        connections = counter;
    }

    public SystemStatistics system() {
        IntSupplier counter = connections;
        LocalDate today = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
        return new SystemStatistics(
                store.sessionsByStatus(),
                runners.size(),
                feeds.size(),
                counter == null ? null : (Integer) counter.getAsInt(),
                store.usageOfAll(today, today));
    }

    /** The journal; empty if there is none. */
    public Optional<Journal> journal() {
        return Optional.ofNullable(journal);
    }
}
