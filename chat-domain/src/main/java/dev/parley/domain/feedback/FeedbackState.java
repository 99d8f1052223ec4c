package dev.parley.domain.feedback;

import java.time.Instant;

/** Where a question stands. {@link FeedbackRequest} draws the transitions. */
public sealed interface FeedbackState {
    /** It waits for an answer. */
    record Pending() implements FeedbackState {}

    /** An answer won. */
    record Answered(FeedbackResponse winner) implements FeedbackState {}

    /** Nobody answered in time. */
    record Expired(Instant at) implements FeedbackState {}

    /** It was withdrawn. */
    record Cancelled(Instant at) implements FeedbackState {}

    /** The name of this state. */
    default FeedbackStatus status() {
        return switch (this) {
            case Pending pending -> FeedbackStatus.PENDING;
            case Answered answered -> FeedbackStatus.ANSWERED;
            case Expired expired -> FeedbackStatus.EXPIRED;
            case Cancelled cancelled -> FeedbackStatus.CANCELLED;
        };
    }
}
