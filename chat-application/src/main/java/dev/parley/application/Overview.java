package dev.parley.application;

import dev.parley.application.OverviewReport.OfNode;
import dev.parley.application.OverviewReport.OfSystem;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.feed.Feeds;
import dev.parley.application.port.Storage;
import dev.parley.application.telemetry.NodeActivity;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How the server is used, for those who run it. The storage has to look at every session to count them, so however many ask, one asks it at
 * a time, once a {@linkplain #LEAST_PAUSE second} at most and for a twentieth of the time at most; everybody else gets what it said last.
 * Safe for many threads.
 */
public final class Overview {
    static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private static final int SHARE = 20;
    private static final System.Logger LOG = System.getLogger(Overview.class.getName());

    private final Storage storage;
    private final Statistics statistics;
    private final TurnRunners runners;
    private final Feeds feeds;
    private final NodeActivity activity;
    private final InstantSource time;
    private final ReentrantLock asking = new ReentrantLock();
    private long asksAgain = System.nanoTime();
    private volatile @Nullable OfSystem last;

    Overview(
            Storage storage,
            Statistics statistics,
            TurnRunners runners,
            Feeds feeds,
            NodeActivity activity,
            InstantSource time) {
        this.storage = storage;
        this.statistics = statistics;
        this.runners = runners;
        this.feeds = feeds;
        this.activity = activity;
        this.time = time;
    }

    /**
     * How the server is used now.
     *
     * @throws ChatException.Forbidden if the caller is neither analyst nor administrator
     */
    public OverviewReport of(Caller caller) {
        if (!caller.role().atLeast(Role.ANALYST)) {
            throw new ChatException.Forbidden("Only analysts and administrators see how the server is used.");
        }
        OfSystem system = system();
        return new OverviewReport(
                time.instant(),
                system,
                new OfNode(runners.size(), feeds.size(), statistics.connections(), activity.report()));
    }

    private @Nullable OfSystem system() {
        // The first ones have nothing else to tell, so they wait for it.
        if (last == null) {
            asking.lock();
        } else if (!asking.tryLock()) {
            return last;
        }
        try {
            if (System.nanoTime() - asksAgain >= 0) {
                long start = System.nanoTime();
                ask();
                long now = System.nanoTime();
                asksAgain = now + Math.max(LEAST_PAUSE.toNanos(), (now - start) * SHARE);
            }
        } finally {
            asking.unlock();
        }
        return last;
    }

    /** What it said before still tells more than nothing; its time says how old it is. */
    private void ask() {
        Instant now = time.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        try {
            last = new OfSystem(
                    now,
                    storage.sessions().sessionsByStatus(),
                    storage.turns().openByStatus(),
                    storage.feedback().pending(OverviewReport.AGES),
                    storage.deliveries().count(DeliveryStatus.SENT),
                    storage.sessions().usageOfAll(today.minusDays(OverviewReport.DAYS - 1L), today));
        } catch (ChatException.Unavailable away) {
            LOG.log(System.Logger.Level.DEBUG, "the storage could not be asked for numbers", away);
        }
    }
}
