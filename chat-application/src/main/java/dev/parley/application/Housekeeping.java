package dev.parley.application;

import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.delivery.Deliveries;
import dev.parley.application.feed.Feeds;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.SweepReport;
import dev.parley.application.port.TaskStore;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.ChatException;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done from time to time: renew leases, take over abandoned turns, end questions whose time is over, bring questions to people,
 * pause idle sessions, warn of the end of old ones and expire them, and remove those and the tasks that are out of use. Several nodes may do it
 * at once.
 */
public final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final int BATCH = 100;

    /** How many batches of each kind one request sees to. */
    private static final int MOST_BATCHES = 50;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final SessionStore store;
    private final FeedbackQueue questions;
    private final FeedbackDesk desk;
    private final TaskStore tasks;
    private final @Nullable Deliveries deliveries;
    private final TurnRunners runners;
    private final TurnRules rules;
    private final Feeds feeds;
    private final ExpiryWarnings warnings;
    private final RateLimits rateLimits;
    private final ChatLimits limits;
    private final InstantSource time;
    private final Telemetry telemetry;
    private @Nullable Thread thread;

    Housekeeping(
            SessionStore store,
            FeedbackQueue questions,
            FeedbackDesk desk,
            TaskStore tasks,
            @Nullable Deliveries deliveries,
            TurnRunners runners,
            TurnRules rules,
            Feeds feeds,
            ExpiryWarnings warnings,
            RateLimits rateLimits,
            ChatLimits limits,
            InstantSource time,
            Telemetry telemetry) {
        this.store = store;
        this.questions = questions;
        this.desk = desk;
        this.tasks = tasks;
        this.deliveries = deliveries;
        this.runners = runners;
        this.rules = rules;
        this.feeds = feeds;
        this.warnings = warnings;
        this.rateLimits = rateLimits;
        this.limits = limits;
        this.time = time;
        this.telemetry = telemetry;
    }

    /** Begins to do all of it, each time a third of a lease has passed, at least every five seconds. */
    void start() {
        Duration third = limits.leaseRenewal();
        Duration pause = third.compareTo(LONGEST_PAUSE) < 0 ? third : LONGEST_PAUSE;
        thread = Thread.ofVirtual().name("parley-housekeeping").start(() -> run(pause));
    }

    private void run(Duration pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                attempt("renew leases", runners::renewLeases);
                attempt("sweep", this::sweep);
                attempt("refresh feeds", feeds::refresh);
                attempt("tidy the limits up", rateLimits::tidy);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.WARNING, "could not " + what + "; trying again", trouble);
        }
    }

    /** Does everything that is due now, but for the leases, and at most a hundred of each kind. */
    public Swept sweep() {
        try {
            return new Sweep().run();
        } catch (RuntimeException trouble) {
            telemetry.sweepFailed();
            throw trouble;
        }
    }

    /**
     * Does everything that is due now, for somebody who does not want to wait until it is done by itself.
     *
     * @throws ChatException.Forbidden if the caller is no admin
     */
    public Swept sweep(Caller caller) {
        if (!caller.role().atLeast(Role.ADMIN)) {
            throw new ChatException.Forbidden("Only admins may do that.");
        }
        Swept all = new Swept(0, 0, 0, 0);
        Swept last;
        int batches = 0;
        do {
            last = sweep();
            all = all.plus(last);
            batches++;
        } while (last.hasFullBatch() && batches < MOST_BATCHES);
        return all;
    }

    /** One sweep. */
    private final class Sweep {
        private final long start = System.nanoTime();
        private int failures;

        Swept run() {
            runners.reviveAbandoned(BATCH);
            int settled = settleQuestions();
            if (deliveries != null) {
                deliveries.seeToDue(BATCH);
            }
            int paused = each(store.idleFor(limits.idleUntilPaused(), BATCH), (change, session) -> {
                if (session.isIdle(limits.idleUntilPaused(), change.now())) {
                    ActiveSessions.pause(change, EventPayload.PauseReason.IDLE);
                }
            });
            int expired = each(store.overdueFor(limits.inactiveUntilExpired(), BATCH), Housekeeping.this::expire);
            warnings.look();
            Instant retained = time.instant().minus(limits.retention());
            int purged = store.purge(retained, BATCH);
            tasks.purge(retained, BATCH);
            telemetry.sweepEnded(new SweepReport(
                    paused, expired, settled, purged, failures, Duration.ofNanos(System.nanoTime() - start)));
            return new Swept(paused, expired, settled, purged);
        }

        private int settleQuestions() {
            int settled = 0;
            for (SessionId id : questions.due(BATCH)) {
                try {
                    settled += desk.settleDue(id);
                } catch (RuntimeException trouble) {
                    failures++;
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "could not see to questions of " + id + "; trying again",
                            trouble);
                }
            }
            return settled;
        }

        private int each(List<SessionId> due, BiConsumer<SessionChange, Session> work) {
            int changed = 0;
            for (SessionId id : due) {
                try {
                    changed += store.<Integer>change(id, change -> {
                        long before = change.session().lastSeq();
                        work.accept(change, change.session());
                        return change.session().lastSeq() > before ? 1 : 0;
                    });
                } catch (RuntimeException trouble) {
                    failures++;
                    LOG.log(System.Logger.Level.WARNING, "could not sweep session " + id + "; trying again", trouble);
                }
            }
            return changed;
        }
    }

    private void expire(SessionChange change, Session session) {
        if (session.isOverdue(limits.inactiveUntilExpired(), change.now())
                && change.openQuestions().isEmpty()) {
            rules.cancelAll(change, CancelReason.SESSION_ENDED);
            Session ended = change.save(change.session().expire(change.now()));
            change.emit(new EventPayload.SessionEnded(ended.status()));
        }
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /**
     * What a sweep did.
     *
     * @param paused idle sessions that were paused
     * @param expired sessions that expired
     * @param settled questions that expired or of which people were reminded
     * @param purged sessions out of use that were removed for good
     */
    public record Swept(int paused, int expired, int settled, int purged) {
        private Swept plus(Swept more) {
            return new Swept(
                    paused + more.paused, expired + more.expired, settled + more.settled, purged + more.purged);
        }

        /** Whether there may be more of something. */
        private boolean hasFullBatch() {
            return Math.max(Math.max(paused, expired), Math.max(settled, purged)) >= BATCH;
        }
    }
}
