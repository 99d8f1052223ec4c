package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.feedback.FeedbackRequestId;
import java.time.Instant;

/**
 * One question on its way to people over one channel.
 *
 * <pre>
 * PENDING → SENT → SUPERSEDED      the question was decided elsewhere
 *    ↓ ↘
 *    │  SUPERSEDED                 it was decided before this channel got it out
 *    ↓
 * FAILED                           after the last retry; the next channel by priority takes over
 * </pre>
 *
 * @param attempts how often it was tried
 */
public record Delivery(
        FeedbackRequestId requestId, Channel channel, DeliveryStatus status, int attempts, Instant updatedAt) {

    public static Delivery pending(FeedbackRequestId requestId, Channel channel, Instant now) {
        return new Delivery(requestId, channel, DeliveryStatus.PENDING, 0, now);
    }

    public Delivery sent(Instant now) {
        return become(DeliveryStatus.SENT, attempts + 1, now);
    }

    /** One try failed: it stays pending until its last retry failed too. */
    public Delivery tryFailed(Instant now) {
        if (status == DeliveryStatus.PENDING && attempts < channel.retries()) {
            return new Delivery(requestId, channel, status, attempts + 1, now);
        }
        return become(DeliveryStatus.FAILED, attempts + 1, now);
    }

    public Delivery supersede(Instant now) {
        return become(DeliveryStatus.SUPERSEDED, attempts, now);
    }

    private Delivery become(DeliveryStatus next, int nextAttempts, Instant now) {
        if (!status.canBecome(next)) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "A delivery that is %s cannot become %s.".formatted(status.wireName(), next.wireName()));
        }
        return new Delivery(requestId, channel, next, nextAttempts, now);
    }
}
