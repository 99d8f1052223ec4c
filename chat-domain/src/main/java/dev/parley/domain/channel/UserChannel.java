package dev.parley.domain.channel;

import dev.parley.domain.ChatException;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one person wants to be reached over one channel. Nothing but what proves the address is sent to one that is not verified, and no answer
 * from it counts.
 *
 * @param priority 1 (first) to 3
 * @param quiet when nothing is sent; null if there is no such time
 * @param enabled whether it is used
 * @param verifiedAt when it was proved that the address is theirs; null if it was not yet
 */
public record UserChannel(
        UserId user,
        ChannelAddress address,
        int priority,
        @Nullable QuietHours quiet,
        boolean enabled,
        @Nullable Instant verifiedAt) {
    /** @throws ChatException.Invalid if the priority is out of its range */
    public UserChannel {
        if (priority < 1 || priority > 3) {
            throw ChatException.Invalid.field("priority", "must be 1 to 3, but is " + priority + ".");
        }
    }

    public ChannelKind kind() {
        return address.kind();
    }

    /** Whether questions are sent there and answers from there count. */
    public boolean isUsable() {
        return enabled && verifiedAt != null;
    }
}
