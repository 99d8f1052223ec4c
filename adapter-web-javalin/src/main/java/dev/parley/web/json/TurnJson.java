package dev.parley.web.json;

import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.turn.TurnState;
import dev.parley.domain.turn.TurnStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The agent's work on one message. */
public record TurnJson(
        String turnId,
        String sessionId,
        String messageId,
        String authorId,
        @OneOf(TurnStatus.class) String status,
        int attempt,
        int queuedAhead,
        @Nullable FailureJson error,
        @OneOf(CancelReason.class) @Nullable String cancelReason,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {
    public static TurnJson from(Turn turn) {
        return new TurnJson(
                turn.id().toString(),
                turn.sessionId().toString(),
                turn.messageId().toString(),
                turn.author().toString(),
                turn.status().wireName(),
                turn.attempt(),
                turn.queuedAhead(),
                turn.state() instanceof TurnState.Failed failed ? FailureJson.from(failed.failure()) : null,
                turn.state() instanceof TurnState.Cancelled cancelled
                        ? cancelled.reason().wireName()
                        : null,
                turn.createdAt(),
                turn.startedAt(),
                turn.state() instanceof TurnState.Ended ended ? ended.at() : null);
    }
}
