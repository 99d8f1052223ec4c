package dev.parley.web.json;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How somebody wants to be reached over a channel, for themselves and administrators.
 *
 * @param quietHours when nothing is sent; null if there is no such time
 * @param verifiedAt when it was proved that the address is theirs; null if it was not yet
 */
public record ChannelJson(
        @OneOf(ChannelKind.class) String kind,
        String address,
        int priority,
        @Nullable QuietHoursJson quietHours,
        boolean enabled,
        @Nullable Instant verifiedAt) {
    public static ChannelJson from(UserChannel channel) {
        return new ChannelJson(
                channel.kind().wireName(),
                channel.address().value(),
                channel.priority(),
                channel.quiet() == null ? null : QuietHoursJson.from(channel.quiet()),
                channel.enabled(),
                channel.verifiedAt());
    }

    public static List<ChannelJson> from(List<UserChannel> channels) {
        return channels.stream().map(ChannelJson::from).toList();
    }
}
