package dev.parley.application.testkit;

import dev.parley.application.port.UserChannels;
import dev.parley.domain.channel.AddressProof;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The channels of people as a test has given them, by priority; they do not change. */
public record FixedUserChannels(List<UserChannel> channels) implements UserChannels {
    public FixedUserChannels {
        channels = List.copyOf(channels);
    }

    @Override
    public List<UserChannel> of(UserId user) {
        return channels.stream().filter(channel -> channel.user().equals(user)).toList();
    }

    @Override
    public List<UserChannel> usable(Collection<UserId> users) {
        return channels.stream()
                .filter(channel -> channel.isUsable() && users.contains(channel.user()))
                .toList();
    }

    @Override
    public Optional<UserChannel> verified(ChannelAddress address) {
        return channels.stream()
                .filter(channel -> channel.address().equals(address))
                .findFirst();
    }

    @Override
    public Optional<UserChannel> change(
            UserId user, ChannelKind kind, Function<@Nullable UserChannel, @Nullable UserChannel> change) {
        throw new UnsupportedOperationException("the channels of people are fixed");
    }

    @Override
    public Optional<AddressProof> changeProof(
            UserId user, ChannelKind kind, Function<@Nullable AddressProof, @Nullable AddressProof> change) {
        throw new UnsupportedOperationException("the channels of people are fixed");
    }
}
