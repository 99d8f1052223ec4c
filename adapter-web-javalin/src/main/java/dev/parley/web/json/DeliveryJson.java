package dev.parley.web.json;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryState;
import dev.parley.domain.channel.DeliveryStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a question or an answer is on its way to a person over a channel.
 *
 * @param attempts how often it was tried
 * @param error why the last try failed; null if it did not
 * @param nextAttemptAt when somebody will see to it again; null if nothing is left to do
 */
public record DeliveryJson(
        @OneOf(ChannelKind.class) String channel,
        String recipientId,
        @OneOf(DeliveryStatus.class) String status,
        int attempts,
        Instant updatedAt,
        @Nullable String error,
        @Nullable Instant nextAttemptAt) {
    public static DeliveryJson from(DeliveryState delivery) {
        return new DeliveryJson(
                delivery.channel().wireName(),
                delivery.recipient().toString(),
                delivery.status().wireName(),
                delivery.attempts(),
                delivery.updatedAt(),
                delivery.error(),
                delivery.nextAttemptAt());
    }
}
