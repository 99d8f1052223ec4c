package dev.parley.persistence;

import dev.parley.application.port.UserChannels;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds the place of the storage of people's channels: there are none yet. */
final class JdbiUserChannels implements UserChannels {
    @Override
    public List<UserChannel> of(UserId user) {
        return List.of();
    }

    @Override
    public List<UserChannel> usable(Collection<UserId> users) {
        return List.of();
    }

    @Override
    public Optional<UserChannel> verified(ChannelAddress address) {
        return Optional.empty();
    }

    @Override
    public Optional<UserChannel> change(
            UserId user, ChannelKind kind, Function<@Nullable UserChannel, @Nullable UserChannel> change) {
        throw new UnsupportedOperationException("channels of people are not stored yet");
    }
}
