package dev.parley.application;

import dev.parley.application.Housekeeping.Swept;
import dev.parley.application.agent.TurnRules;
import dev.parley.application.agent.TurnRunners;
import dev.parley.application.delivery.Deliveries;
import dev.parley.application.port.FeedbackQueue;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.SweepReport;
import dev.parley.application.port.TaskStore;
import dev.parley.application.port.Telemetry;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.CancelReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is due: takes over abandoned turns, ends questions whose time is over, brings questions to people, pauses idle sessions, warns of
 * the end of old ones and expires them, and removes those and the tasks that are out of use. Several nodes may do it at once.
 */
final class Sweep {
    /** The most of each kind that one sweep sees to. */
    static final int BATCH = 100;

    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());

    private final SessionStore sessions;
    private final FeedbackQueue questions;
    private final TaskStore tasks;
    private final FeedbackDesk desk;
    private final @Nullable Deliveries deliveries;
    private final TurnRunners runners;
    private final TurnRules rules;
    private final ExpiryWarnings warnings;
    private final ChatLimits limits;
    private final InstantSource time;
    private final Telemetry telemetry;

    /** @param deliveries null if there are no channels */
    Sweep(
            Storage storage,
            FeedbackDesk desk,
            @Nullable Deliveries deliveries,
            TurnRunners runners,
            TurnRules rules,
            ExpiryWarnings warnings,
            ChatLimits limits,
            InstantSource time,
            Telemetry telemetry) {
        this.sessions = storage.sessions();
        this.questions = storage.feedback();
        this.tasks = storage.tasks();
        this.desk = desk;
        this.deliveries = deliveries;
        this.runners = runners;
        this.rules = rules;
        this.warnings = warnings;
        this.limits = limits;
        this.time = time;
        this.telemetry = telemetry;
    }

    /** Sees to what is due now. */
    Swept run() {
        try {
            return new Pass().run();
        } catch (RuntimeException trouble) {
            telemetry.sweepFailed();
            throw trouble;
        }
    }

    private final class Pass {
        private final long start = System.nanoTime();
        private int failures;

        Swept run() {
            runners.reviveAbandoned(BATCH);
            int settled = settleQuestions();
            if (deliveries != null) {
                deliveries.seeToDue(BATCH);
            }
            int paused = each(sessions.idleFor(limits.idleUntilPaused(), BATCH), (change, session) -> {
                if (session.isIdle(limits.idleUntilPaused(), change.now())) {
                    ActiveSessions.pause(change, EventPayload.PauseReason.IDLE);
                }
            });
            int expired = each(sessions.overdueFor(limits.inactiveUntilExpired(), BATCH), Sweep.this::expire);
            warnings.look();
            Instant retained = time.instant().minus(limits.retention());
            int purged = sessions.purge(retained, BATCH);
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
                    changed += sessions.<Integer>change(id, change -> {
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
}
