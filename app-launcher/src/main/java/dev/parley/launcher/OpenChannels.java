package dev.parley.launcher;

import dev.parley.application.Parley;
import dev.parley.application.port.MessageChannel;
import dev.parley.channel.webhook.WebhookChannel;
import dev.parley.channel.webhook.WebhookSettings;
import dev.parley.launcher.settings.ChannelSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The channels that the settings ask for, opened. */
final class OpenChannels implements AutoCloseable {
    private final ChannelSettings settings;
    private final List<MessageChannel> channels = new ArrayList<>();
    private final List<Runnable> closing = new ArrayList<>();

    OpenChannels(ChannelSettings settings, InstantSource time) {
        this.settings = settings;
        WebhookSettings webhook = settings.webhook();
        if (webhook != null) {
            WebhookChannel opened = new WebhookChannel(webhook, time);
            channels.add(opened);
            closing.add(opened::close);
        }
    }

    void equip(Parley.Builder builder) {
        builder.deliveries(settings.deliveries());
        channels.forEach(builder::channel);
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
