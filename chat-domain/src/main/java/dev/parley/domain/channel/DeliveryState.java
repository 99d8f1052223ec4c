package dev.parley.domain.channel;

import dev.parley.domain.user.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a delivery is, as people may see it; without the address.
 *
 * @param attempts how often it was tried to ask
 * @param error why the last try failed, in a sentence; null if it did not
 * @param nextAttemptAt when somebody will see to it again; null if nothing is left to do
 */
public record DeliveryState(
        ChannelKind channel,
        UserId recipient,
        DeliveryStatus status,
        int attempts,
        Instant updatedAt,
        @Nullable String error,
        @Nullable Instant nextAttemptAt) {}
