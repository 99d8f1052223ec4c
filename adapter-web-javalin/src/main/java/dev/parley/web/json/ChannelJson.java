package dev.parley.web.json;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How somebody wants to be reached over a channel, for themselves and administrators.
 *
 * @param quietHours when nothing is sent; null if there is no such time
 * @param verifiedAt when it was proved that the address is theirs; null if it was not yet
 * @param writeTo where the caller writes to the agent, which is nobody else's address; null if nothing is read there, no such address is
 *     needed, or the channel is not used or somebody else's
 */
public record ChannelJson(
        @OneOf(ChannelKind.class) String kind,
        String address,
        int priority,
        @Nullable QuietHoursJson quietHours,
        boolean enabled,
        @Nullable Instant verifiedAt,
        @Nullable String writeTo) {
    public static ChannelJson from(UserChannel channel, @Nullable String writeTo) {
        return new ChannelJson(
                channel.kind().wireName(),
                channel.address().value(),
                channel.priority(),
                channel.quiet() == null ? null : QuietHoursJson.from(channel.quiet()),
                channel.enabled(),
                channel.verifiedAt(),
                writeTo);
    }
}
