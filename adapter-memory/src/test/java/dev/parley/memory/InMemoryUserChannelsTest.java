package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.port.UserChannelsContract;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import org.junit.jupiter.api.Test;

class InMemoryUserChannelsTest extends MemoryFixture implements UserChannelsContract {
    private final InMemoryUserChannels small = new InMemoryUserChannels(1);

    private void put(String name) {
        UserChannel channel = new UserChannel(
                new UserId(name), new ChannelAddress(ChannelKind.EMAIL, name + "@example.com"), 1, null, true, null);
        small.change(channel.user(), ChannelKind.EMAIL, before -> channel);
    }

    @Test
    void holdsNoMoreUsersThanItsMemoryIsMeantFor() {
        put("anna");
        put("anna");
        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> put("bob"));

        small.change(new UserId("anna"), ChannelKind.EMAIL, before -> null);
        put("bob");
        assertThat(small.of(new UserId("bob"))).hasSize(1);
    }
}
