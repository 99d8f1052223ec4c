package dev.parley.application.agent;

import dev.parley.application.feed.DraftSaver;
import dev.parley.application.feed.Drafting;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.LogContext;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.Reply;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.ContextWindow;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Works on one turn on a thread of its own until the turn ends, is suspended, or is taken away from this node. */
final class TurnRunner implements Runnable {
    private static final System.Logger LOG = System.getLogger(TurnRunner.class.getName());

    /** Answers that come faster than this are not worth an event that says the agent is responding. */
    private static final Duration WORTH_TELLING = Duration.ofMillis(50);

    /** How long a model may take to let go after it was interrupted; the turn ends in any case. */
    private static final Duration CUT_OFF_GRACE = Duration.ofMillis(500);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

    private final Tools tools;
    private final TurnWork first;
    private final Drafting drafting;
    private final Map<String, String> marks;
    private volatile @Nullable CancelReason stopRequested;
    private volatile boolean abandoned;
    /** Makes the wait of the work in progress look at its concerns again. */
    private volatile @Nullable Runnable alarm;

    /** What all runners of a node share. */
    record Tools(
            SessionStore store,
            TurnRules rules,
            LanguageModel model,
            ToolBox toolBox,
            Profiles profiles,
            Contexts contexts,
            DraftSaver saver,
            ChatLimits limits,
            LogContext logs,
            TurnRunners runners) {}

    /** @param marks of what began the work, for log lines */
    TurnRunner(Tools tools, TurnWork first, Drafting drafting, Map<String, String> marks) {
        this.tools = tools;
        this.first = first;
        this.drafting = drafting;
        this.marks = marks;
        this.stopRequested = first.turn().stopRequested();
    }

    /** The turn as it was when this node took hold of it. */
    Turn turn() {
        return first.turn();
    }

    /** Ends the turn and keeps what was said so far. */
    void stop(CancelReason reason) {
        stopRequested = reason;
        nudge();
    }

    /** Drops the turn without another write: it is no longer this node's. */
    void abandon() {
        abandoned = true;
        nudge();
    }

    private void nudge() {
        Runnable waiting = alarm;
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public void run() {
        Map<String, String> own = Map.of(
                "session_id",
                turn().sessionId().toString(),
                "turn_id",
                turn().id().toString());
        try (LogContext.Scope origin = tools.logs.mark(marks);
                LogContext.Scope scope = tools.logs.mark(own)) {
            work();
        }
    }

    private void work() {
        TurnWork work = first;
        try {
            while (work != null && work.turn().id().equals(turn().id())) {
                work = switch (work) {
                    case TurnWork.Answer answer -> answer(answer);
                    case TurnWork.Tools calls -> runTools(calls);
                };
            }
        } catch (LostLeaseException lost) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "turn {0} was taken over or ended elsewhere: {1}",
                    turn().id(),
                    lost.getMessage());
            work = null;
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            work = null;
        } catch (Throwable defect) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "turn " + turn().id() + " broke off; it is taken over when its lease ends",
                    defect);
            work = null;
        } finally {
            tools.runners.ended(this, work, drafting);
        }
    }

    /** Gives one answer; returns what to do next, which may belong to another turn. */
    private @Nullable TurnWork answer(TurnWork.Answer work) throws InterruptedException {
        drafting.begin(work.session(), work.answer().id());
        ContextWindow context =
                patiently(() -> tools.contexts.of(work.session(), work.turn().id()));
        TurnRules.ContextSize size =
                new TurnRules.ContextSize(context.messages().size(), context.tokens());
        Profile profile = tools.profiles.of(work.session().profile());
        Prompt prompt = new Prompt(
                work.session(),
                work.turn().id(),
                profile.systemPrompt(),
                context.messages(),
                tools.toolBox.offered(profile.toolPolicy()),
                profile.model());
        ModelCall running = new ModelCall(work.answer(), drafting, tools.saver, tools.logs);
        alarm = running::nudge;
        if (!isDisturbed()) {
            running.start(tools.model, prompt);
        }
        boolean inTime = false;
        try {
            inTime = follow(running, work, size);
        } finally {
            if (!running.isDone()) {
                running.cutOff(CUT_OFF_GRACE);
            }
        }
        String text = running.close();
        if (abandoned) {
            throw new LostLeaseException("the node gave it up");
        }
        return end(work, running, text, size, inTime);
    }

    /** Makes the calls and records each result at once, so that none is made again whatever happens next. */
    private @Nullable TurnWork runTools(TurnWork.Tools work) throws InterruptedException {
        ToolRun run = new ToolRun(tools.toolBox, work, tools.limits.toolCall(), tools.logs);
        alarm = run::nudge;
        if (!isDisturbed()) {
            run.start();
        }
        try {
            for (int left = work.calls().size() - 1; left >= 0 && !abandoned; left--) {
                ToolRun.Ended ended = run.await(this::isDisturbed);
                if (ended == null) {
                    break;
                }
                boolean isLast = left == 0;
                TurnWork next =
                        store(change -> tools.rules.toolFinished(change, work, ended.call(), ended.result(), isLast));
                if (isLast) {
                    return next;
                }
            }
        } finally {
            run.cutOff(CUT_OFF_GRACE);
        }
        CancelReason reason = stopRequested;
        if (abandoned || reason == null) {
            throw new LostLeaseException("the node gave it up");
        }
        return store(change -> tools.rules.stopped(change, work.turn(), reason, Unfinished.NONE));
    }

    /** Waits until the model is done or must be cut off; false if its time is over. */
    private boolean follow(ModelCall running, TurnWork.Answer work, TurnRules.ContextSize size)
            throws InterruptedException {
        long deadline = System.nanoTime() + tools.limits.modelAnswer().toNanos();
        boolean inTime = running.await(tools.limits.modelAnswer(), false, this::isDisturbed);
        if (inTime && running.hasText() && !running.isDone() && !isDisturbed()) {
            running.await(WORTH_TELLING, true, this::isDisturbed);
            if (!running.isDone() && !isDisturbed()) {
                tellResponding(work, size);
            }
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            inTime = running.await(left, true, this::isDisturbed);
        }
        return inTime;
    }

    /** Says so in the log; an answer does not fail because that did not work. */
    private void tellResponding(TurnWork.Answer work, TurnRules.ContextSize size) {
        try {
            tools.store.change(turn().sessionId(), change -> {
                tools.rules.responding(change, work.turn(), size);
                return change.session();
            });
        } catch (ChatException.Unavailable trouble) {
            LOG.log(System.Logger.Level.WARNING, "the state of the agent could not be stored", trouble);
        }
    }

    private boolean isDisturbed() {
        return abandoned || stopRequested != null;
    }

    private @Nullable TurnWork end(
            TurnWork.Answer work, ModelCall running, String text, TurnRules.ContextSize size, boolean inTime)
            throws InterruptedException {
        tools.saver.forget(work.answer().id());
        CancelReason reason = stopRequested;
        Reply reply = running.reply();
        if (reply != null) {
            return store(change -> tools.rules.answered(change, work, text, reply, size));
        }
        Unfinished answer = new Unfinished(text, running.report());
        if (reason != null) {
            return store(change -> tools.rules.stopped(change, work.turn(), reason, answer));
        }
        TurnFailure failure = inTime
                ? failureOf(running.failure())
                : new TurnFailure(
                        ErrorCode.MODEL_TIMEOUT,
                        "The model did not finish its answer within %d seconds."
                                .formatted(tools.limits.modelAnswer().toSeconds()));
        return store(change -> tools.rules.failed(change, work.turn(), failure, answer));
    }

    private TurnFailure failureOf(@Nullable Throwable failure) {
        if (failure instanceof ChatException refusal) {
            return new TurnFailure(refusal.code(), refusal.sentence());
        }
        LOG.log(System.Logger.Level.ERROR, "the model failed in turn " + turn().id(), failure);
        return new TurnFailure(ErrorCode.INTERNAL, "The agent failed; try again.");
    }

    private @Nullable TurnWork store(Function<SessionChange, @Nullable TurnWork> end) throws InterruptedException {
        return patiently(() -> tools.store.<Optional<TurnWork>>change(
                        turn().sessionId(), change -> Optional.ofNullable(end.apply(change))))
                .orElse(null);
    }

    /**
     * Uses the storage. While it cannot be reached the work is not lost: it is tried again until it succeeds or somebody else has taken
     * over.
     */
    private <T> T patiently(Supplier<T> access) throws InterruptedException {
        Duration pause = FIRST_RETRY;
        while (true) {
            try {
                return access.get();
            } catch (ChatException.Unavailable trouble) {
                if (abandoned) {
                    throw new LostLeaseException("the node gave it up");
                }
                LOG.log(
                        System.Logger.Level.WARNING,
                        "turn {0} cannot go on without the storage; trying again",
                        turn().id());
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? pause.multipliedBy(2) : LONGEST_RETRY;
            }
        }
    }
}
