package dev.parley.application.agent;

import dev.parley.application.delivery.Dispatching;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.Reply;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.ToolResult;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.AgentState;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Lease;
import dev.parley.domain.turn.NextStep;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnFailure;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.turn.TurnState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How turns go on, inside one locked change of their session. Every method returns the work that the node has to do once the change is
 * stored; null if there is none.
 */
public final class TurnRules {
    private final NodeId node;
    private final IdSource ids;
    private final ChatLimits limits;
    private final ToolRules toolRules;

    public TurnRules(
            NodeId node, IdSource ids, ChatLimits limits, ToolBox tools, Profiles profiles, Dispatching dispatching) {
        this.node = node;
        this.ids = ids;
        this.limits = limits;
        this.toolRules = new ToolRules(tools, profiles, ids, limits, dispatching);
    }

    /** Starts the next waiting turn of an active session, unless one is current. */
    public @Nullable TurnWork startNext(SessionChange change) {
        List<Turn> open = change.openTurns();
        if (change.session().status() != SessionStatus.ACTIVE
                || open.isEmpty()
                || open.getFirst().isCurrent()) {
            return null;
        }
        return start(change, open.getFirst());
    }

    /** Takes over a turn that nobody works on, as the next attempt; or starts the next one. */
    public @Nullable TurnWork revive(SessionChange change) {
        Optional<Turn> current =
                change.openTurns().stream().filter(Turn::isCurrent).findFirst();
        if (current.isEmpty()) {
            return startNext(change);
        }
        Turn turn = current.get();
        if (!(turn.state() instanceof TurnState.Running running)
                || !running.lease().isExpired(change.now())) {
            return null;
        }
        if (turn.stopRequested() != null) {
            return stop(change, turn, turn.stopRequested(), Unfinished.saved(change));
        }
        if (!running.lease().isReleased() && turn.crashes() + 1 >= limits.turnAttempts()) {
            TurnFailure abandoned = new TurnFailure(
                    ErrorCode.TURN_ABANDONED,
                    "The answer was cut off %d times; send the message again.".formatted(turn.crashes() + 1));
            return fail(change, turn, abandoned, Unfinished.saved(change));
        }
        return start(change, turn);
    }

    /** The model gave its whole answer. */
    @Nullable
    TurnWork answered(
            SessionChange change, TurnWork.Answer work, String text, Reply reply, @Nullable ContextSize context) {
        Turn turn = requireHeld(change, work.turn());
        if (context != null) {
            change.save(
                    change.session().withAgent(change.session().agent().seeing(context.messages(), context.tokens())));
        }
        AssistantMessage whole =
                work.answer().complete(text, reply.toolCalls(), reply.model(), reply.usage(), change.now());
        end(change, turn, new EventPayload.MessageCompleted(whole, reply.firstText()));
        return advance(change, turn);
    }

    /**
     * A tool returned.
     *
     * @param isLast whether no other call of this work is in progress, so that the turn can go on
     */
    @Nullable
    TurnWork toolFinished(
            SessionChange change, TurnWork.Tools work, CallToRun call, ToolResult result, boolean isLast) {
        Turn turn = requireHeld(change, work.turn());
        ToolResult told = call.remark() == null
                ? result
                : new ToolResult(result.text() + "\n(" + call.remark() + ")", result.failed());
        toolRules.finish(change, turn, call.call(), told);
        return isLast ? advance(change, turn) : null;
    }

    /** A question was answered, expired or was withdrawn: the turn that waits for it goes on. */
    public @Nullable TurnWork goOn(SessionChange change, FeedbackRequest question) {
        TurnId waiting = question.turnId();
        if (waiting == null) {
            return null;
        }
        Turn turn = change.turn(waiting);
        return turn.state() instanceof TurnState.AwaitingFeedback ? start(change, turn) : null;
    }

    /** The model failed. */
    @Nullable
    TurnWork failed(SessionChange change, Turn held, TurnFailure failure, Unfinished answer) {
        return fail(change, requireHeld(change, held), failure, answer);
    }

    /** The work on it was stopped. */
    @Nullable
    TurnWork stopped(SessionChange change, Turn held, CancelReason reason, Unfinished answer) {
        return stop(change, requireHeld(change, held), reason, answer);
    }

    /** The first words of an answer are out. */
    void responding(SessionChange change, Turn held, ContextSize context) {
        requireHeld(change, held);
        become(change, AgentActivity.RESPONDING, context);
    }

    /** Ends all turns and questions of a session that ends. */
    public void cancelAll(SessionChange change, CancelReason reason) {
        for (Turn turn : change.openTurns()) {
            if (turn.isCurrent()) {
                endCurrent(change, turn, reason, Unfinished.saved(change));
                become(change, AgentActivity.IDLE, null);
            } else {
                withdraw(change, turn, reason);
            }
        }
        change.openQuestions().forEach(question -> ToolRules.withdraw(change, question));
    }

    /** Withdraws a turn from the queue. */
    public void withdraw(SessionChange change, Turn turn, CancelReason reason) {
        change.save(turn.cancel(reason, change.now()));
        change.emit(new EventPayload.TurnCancelled(turn.id(), turn.messageId(), reason));
    }

    /** Ends a turn that waits for people, and goes on with the next one. */
    public @Nullable TurnWork cancelAwaiting(SessionChange change, Turn turn, CancelReason reason) {
        return stop(change, turn, reason, Unfinished.NONE);
    }

    /** Ends a turn that waits for people, without starting the next one. */
    public void endAwaiting(SessionChange change, Turn turn, CancelReason reason) {
        endCurrent(change, turn, reason, Unfinished.NONE);
        become(change, AgentActivity.IDLE, null);
    }

    private @Nullable TurnWork start(SessionChange change, Turn waiting) {
        Lease lease = new Lease(node, change.now().plus(limits.lease()));
        Turn turn = change.save(waiting.start(lease, change.now()));
        change.emit(new EventPayload.TurnStarted(turn.id(), turn.messageId(), turn.attempt()));
        return advance(change, turn);
    }

    /** Does the one next thing that the log asks for. */
    private @Nullable TurnWork advance(SessionChange change, Turn turn) {
        return switch (NextStep.of(change.messagesOf(turn.id()))) {
            case NextStep.CallModel call
            when call.round() > limits.toolRounds() + 1 ->
                fail(
                        change,
                        turn,
                        new TurnFailure(
                                ErrorCode.TOO_MANY_TOOL_ROUNDS,
                                "The agent called tools for more than %d rounds.".formatted(limits.toolRounds())),
                        Unfinished.NONE);
            case NextStep.CallModel call -> beginAnswer(change, turn);
            case NextStep.EndAnswer end -> {
                interrupt(change, turn, end.answer());
                yield advance(change, turn);
            }
            case NextStep.RunTools run -> seeToTools(change, turn, run);
            case NextStep.Finish finish -> {
                change.save(turn.complete(change.now()));
                change.emit(new EventPayload.TurnCompleted(turn.id(), turn.messageId()));
                yield goIdle(change);
            }
        };
    }

    private @Nullable TurnWork seeToTools(SessionChange change, Turn turn, NextStep.RunTools step) {
        ToolRules.Outlook outlook = toolRules.decide(change, turn, step.answer(), step.calls());
        if (!outlook.ready().isEmpty()) {
            become(change, AgentActivity.THINKING, null);
            return new TurnWork.Tools(change.session(), turn, step.answer(), outlook.ready());
        }
        if (outlook.waitsFor() == null) {
            return advance(change, turn);
        }
        change.save(turn.await(outlook.waitsFor()));
        waitFor(change, outlook.waitsFor());
        return null;
    }

    private TurnWork beginAnswer(SessionChange change, Turn turn) {
        become(change, AgentActivity.THINKING, null);
        AssistantMessage answer = change.save(AssistantMessage.streaming(
                new MessageId(ids.next()), turn.sessionId(), turn.id(), change.nextSeq(), change.now()));
        change.emit(new EventPayload.MessageStarted(answer.id(), turn.id(), turn.attempt()));
        return new TurnWork.Answer(change.session(), turn, answer);
    }

    private static void interrupt(SessionChange change, Turn turn, AssistantMessage answer) {
        AssistantMessage interrupted = answer.interrupt(change.draftOf(answer.id()), change.now());
        end(change, turn, new EventPayload.MessageStopped(interrupted));
    }

    /** Any end of an answer: it counts for the author of the message it answers if the model's server told which model gave it. */
    private static void end(SessionChange change, Turn turn, EventPayload.AnswerEnded end) {
        AssistantMessage answer = change.save(end.message());
        change.emit(end);
        if (answer.model() != null) {
            change.count(turn.author(), answer.model(), answer.usage());
        }
    }

    /** Whatever an answer has called and what has no result yet gets one, and its questions are withdrawn: nobody goes on with them. */
    private void closeCalls(SessionChange change, Turn turn, String sentence) {
        ToolRules.withdrawQuestions(change, turn);
        if (NextStep.of(change.messagesOf(turn.id())) instanceof NextStep.RunTools open) {
            open.calls().forEach(call -> toolRules.finish(change, turn, call, ToolResult.failed(sentence)));
        }
    }

    private @Nullable TurnWork stop(SessionChange change, Turn turn, CancelReason reason, Unfinished answer) {
        endCurrent(change, turn, reason, answer);
        return goIdle(change);
    }

    private void endCurrent(SessionChange change, Turn turn, CancelReason reason, Unfinished answer) {
        AssistantMessage open = answer.openIn(change);
        if (open != null) {
            end(change, turn, new EventPayload.MessageStopped(open.stop(answer.text(), change.now())));
        } else {
            closeCalls(change, turn, "The turn was stopped; whether this call had an effect is not known.");
        }
        withdraw(change, turn, reason);
    }

    private @Nullable TurnWork fail(SessionChange change, Turn turn, TurnFailure failure, Unfinished answer) {
        AssistantMessage open = answer.openIn(change);
        if (open != null) {
            end(change, turn, new EventPayload.MessageFailed(open.fail(answer.text(), failure, change.now())));
        } else {
            closeCalls(change, turn, "The turn failed; whether this call had an effect is not known.");
        }
        change.save(turn.fail(failure, change.now()));
        change.emit(new EventPayload.TurnFailed(turn.id(), turn.messageId(), failure));
        become(change, AgentActivity.ERROR, null);
        return goIdle(change);
    }

    private @Nullable TurnWork goIdle(SessionChange change) {
        change.save(change.session().touch(change.now()));
        become(change, AgentActivity.IDLE, null);
        return startNext(change);
    }

    private static void become(SessionChange change, AgentActivity activity, @Nullable ContextSize context) {
        AgentState before = change.session().agent();
        AgentState after = before.activity() == activity ? before.waitingFor(null) : before.become(activity);
        if (context != null) {
            after = after.seeing(context.messages(), context.tokens());
        }
        if (!after.equals(before)) {
            change.save(change.session().withAgent(after));
            change.emit(new EventPayload.AgentStateChanged(after));
        }
    }

    private static void waitFor(SessionChange change, FeedbackRequestId question) {
        AgentState before = change.session().agent();
        AgentState idle = before.activity() == AgentActivity.IDLE ? before : before.become(AgentActivity.IDLE);
        AgentState after = idle.waitingFor(question);
        if (!after.equals(before)) {
            change.save(change.session().withAgent(after));
            change.emit(new EventPayload.AgentStateChanged(after));
        }
    }

    /** The fence: nobody writes for a turn that another attempt has taken over or that has ended. */
    private static Turn requireHeld(SessionChange change, Turn held) {
        Turn now = change.turn(held.id());
        if (!now.isHeldBy(held.attempt())) {
            throw new LostLeaseException("attempt %d of turn %s is over".formatted(held.attempt(), held.id()));
        }
        return now;
    }

    /** How much of the conversation the model saw. */
    record ContextSize(int messages, int tokens) {}
}
