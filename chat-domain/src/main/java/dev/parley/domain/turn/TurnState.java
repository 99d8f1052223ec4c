package dev.parley.domain.turn;

import dev.parley.domain.feedback.FeedbackRequestId;
import java.time.Instant;

/** Where a turn stands, with what belongs to that state only. {@link Turn} draws the transitions. */
public sealed interface TurnState {
    /** Waits for the turns before it. */
    record Queued() implements TurnState {}

    /** A node works on it. */
    record Running(Lease lease) implements TurnState {}

    /** Waits for people; no node works on it. */
    record AwaitingFeedback(FeedbackRequestId requestId) implements TurnState {}

    /** The answer is complete. */
    record Completed(Instant at) implements Ended {}

    /** It ended without an answer. */
    record Failed(Instant at, TurnFailure failure) implements Ended {}

    /** Somebody stopped or withdrew it. */
    record Cancelled(Instant at, CancelReason reason) implements Ended {}

    /** Any end. */
    sealed interface Ended extends TurnState {
        Instant at();
    }

    /** The name of this state. */
    default TurnStatus status() {
        return switch (this) {
            case Queued queued -> TurnStatus.QUEUED;
            case Running running -> TurnStatus.RUNNING;
            case AwaitingFeedback awaiting -> TurnStatus.AWAITING_FEEDBACK;
            case Completed completed -> TurnStatus.COMPLETED;
            case Failed failed -> TurnStatus.FAILED;
            case Cancelled cancelled -> TurnStatus.CANCELLED;
        };
    }
}
