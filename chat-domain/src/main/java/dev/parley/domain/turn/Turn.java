package dev.parley.domain.turn;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The agent's work on one user message.
 *
 * <pre>
 * QUEUED → RUNNING ⇄ AWAITING_FEEDBACK
 *    ↓        ↓ ↘          ↓ ↘
 * CANCELLED ←─┴──(COMPLETED, FAILED, CANCELLED)
 *
 * RUNNING → RUNNING when the lease expired and another node takes over: the attempt grows by one
 * </pre>
 *
 * @param messageId the user message it answers
 * @param author who sent that message
 * @param acceptedSeq the sequence number of the event with which the message was accepted
 * @param queuedAhead how many turns were before it when it was accepted; 0 if it started at once
 * @param priority turns with a higher priority start first, older ones first among equals
 * @param attempt the fencing token: grows each time a node begins to work on it; 0 before the first time
 * @param crashes how often a node that worked on it died or lost it
 * @param stopRequested why it shall end, if somebody asked for it; null otherwise
 */
public record Turn(
        TurnId id,
        SessionId sessionId,
        MessageId messageId,
        UserId author,
        long acceptedSeq,
        int queuedAhead,
        int priority,
        int attempt,
        int crashes,
        TurnState state,
        @Nullable CancelReason stopRequested,
        Instant createdAt,
        @Nullable Instant startedAt) {

    /** The order in which turns are worked on: the current one, then by priority, then by age. */
    public static final Comparator<Turn> EXECUTION_ORDER = Comparator.comparing((Turn turn) -> !turn.isCurrent())
            .thenComparing(Turn::priority, Comparator.reverseOrder())
            .thenComparingLong(Turn::acceptedSeq);

    /** A turn that waits, though it may be for no time at all. */
    public static Turn queued(
            TurnId id,
            SessionId sessionId,
            MessageId messageId,
            UserId author,
            long acceptedSeq,
            int queuedAhead,
            int priority,
            Instant now) {
        return new Turn(
                id,
                sessionId,
                messageId,
                author,
                acceptedSeq,
                queuedAhead,
                priority,
                0,
                0,
                new TurnState.Queued(),
                null,
                now,
                null);
    }

    public TurnStatus status() {
        return state.status();
    }

    public boolean isEnded() {
        return state instanceof TurnState.Ended;
    }

    /** Whether it occupies the session's agent: it runs or waits for people. */
    public boolean isCurrent() {
        return state instanceof TurnState.Running || state instanceof TurnState.AwaitingFeedback;
    }

    /** Begins or, after an expired lease or an answered question, goes on as the next attempt. */
    public Turn start(Lease lease, Instant now) {
        return switch (state) {
            case TurnState.Queued queued -> with(new TurnState.Running(lease), attempt + 1, crashes, now);
            case TurnState.AwaitingFeedback awaiting ->
                with(new TurnState.Running(lease), attempt + 1, crashes, startedAt);
            case TurnState.Running running
            when running.lease().isExpired(now) ->
                with(
                        new TurnState.Running(lease),
                        attempt + 1,
                        running.lease().isReleased() ? crashes : crashes + 1,
                        startedAt);
            case TurnState.Running running -> throw illegal("start again while its lease is valid");
            case TurnState.Ended ended -> throw illegal("start");
        };
    }

    /** Goes on under another lease of the same attempt. */
    public Turn renew(Lease lease) {
        if (!(state instanceof TurnState.Running)) {
            throw illegal("renew its lease");
        }
        return with(new TurnState.Running(lease), attempt, crashes, startedAt);
    }

    /** Suspends until people answered. */
    public Turn await(FeedbackRequestId requestId) {
        if (!(state instanceof TurnState.Running)) {
            throw illegal("wait for feedback");
        }
        return with(new TurnState.AwaitingFeedback(requestId), attempt, crashes, startedAt);
    }

    public Turn complete(Instant now) {
        if (!(state instanceof TurnState.Running)) {
            throw illegal("complete");
        }
        return with(new TurnState.Completed(now), attempt, crashes, startedAt);
    }

    public Turn fail(TurnFailure failure, Instant now) {
        if (!isCurrent()) {
            throw illegal("fail");
        }
        return with(new TurnState.Failed(now, failure), attempt, crashes, startedAt);
    }

    public Turn cancel(CancelReason reason, Instant now) {
        if (isEnded()) {
            throw illegal("be cancelled");
        }
        return with(new TurnState.Cancelled(now, reason), attempt, crashes, startedAt);
    }

    /** Notes that it shall end; the first reason stays. */
    public Turn requestStop(CancelReason reason) {
        if (!isCurrent()) {
            throw illegal("be stopped");
        }
        CancelReason first = stopRequested == null ? reason : stopRequested;
        return new Turn(
                id,
                sessionId,
                messageId,
                author,
                acceptedSeq,
                queuedAhead,
                priority,
                attempt,
                crashes,
                state,
                first,
                createdAt,
                startedAt);
    }

    /** Whether a node that was given this attempt may still write. */
    public boolean isHeldBy(int heldAttempt) {
        return state instanceof TurnState.Running && attempt == heldAttempt;
    }

    private Turn with(TurnState next, int nextAttempt, int nextCrashes, @Nullable Instant started) {
        return new Turn(
                id,
                sessionId,
                messageId,
                author,
                acceptedSeq,
                queuedAhead,
                priority,
                nextAttempt,
                nextCrashes,
                next,
                stopRequested,
                createdAt,
                started);
    }

    private ChatException.Conflict illegal(String verb) {
        return new ChatException.Conflict(
                ErrorCode.INVALID_STATE, "A turn that is %s cannot %s.".formatted(status().wireName(), verb));
    }
}
