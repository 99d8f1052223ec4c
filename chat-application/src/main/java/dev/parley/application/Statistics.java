package dev.parley.application;

import dev.parley.application.agent.TurnRunners;
import dev.parley.application.feed.Feeds;
import dev.parley.application.journal.Journal;
import dev.parley.application.port.DeliveryQueue;
import dev.parley.application.port.FeedbackQuery;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.telemetry.BackgroundTelemetry;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.session.SessionStatus;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What is going on: in the system, on this node, and in its journal. Safe for many threads. */
public final class Statistics {
    private final SessionStore store;
    private final FeedbackQueue questions;
    private final DeliveryQueue deliveries;
    private final TurnRunners runners;
    private final Feeds feeds;
    private final @Nullable Journal journal;
    private final InstantSource time;
    private final @Nullable BackgroundTelemetry telemetry;
    private volatile @Nullable ToIntFunction<Transport> connections;

    Statistics(
            Storage storage,
            TurnRunners runners,
            Feeds feeds,
            @Nullable Journal journal,
            InstantSource time,
            @Nullable BackgroundTelemetry telemetry) {
        this.store = storage.sessions();
        this.questions = storage.feedback();
        this.deliveries = storage.deliveries();
        this.runners = runners;
        this.feeds = feeds;
        this.journal = journal;
        this.time = time;
        this.telemetry = telemetry;
    }

    /** From now on connections are counted by this, which must not block and must not throw; for whoever has connections. */
    public void countConnectionsBy(ToIntFunction<Transport> counter) {
        connections = counter;
    }

    public SystemStatistics system() {
        Map<Transport, Integer> open = connections();
        LocalDate today = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
        return new SystemStatistics(
                store.sessionsByStatus(),
                runners.size(),
                feeds.size(),
                open == null
                        ? null
                        : (Integer) open.values().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                store.usageOfAll(today, today));
    }

    /** How many connections to this node stay open; null if nobody counts them. */
    @Nullable
    Map<Transport, Integer> connections() {
        ToIntFunction<Transport> counter = connections;
        if (counter == null) {
            return null;
        }
        Map<Transport, Integer> open = new EnumMap<>(Transport.class);
        for (Transport transport : Transport.values()) {
            open.put(transport, counter.applyAsInt(transport));
        }
        return open;
    }

    /**
     * How many sessions that are not deleted are in each status. The storage may have to look at every session, so this is not for every
     * few seconds.
     */
    public Map<SessionStatus, Long> sessionsByStatus() {
        return store.sessionsByStatus();
    }

    /** How many questions wait for an answer. The storage has to look at each of them. */
    public long pendingQuestions() {
        return questions
                .page(new FeedbackQuery(null, null, FeedbackStatus.PENDING, 1, 0))
                .total();
    }

    /** How many deliveries of questions are pending, by channel. The storage has to look at each of them. */
    public Map<ChannelKind, Long> pendingDeliveries() {
        return deliveries.count(DeliveryStatus.PENDING);
    }

    /** How much of what happened could not be told to whoever measures it. */
    public long telemetryDropped() {
        return telemetry == null ? 0 : telemetry.dropped();
    }

    /** The journal; empty if there is none. */
    public Optional<Journal> journal() {
        return Optional.ofNullable(journal);
    }
}
