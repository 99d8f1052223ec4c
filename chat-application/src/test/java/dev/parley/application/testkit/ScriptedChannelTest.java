package dev.parley.application.testkit;

import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.MessageChannelContract;
import dev.parley.application.port.Outgoing;
import dev.parley.domain.channel.ChannelKind;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The channel that tests use is one. */
class ScriptedChannelTest implements MessageChannelContract {
    private final ScriptedChannel channel = new ScriptedChannel(ChannelKind.EMAIL).thatTells();
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public MessageChannel channel() {
        return channel;
    }

    @Override
    public String address() {
        return "anna@example.com";
    }

    @Override
    public List<String> arrived() {
        return channel.taken().stream().map(Outgoing::toString).toList();
    }

    @Override
    public void breakDown() {
        channel.usually(ScriptedChannel.unavailable("The server is down."));
    }

    @Override
    public void closeAddress() {
        channel.usually(ScriptedChannel.refused("There is no such mailbox."));
    }

    @Override
    public void standStill() {
        channel.usually(message -> {
            never.await();
            throw new AssertionError();
        });
    }

    @Override
    public List<String> secrets() {
        return List.of(address());
    }
}
